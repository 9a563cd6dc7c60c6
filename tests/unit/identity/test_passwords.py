"""Passwords are hashed with Argon2id, and nobody's takes as long as somebody's."""

from collections.abc import Callable
from typing import TypeVar

from identity.adapters.passwords import Argon2Passwords
from identity.adapters.secret_texts import RandomSecrets
from identity.domain.sessions import code_as_kept

Result = TypeVar("Result")


def here(work: Callable[..., Result], *args: object) -> Result:
    return work(*args)


PASSWORDS = Argon2Passwords(here)


def test_the_password_matches_its_hash_and_no_other_does() -> None:
    kept = PASSWORDS.hashed("密码 pass")
    assert kept.startswith("$argon2id$")
    assert PASSWORDS.match(kept, "密码 pass")
    assert not PASSWORDS.match(kept, "密码 Pass")


def test_two_hashes_of_one_password_differ() -> None:
    assert PASSWORDS.hashed("quite-a-Password") != PASSWORDS.hashed("quite-a-Password")


def test_a_password_matches_however_its_characters_are_composed() -> None:
    assert PASSWORDS.match(PASSWORDS.hashed("caf\u00e9-caf\u00e9"), "cafe\u0301-cafe\u0301")


def test_without_a_hash_nothing_matches_after_the_same_work() -> None:
    verified: list[object] = []

    def counted(work: Callable[..., Result], *args: object) -> Result:
        verified.append(work.__name__)
        return work(*args)

    passwords = Argon2Passwords(counted)
    assert not passwords.match(None, "of an account that does not exist")
    assert not passwords.match(passwords.hashed("something"), "else")
    assert verified == ["_verify", "hash", "_verify"]


def test_a_broken_hash_matches_nothing() -> None:
    assert not PASSWORDS.match("broken", "anything")


def test_secrets_differ_and_a_code_reads_as_it_was_made() -> None:
    made = RandomSecrets()
    assert len({made.token() for _ in range(100)} | {made.code() for _ in range(100)}) == 200
    code = made.code()
    assert code_as_kept(code) == code.replace("-", "")
    assert len(made.digest(code)) == 32
