"""The keys that identity is given by its environment, and what is said when they are not fit."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

VAULT_KEYS: Final = "IDENTITY_VAULT_KEYS"
LOOKUP_KEY: Final = "IDENTITY_LOOKUP_KEY"
SIGNING_KEY: Final = "IDENTITY_SIGNING_KEY"
KEY_BYTES: Final = 32
_PEM: Final = re.compile(r"-----BEGIN [^-]+-----.*?-----END [^-]+-----", re.DOTALL)
_KEY_ID: Final = re.compile(r"[A-Za-z0-9_.-]{1,32}")


class NotConfigured(Exception):
    """The environment lacks something, or holds something that is not fit; tells everything."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The keys in clear; `vault` and `signing` begin with those in use."""

    vault: Mapping[str, bytes]
    lookup: bytes
    signing: tuple[Ed25519PrivateKey, ...]


def read_keys(environment: Mapping[str, str]) -> Keys:
    """Read all keys; raises `NotConfigured` with everything that is wrong."""
    faults: list[str] = []
    vault = _read_vault_keys(environment.get(VAULT_KEYS, ""), faults)
    lookup = _read_lookup_key(environment.get(LOOKUP_KEY, ""), faults)
    signing = _read_signing_keys(environment.get(SIGNING_KEY, ""), faults)
    if faults:
        raise NotConfigured(faults)
    return Keys(vault=vault, lookup=lookup, signing=signing)


def _read_vault_keys(text: str, faults: list[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        key_id, _, encoded = item.partition(":")
        key = _decoded(encoded)
        if _KEY_ID.fullmatch(key_id) is None or len(key) != KEY_BYTES:
            faults.append(f"{VAULT_KEYS}: each key is `id:base64` of {KEY_BYTES} bytes")
        elif key_id in found:
            faults.append(f"{VAULT_KEYS}: the key id {key_id} stands twice")
        found[key_id] = key
    if not found:
        faults.append(f"{VAULT_KEYS} is missing: `id:base64,…` of {KEY_BYTES} bytes each")
    return found


def _read_lookup_key(text: str, faults: list[str]) -> bytes:
    key = _decoded(text)
    if len(key) < KEY_BYTES:
        faults.append(f"{LOOKUP_KEY} is missing or short: base64 of {KEY_BYTES} bytes")
    return key


def _read_signing_keys(text: str, faults: list[str]) -> tuple[Ed25519PrivateKey, ...]:
    pems = _PEM.findall(text)
    encoded = [] if pems else [part.strip() for part in text.split(",") if part.strip()]
    keys = [_key_in_pem(pem) for pem in pems] + [_key_of_seed(seed) for seed in encoded]
    fit = tuple(key for key in keys if key is not None)
    if not fit or len(fit) < len(keys):
        faults.append(
            f"{SIGNING_KEY} is missing or not fit: Ed25519 private keys in PEM,"
            f" or base64 seeds of {KEY_BYTES} bytes; the first one signs"
        )
    return fit


def _key_in_pem(pem: str) -> Ed25519PrivateKey | None:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (TypeError, ValueError):
        return None
    return key if isinstance(key, Ed25519PrivateKey) else None


def _key_of_seed(text: str) -> Ed25519PrivateKey | None:
    seed = _decoded(text)
    return Ed25519PrivateKey.from_private_bytes(seed) if len(seed) == KEY_BYTES else None


def _decoded(text: str) -> bytes:
    """Give what base64 text says; nothing for what is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
