"""Which keys are taken from the environment, and what is said of those that are not fit."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from identity.adapters.keys import NotConfigured, read_keys
from identity.adapters.signing import key_id_of

KEY = base64.b64encode(b"k" * 32).decode()
FIT = {"IDENTITY_VAULT_KEYS": f"1:{KEY}", "IDENTITY_LOOKUP_KEY": KEY, "IDENTITY_SIGNING_KEY": KEY}


def pem(key: Ed25519PrivateKey | X25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def faults(**differing: str) -> set[str]:
    with pytest.raises(NotConfigured) as refusal:
        read_keys(FIT | differing)
    return {line.partition(":")[0].split()[0] for line in str(refusal.value).splitlines()}


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(NotConfigured) as refusal:
        read_keys({})
    assert all(name in str(refusal.value) for name in FIT)


def test_the_first_vault_key_comes_first() -> None:
    keys = read_keys(FIT | {"IDENTITY_VAULT_KEYS": f"2:{KEY}, 1:{KEY}"})
    assert [*keys.vault] == ["2", "1"]


@pytest.mark.parametrize("text", ["x", KEY, f":{KEY}", "1:####", "1:c2hvcnQ=", f"1:{KEY},1:{KEY}"])
def test_a_vault_key_that_is_not_fit_is_told_but_not_shown(text: str) -> None:
    assert faults(IDENTITY_VAULT_KEYS=text) == {"IDENTITY_VAULT_KEYS"}
    with pytest.raises(NotConfigured) as refusal:
        read_keys(FIT | {"IDENTITY_VAULT_KEYS": text})
    assert KEY not in str(refusal.value)


@pytest.mark.parametrize("text", ["", "####", "c2hvcnQ="])
def test_a_lookup_key_must_have_its_length(text: str) -> None:
    assert faults(IDENTITY_LOOKUP_KEY=text) == {"IDENTITY_LOOKUP_KEY"}


def test_signing_keys_come_as_seeds_or_in_pem() -> None:
    seed = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    other = Ed25519PrivateKey.generate()
    for text in (f"{KEY}", pem(seed)):
        (key,) = read_keys(FIT | {"IDENTITY_SIGNING_KEY": text}).signing
        assert key_id_of(key) == key_id_of(seed)
    keys = read_keys(FIT | {"IDENTITY_SIGNING_KEY": pem(other) + pem(seed)}).signing
    assert [key_id_of(key) for key in keys] == [key_id_of(other), key_id_of(seed)]


@pytest.mark.parametrize(
    "text", ["", "c2hvcnQ=", f"{KEY},c2hvcnQ=", pem(X25519PrivateKey.generate())]
)
def test_other_signing_keys_are_refused(text: str) -> None:
    assert faults(IDENTITY_SIGNING_KEY=text) == {"IDENTITY_SIGNING_KEY"}
