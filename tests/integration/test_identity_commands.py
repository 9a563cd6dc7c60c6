"""Identity's commands, as an operator gives them."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from bus.database import Database
from contracts import identity as told
from contracts.vocabulary import Province, Role
from identity.service import use_cases
from tests.integration.identity_world import PASSWORD, ForwardClock
from tests.makers import KEYS
from tests.provision import Databases


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.fresh("identity")["identity"]


def identity(url: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "identity", *arguments],
        env={**os.environ, "DATABASE_URL": url, **KEYS, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def account_named(url: str, username: str, password: str) -> told.Account:
    database = Database(url)
    use = use_cases(database, KEYS, legal=ForwardClock())
    try:
        return use.log_in.apply(told.LogIn(username=username, password=password)).account
    finally:
        database.dispose()


def test_the_first_administrator_gets_a_password_that_is_shown_once(url: str) -> None:
    done = identity(url, "first-administrator", "--username", "boss")
    assert done.returncode == 0
    password = done.stdout.splitlines()[-1].rpartition(" ")[2]
    account = account_named(url, "boss", password)
    assert account.must_change_password
    assert account.roles == (Role.ADMINISTRATOR,)
    assert account.province is Province.QINGHAI


def test_there_is_one_first_administrator(url: str) -> None:
    first = identity(
        url, "first-administrator", "--username", "boss", IDENTITY_FIRST_PASSWORD=PASSWORD
    )
    assert PASSWORD not in first.stdout
    assert not account_named(url, "boss", PASSWORD).must_change_password
    second = identity(url, "first-administrator", "--username", "other")
    assert second.returncode == 1
    assert "ADMINISTRATOR_EXISTS" in second.stderr


def test_a_name_and_a_password_that_are_not_fit_are_both_told(url: str) -> None:
    done = identity(
        url, "first-administrator", "--username", "a b", IDENTITY_FIRST_PASSWORD="short"
    )
    assert done.returncode == 2
    told_of = [line.partition(":")[0] for line in done.stderr.splitlines()[-2:]]
    assert told_of == ["username", "password"]


def test_the_vault_is_sealed_with_the_new_key(url: str) -> None:
    database = Database(url)
    use = use_cases(database, KEYS, legal=ForwardClock())
    entry = told.PersonEntry(name="张三", id_number="639999198512319991")
    use.entries.resolve(told.ResolvePersons(entries=(entry,), create=True))
    keys = f"2:{KEYS['IDENTITY_LOOKUP_KEY']},{KEYS['IDENTITY_VAULT_KEYS']}"
    done = identity(url, "rotate-vault", IDENTITY_VAULT_KEYS=keys)
    assert (done.returncode, done.stdout) == (0, "sealed anew: 1\n")
    with database.reading() as connection:
        assert connection.execute(text("SELECT key_id FROM id_numbers")).scalars().all() == ["2"]
    database.dispose()
    lost = identity(url, "rotate-vault", IDENTITY_VAULT_KEYS=f"3:{KEYS['IDENTITY_LOOKUP_KEY']}")
    assert lost.returncode == 1
    assert "lacks keys in use: 2" in lost.stderr


def test_without_keys_it_says_which_are_missing(url: str) -> None:
    missing = dict.fromkeys(KEYS, "")
    done = identity(url, **missing)
    assert done.returncode == 1
    for name in ("IDENTITY_VAULT_KEYS", "IDENTITY_LOOKUP_KEY", "IDENTITY_SIGNING_KEY"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr
