"""The vault seals for one person under one key, and finds by a keyed hash."""

from uuid import RFC_4122

import pytest
from cryptography.exceptions import InvalidTag

from identity.adapters.vault import AesVault, Sealed
from tests.unit.identity.makers import SOMEBODY, SOMEBODY_ELSE

NUMBER = "639999198512319991"
OLD, NEW, LOOKUP = b"o" * 32, b"n" * 32, b"l" * 32


def test_what_is_sealed_opens_again() -> None:
    vault = AesVault({"1": OLD}, LOOKUP)
    assert vault.open(SOMEBODY, vault.seal(SOMEBODY, NUMBER)) == NUMBER


def test_one_number_is_sealed_differently_each_time() -> None:
    vault = AesVault({"1": OLD}, LOOKUP)
    assert vault.seal(SOMEBODY, NUMBER) != vault.seal(SOMEBODY, NUMBER)


def test_what_is_sealed_for_one_does_not_open_for_another() -> None:
    vault = AesVault({"1": OLD}, LOOKUP)
    with pytest.raises(InvalidTag):
        vault.open(SOMEBODY_ELSE, vault.seal(SOMEBODY, NUMBER))


def test_what_was_altered_does_not_open() -> None:
    vault = AesVault({"1": OLD}, LOOKUP)
    sealed = vault.seal(SOMEBODY, NUMBER)
    altered = Sealed(key_id="1", content=sealed.content[:-1] + bytes([sealed.content[-1] ^ 1]))
    with pytest.raises(InvalidTag):
        vault.open(SOMEBODY, altered)


def test_the_first_key_seals_and_all_keys_open() -> None:
    sealed = AesVault({"1": OLD}, LOOKUP).seal(SOMEBODY, NUMBER)
    vault = AesVault({"2": NEW, "1": OLD}, LOOKUP)
    assert vault.open(SOMEBODY, sealed) == NUMBER
    assert vault.seal(SOMEBODY, NUMBER).key_id == "2"


def test_a_person_has_one_id_that_depends_on_the_number_and_the_key_alone() -> None:
    vault = AesVault({"1": OLD}, LOOKUP)
    person = vault.person(NUMBER)
    assert person == AesVault({"2": NEW}, LOOKUP).person(NUMBER)
    assert person != AesVault({"1": OLD}, b"m" * 32).person(NUMBER)
    assert person != vault.person("639999199006159985")
    assert person.bytes != vault.lookup(NUMBER)[:16]
    assert (person.variant, person.version) == (RFC_4122, 8)


def test_the_hash_depends_on_the_number_and_the_key_alone() -> None:
    vault = AesVault({"1": OLD}, LOOKUP)
    assert vault.lookup(NUMBER) == AesVault({"2": NEW}, LOOKUP).lookup(NUMBER)
    assert vault.lookup(NUMBER) != AesVault({"1": OLD}, b"m" * 32).lookup(NUMBER)
    assert vault.lookup(NUMBER) != vault.lookup("639999199006159985")
