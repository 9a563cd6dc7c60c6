"""The vault: ID numbers sealed with AES-GCM under a key id, and found by a keyed hash."""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12
_MADE_AS: Final = 0xF << 76 | 0x3 << 62
_MADE_AS_VERSION_8: Final = 0x8 << 76 | 0x2 << 62


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A sealed ID number: the nonce and the ciphertext, and the key it is sealed with."""

    key_id: str
    content: bytes


class AesVault:
    """Seals with the first of its keys and opens with any."""

    def __init__(self, keys: Mapping[str, bytes], lookup_key: bytes) -> None:
        self._ciphers: Final = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._lookup_key: Final = lookup_key
        self.current_key: Final = next(iter(keys))

    @property
    def keys(self) -> frozenset[str]:
        """Give the ids of all its keys."""
        return frozenset(self._ciphers)

    def seal(self, person: UUID, id_number: str) -> Sealed:
        """Seal a person's ID number; it opens for this person and under this key id only."""
        nonce, bound = os.urandom(NONCE_BYTES), _bound_to(person, self.current_key)
        cipher = self._ciphers[self.current_key]
        content = nonce + cipher.encrypt(nonce, id_number.encode(), bound)
        return Sealed(key_id=self.current_key, content=content)

    def open(self, person: UUID, sealed: Sealed) -> str:
        """Open a sealed ID number; `InvalidTag` where it was sealed for another or altered."""
        nonce, content = sealed.content[:NONCE_BYTES], sealed.content[NONCE_BYTES:]
        bound = _bound_to(person, sealed.key_id)
        return self._ciphers[sealed.key_id].decrypt(nonce, content, bound).decode()

    def lookup(self, id_number: str) -> bytes:
        """Give the keyed hash by which a normalised ID number is found."""
        return hmac.digest(self._lookup_key, id_number.encode(), "sha256")

    def person(self, id_number: str) -> UUID:
        """Give the id of whoever is entered under a normalised ID number: always the same.

        So a person who is entered again, after the database was set back, is who others know.
        """
        digest = hmac.digest(self._lookup_key, b"person " + id_number.encode(), "sha256")
        # Version 8 of RFC 9562: made in a way of one's own.
        return UUID(int=int.from_bytes(digest[:16], "big") & ~_MADE_AS | _MADE_AS_VERSION_8)


def _bound_to(person: UUID, key_id: str) -> bytes:
    return person.bytes + key_id.encode()
