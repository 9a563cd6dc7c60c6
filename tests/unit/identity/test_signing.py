"""Access tokens carry the id of the key that verifies them."""

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from identity.adapters.signing import Ed25519Signer

OLD, NEW = (Ed25519PrivateKey.from_private_bytes(letter * 32) for letter in (b"o", b"n"))


def test_a_token_verifies_with_the_published_key_it_names() -> None:
    signer = Ed25519Signer((NEW, OLD))
    token = signer.signed({"sub": "1"})
    keys = dict(signer.public_keys())
    key_id = jwt.get_unverified_header(token)["kid"]
    assert jwt.decode(token, keys[key_id], algorithms=["EdDSA"]) == {"sub": "1"}
    assert [*keys] == [key_id, next(iter(dict(Ed25519Signer((OLD,)).public_keys())))]


def test_a_token_of_another_key_does_not_verify() -> None:
    token = Ed25519Signer((OLD,)).signed({"sub": "1"})
    ((_, public),) = Ed25519Signer((NEW,)).public_keys()
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, public, algorithms=["EdDSA"])
