"""Access tokens signed with Ed25519 (EdDSA, RFC 8037)."""

import base64
import hashlib
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from contracts.tokens import ALGORITHM


class Ed25519Signer:
    """Signs with the first of its keys; all of them verify, so that a new one can come first."""

    def __init__(self, keys: tuple[Ed25519PrivateKey, ...]) -> None:
        self._key: Final = keys[0]
        self._key_id: Final = key_id_of(keys[0])
        self._public: Final = tuple((key_id_of(key), _public_pem(key)) for key in keys)

    def signed(self, claims: dict[str, object]) -> str:
        """Give the claims as a token."""
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": self._key_id})

    def public_keys(self) -> tuple[tuple[str, str], ...]:
        """Give the ids and the PEM texts of the keys that verify."""
        return self._public


def key_id_of(key: Ed25519PrivateKey) -> str:
    """Name a key by the hash of its public half."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(hashlib.sha256(public).digest()[:12]).decode()


def _public_pem(key: Ed25519PrivateKey) -> str:
    written = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return written.decode()
