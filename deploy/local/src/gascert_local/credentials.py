"""The secrets of a local run: made once, kept in one file that only its owner reads."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Credentials:
    """Named secrets in a JSON file of mode 600; one that is missing is made and kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def password(self, name: str) -> str:
        return self._keep(name, lambda: secrets.token_urlsafe(24))

    def label(self, name: str) -> str:
        """Eight characters that tell this installation from another."""
        return self._keep(name, lambda: secrets.token_hex(4))

    def key(self, name: str) -> str:
        """32 random bytes, in base64."""
        return self._keep(name, lambda: base64.b64encode(secrets.token_bytes(32)).decode())

    def signing_key(self, name: str) -> str:
        """An Ed25519 private key, in PEM."""
        return self._keep(name, _new_signing_key)

    def _keep(self, name: str, make: Callable[[], str]) -> str:
        if name not in self._known:
            self._known[name] = make()
            self._write()
        return self._known[name]

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self._known, file, indent=2)
        draft.replace(self._path)


def _new_signing_key() -> str:
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )
