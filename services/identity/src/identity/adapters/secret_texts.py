"""Texts that nobody can guess, and what they are kept as."""

import hashlib
import secrets
from typing import Final

TOKEN_BYTES: Final = 32
CODE_CHARACTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_GROUPS: Final = 4
GROUP_LENGTH: Final = 5


class RandomSecrets:
    """Makes secrets of so many bits that their plain hash tells nothing."""

    def token(self) -> str:
        """Give a new secret of 256 bits, as text."""
        return secrets.token_urlsafe(TOKEN_BYTES)

    def code(self) -> str:
        """Give a new secret of 100 bits that can be read out: `7K2MX-…` in four groups."""
        groups = [
            "".join(secrets.choice(CODE_CHARACTERS) for _ in range(GROUP_LENGTH))
            for _ in range(CODE_GROUPS)
        ]
        return "-".join(groups)

    def digest(self, secret: str) -> bytes:
        """Give what such a secret is kept as."""
        return hashlib.sha256(secret.encode()).digest()
