"""Servers that fall silent while the connection stands: nobody waits for them for ever."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import eventlet
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bus import link, watched
from bus.database import Database
from bus.link import Link
from tests.faults.proxy import Proxy, Weather
from tests.provision import Databases, Servers


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed after a moment already."""
    monkeypatch.setattr(watched, "LONGEST_SILENCE", 0.3)
    monkeypatch.setattr(watched, "LONGEST_LOOK", 2.0)
    monkeypatch.setattr(link, "LONGEST_OPENING", 0.5)


@pytest.fixture
def proxy(servers: Servers) -> Iterator[Proxy]:
    made = Proxy.to(urlsplit(servers.postgres_url).port or 5432)
    yield made
    made.end()


@pytest.fixture
def database(impatient: None, databases: Databases, proxy: Proxy) -> Iterator[Database]:
    """A database on the far side of a network that can be spoilt."""
    url = databases.empty("silent")
    made = Database(url.replace(f":{urlsplit(url).port}/", f":{proxy.port}/"))
    yield made
    made.dispose()


@pytest.mark.parametrize("weather", [Weather.HOLE, Weather.DEAF, Weather.MUTE])
def test_a_statement_that_the_network_swallows_fails_and_the_next_is_answered(
    database: Database, proxy: Proxy, weather: Weather
) -> None:
    assert database.answers()
    with eventlet.Timeout(10):
        with proxy.under(weather), pytest.raises(OperationalError), database.reading() as reading:
            reading.execute(text("SELECT 1"))
        with database.reading() as reading:
            assert reading.execute(text("SELECT 1")).scalar() == 1


def test_a_transaction_cut_off_in_the_middle_fails_and_the_next_is_committed(
    database: Database, proxy: Proxy
) -> None:
    def cut_off() -> None:
        with database.transaction() as transaction:
            transaction.execute(text("CREATE TABLE first ()"))
            proxy.let(Weather.HOLE)
            transaction.execute(text("CREATE TABLE second ()"))

    with eventlet.Timeout(10):
        with pytest.raises(OperationalError):
            cut_off()
        proxy.let(Weather.FAIR)
        with database.transaction() as transaction:
            transaction.execute(text("CREATE TABLE third ()"))


def test_a_statement_that_is_slow_goes_on(database: Database) -> None:
    with database.reading() as reading:
        assert reading.execute(text("SELECT 'slow' FROM pg_sleep(1.5)")).scalar() == "slow"


def test_a_statement_that_is_slow_goes_on_where_no_other_connection_can_be_had(
    servers: Servers, databases: Databases, impatient: None
) -> None:
    url = databases.empty("crowded")
    with psycopg.connect(servers.postgres_url, autocommit=True) as administrator:
        role = sql.Identifier(str(urlsplit(url).username))
        administrator.execute(sql.SQL("ALTER ROLE {} CONNECTION LIMIT 1").format(role))
    database = Database(url)
    with database.reading() as reading:
        assert reading.execute(text("SELECT 'slow' FROM pg_sleep(1.5)")).scalar() == "slow"
    database.dispose()


def test_a_statement_that_waits_for_a_lock_goes_on(database: Database) -> None:
    with database.independent() as holder:
        holder.execute(text("SELECT pg_advisory_xact_lock(1)"))

        def wait_for_the_lock() -> Any:
            with database.independent() as waiter:
                return waiter.execute(text("SELECT 'mine' FROM pg_advisory_xact_lock(1)")).scalar()

        waiting = eventlet.spawn(wait_for_the_lock)
        eventlet.sleep(1.5)
    assert waiting.wait() == "mine"


def test_a_refusal_is_told_as_ever(database: Database) -> None:
    with database.independent() as transaction:
        transaction.execute(text("SET LOCAL statement_timeout = 100"))
        with pytest.raises(OperationalError) as refused:
            transaction.execute(text("SELECT pg_sleep(9)"))
    assert isinstance(refused.value.orig, psycopg.errors.QueryCanceled)


def test_a_link_whose_opening_hangs_begins_again(impatient: None, amqp_uri: str) -> None:
    tries: list[float] = []

    def opened(_: Any) -> None:
        tries.append(time.monotonic())
        if len(tries) == 1:
            eventlet.sleep(60)

    made = Link(amqp_uri, "test", opened=opened)
    assert made.wait_until_up(5)
    made.stop()
    assert len(tries) == 2
