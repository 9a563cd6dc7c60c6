"""The servers of a local run: who may reach what, and what is left behind."""

import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from gascert_local import databases as provisioning
from gascert_local import postgres, rabbitmq
from gascert_local.cluster import Cluster, embedded_binaries
from gascert_local.credentials import Credentials
from gascert_local.found import NoServer, listens
from gascert_local.places import servers_home
from tests.provision import Databases, Vhosts


@pytest.fixture(scope="module")
def own_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster that asks for passwords, which the machine's own may not do."""
    credentials = Credentials(tmp_path_factory.mktemp("secrets") / "secrets.json")
    server = postgres.started(credentials)
    yield server.url
    server.stop()
    assert not listens(make_url(server.url).port or 0)


def test_a_service_reaches_its_own_database_only(own_postgres: str) -> None:
    own = make_url(provisioning.create(own_postgres, "gascert_one", "one"))
    other = make_url(provisioning.create(own_postgres, "gascert_two", "two"))
    assert _reaches(own)
    assert not _reaches(own.set(database=other.database))
    assert not _reaches(other.set(password="one"))


def test_a_cluster_of_another_password_is_told_and_does_not_run_on() -> None:
    home = Path(tempfile.mkdtemp(dir=servers_home("tests")))
    first = Cluster(home=home, binaries=embedded_binaries(), password="first")
    assert first.start() == postgres.admitted(first)
    first.stop()
    second = replace(first, password="second")
    with pytest.raises(NoServer, match=str(home)):
        postgres.admitted(second)
    assert not second.runs()
    shutil.rmtree(home)


def test_a_service_is_kept_out_of_the_administrators_database(own_postgres: str) -> None:
    own = make_url(provisioning.create(own_postgres, "gascert_one", "one"))
    provisioning.close_to_services(own_postgres)
    assert not _reaches(own.set(database="postgres"))
    assert not _reaches(own.set(database="template1"))


def test_a_role_ends_statements_and_locks_that_last_too_long(databases: Databases) -> None:
    with psycopg.connect(databases.empty("timeouts")) as connection:
        for setting in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            value = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
            assert value is not None
            assert value[0] not in ("0", "")


def test_making_a_database_twice_keeps_what_is_in_it(own_postgres: str) -> None:
    url = provisioning.create(own_postgres, "gascert_twice", "first")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept ()")
    url = provisioning.create(own_postgres, "gascert_twice", "second")
    with psycopg.connect(url) as connection:
        connection.execute("SELECT FROM kept")


def test_a_fresh_vhost_answers(vhosts: Vhosts) -> None:
    assert rabbitmq.answers(vhosts.fresh())


def test_a_broker_that_refuses_the_password_does_not_count(vhosts: Vhosts) -> None:
    uri = make_url(vhosts.fresh().replace("amqp:", "postgresql:")).set(password="wrong")
    rendered = uri.render_as_string(hide_password=False).replace("postgresql:", "amqp:")
    assert not rabbitmq.answers(rendered)


def test_secrets_are_kept_and_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "private" / "secrets.json"
    first = Credentials(path).password("a")
    assert Credentials(path).password("a") == first
    assert Credentials(path).password("b") != first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def _reaches(url: URL) -> bool:
    try:
        psycopg.connect(url.render_as_string(hide_password=False)).close()
    except psycopg.OperationalError:
        return False
    return True
