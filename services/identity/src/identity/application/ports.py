"""What the use cases need of the world beside the register: time, secrets, names and pictures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """The legal clock (D11)."""

    def now(self) -> datetime:
        """Give the moment, in UTC."""
        ...

    def today(self) -> date:
        """Give the legal day."""
        ...


class Passwords(Protocol):
    """Hashes passwords, slowly."""

    def hashed(self, password: str) -> str:
        """Give the hash under which a password is kept."""
        ...

    def match(self, password_hash: str | None, password: str) -> bool:
        """Tell whether it is the password; without a hash it takes as long and says no."""
        ...


class Secrets(Protocol):
    """Makes what nobody can guess, and what it is kept as."""

    def token(self) -> str:
        """Give a new secret of 256 bits, as text."""
        ...

    def code(self) -> str:
        """Give a new secret of 100 bits that can be read out, as text."""
        ...

    def digest(self, secret: str) -> bytes:
        """Give what such a secret is kept as."""
        ...


class Vault(Protocol):
    """Knows ID numbers by their keyed hash."""

    def lookup(self, id_number: str) -> bytes:
        """Give the keyed hash of a normalised ID number."""
        ...

    def person(self, id_number: str) -> UUID:
        """Give the id under which whoever bears a normalised ID number is entered."""
        ...


class Signer(Protocol):
    """Signs access tokens."""

    def signed(self, claims: dict[str, object]) -> str:
        """Give the claims as a token."""
        ...

    def public_keys(self) -> tuple[tuple[str, str], ...]:
        """Give the ids and the PEM texts of the keys that verify."""
        ...


class NameVerifier(Protocol):
    """The outside authority that knows which name belongs to an ID number."""

    def confirms(self, name: str, id_number: str) -> bool:
        """Tell whether they belong together; raises `Unavailable` when it does not say."""
        ...


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """A picture made anew, without anything that is not seen."""

    media_type: str
    width: int
    height: int
    content: bytes


class Darkroom(Protocol):
    """Examines uploaded pictures and makes them anew."""

    def developed(self, upload: bytes) -> Portrait:
        """Give the portrait; raises `InvalidMessage` with everything wrong in it."""
        ...
