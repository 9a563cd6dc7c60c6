"""Passwords hashed with Argon2id, in a thread so that nobody else waits."""

import unicodedata
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Result = TypeVar("Result")


class InThread(Protocol):
    """Does CPU-bound work in a thread of its own."""

    def __call__(self, work: Callable[..., Result], *args: object) -> Result:
        """Give what the work gives."""
        ...


class Argon2Passwords:
    """Hashes as OWASP advises: 19 MiB, two rounds, one lane; some 30 ms each."""

    def __init__(self, in_thread: InThread) -> None:
        self._in_thread: Final = in_thread
        self._hasher: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._nobodys: Final = self._hasher.hash("of an account that does not exist")

    def hashed(self, password: str) -> str:
        """Give the hash under which a password is kept."""
        return self._in_thread(self._hasher.hash, _composed(password))

    def match(self, password_hash: str | None, password: str) -> bool:
        """Tell whether it is the password; without a hash it takes as long and says no."""
        is_right = self._in_thread(self._verify, password_hash or self._nobodys, password)
        return is_right and password_hash is not None

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, _composed(password))
        except (VerificationError, InvalidHashError):
            return False


def _composed(password: str) -> str:
    """One password, whichever way a keyboard composes its characters."""
    return unicodedata.normalize("NFC", password)
