"""Rows read over a connection that many share: as the register says, whatever becomes of it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import eventlet
import pytest
from sqlalchemy import (
    ARRAY,
    Column,
    Date,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    bindparam,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from bus import prepared
from bus.database import Database
from bus.prepared import NotSmooth, Prepared
from tests.faults.proxy import Proxy, Weather
from tests.provision import Databases, Servers

THINGS: Final = Table(
    "things",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("name", Text),
    Column("number", Integer),
    Column("letters", ARRAY(Text)),
    Column("day", Date),
)
BY_ID: Final = Prepared(select(THINGS).where(THINGS.c.id == bindparam("id")))
BY_NAME: Final = Prepared(
    select(THINGS.c.number).where(
        THINGS.c.name == bindparam("name"), THINGS.c.number > bindparam("least")
    )
)
SHARE: Final = Prepared(
    select((100 / THINGS.c.number).label("share")).where(THINGS.c.id == bindparam("id"))
)
ANSWERING: Final = 10


def made(url: str) -> Database:
    database = Database(url)
    with database.transaction() as transaction:
        THINGS.create(transaction.connection)
    return database


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    database = made(databases.empty("prepared"))
    yield database
    database.dispose()


def a_thing(database: Database, **fields: Any) -> UUID:
    thing = uuid4()
    said = {"name": "㛃", "number": 7, "letters": ["G", "Q"], "day": None, **fields}
    with database.transaction() as transaction:
        transaction.execute(THINGS.insert().values(id=thing, **said))
    return thing


def open_way(database: Database) -> None:
    """Wait until rows are read in the shared way."""
    with eventlet.Timeout(ANSWERING):
        while True:
            try:
                database._rows.first(BY_ID, {"id": uuid4()})
            except NotSmooth:
                eventlet.sleep(0.05)
            else:
                return


def shared(database: Database, wanted: Prepared, **values: Any) -> Mapping[str, Any] | None:
    """Read over the shared connection, and fail where that does not go smoothly."""
    return database._rows.first(wanted, values)


def ordinary(database: Database, wanted: Prepared, **values: Any) -> Mapping[str, Any] | None:
    with database.reading() as reading:
        row = reading.execute(wanted.select, values).mappings().one_or_none()
    return None if row is None else dict(row)


def backend(database: Database) -> int:
    line = database._rows._line
    assert line is not None
    return int(line._pgconn.backend_pid)


def backends(database: Database) -> int:
    with database.reading() as reading:
        return int(
            reading.execute(
                text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            ).scalar_one()
        )


@pytest.mark.parametrize("name", ["㛃 𬭛", "", "it's; DROP TABLE things --", None])
def test_a_row_is_the_same_in_either_way(database: Database, name: str | None) -> None:
    thing = a_thing(database, name=name, day="2026-02-28")
    open_way(database)
    row = shared(database, BY_ID, id=thing)
    assert row is not None
    assert row == ordinary(database, BY_ID, id=thing)
    assert {key: type(value) for key, value in row.items()} == {
        key: type(value) for key, value in (ordinary(database, BY_ID, id=thing) or {}).items()
    }


def test_where_there_is_no_row_none_is_given(database: Database) -> None:
    open_way(database)
    assert shared(database, BY_ID, id=uuid4()) is None
    assert database.first(BY_ID, {"id": uuid4()}) is None


def test_the_first_of_all_reads_need_not_wait_for_the_connection(database: Database) -> None:
    thing = a_thing(database)
    assert database._rows._line is None
    row = database.first(BY_ID, {"id": thing})
    assert row is not None
    assert row["id"] == thing
    open_way(database)


def test_those_who_read_at_once_each_get_their_own_row(database: Database) -> None:
    things = [a_thing(database, name=f"thing {number}", number=number) for number in range(40)]
    open_way(database)
    pool = eventlet.GreenPool(80)
    by_id = [pool.spawn(shared, database, BY_ID, id=thing) for thing in things]
    by_name = [
        pool.spawn(shared, database, BY_NAME, name=f"thing {number}", least=9)
        for number in range(40)
    ]
    assert [reading.wait()["number"] for reading in by_id] == list(range(40))
    found = [reading.wait() for reading in by_name]
    assert found == [None] * 10 + [{"number": number} for number in range(10, 40)]
    assert backends(database) <= 2


def test_a_row_is_what_has_been_committed_before_it_was_asked_for(database: Database) -> None:
    thing = a_thing(database, number=1)
    open_way(database)
    for number in range(2, 30):
        with database.transaction() as transaction:
            transaction.execute(THINGS.update().values(number=number))
        row = shared(database, BY_ID, id=thing)
        assert row is not None
        assert row["number"] == number


def test_within_a_transaction_one_sees_what_one_has_written(database: Database) -> None:
    thing = a_thing(database, number=1)
    open_way(database)
    with database.unit(), database.transaction() as transaction:
        transaction.execute(THINGS.update().values(number=2))
        row = database.first(BY_ID, {"id": thing})
        assert row is not None
        assert row["number"] == 2
    assert shared(database, BY_ID, id=thing) == ordinary(database, BY_ID, id=thing)


def test_a_read_that_fails_is_told_as_ever_and_spoils_no_other(database: Database) -> None:
    thing, none = a_thing(database, number=5), a_thing(database, number=0)
    open_way(database)
    pool = eventlet.GreenPool(9)
    fine = [pool.spawn(database.first, SHARE, {"id": thing}) for _ in range(4)]
    failing = pool.spawn(_failing, database, none)
    fine += [pool.spawn(database.first, SHARE, {"id": thing}) for _ in range(4)]
    assert [reading.wait() for reading in fine] == [{"share": 20}] * 8
    assert failing.wait() == "22012"
    open_way(database)


def _failing(database: Database, thing: UUID) -> str | None:
    with pytest.raises(DBAPIError) as refused:
        database.first(SHARE, {"id": thing})
    return getattr(refused.value.orig, "sqlstate", None)


def test_where_a_table_has_been_altered_the_row_is_read_anew(database: Database) -> None:
    thing = a_thing(database)
    open_way(database)
    with database.transaction() as transaction:
        transaction.execute(text("ALTER TABLE things ALTER COLUMN number TYPE bigint"))
    assert database.first(BY_ID, {"id": thing}) == ordinary(database, BY_ID, id=thing)
    open_way(database)
    assert shared(database, BY_ID, id=thing) == ordinary(database, BY_ID, id=thing)


def test_a_connection_that_is_lost_is_opened_anew_and_nobody_notices(database: Database) -> None:
    thing = a_thing(database)
    open_way(database)
    for _ in range(3):
        with database.reading() as reading:
            reading.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend(database)})
        pool = eventlet.GreenPool(20)
        readings = [pool.spawn(database.first, BY_ID, {"id": thing}) for _ in range(20)]
        assert {reading.wait()["number"] for reading in readings} == {7}
        open_way(database)


@pytest.mark.parametrize("weather", [Weather.HOLE, Weather.MUTE, Weather.REFUSE])
def test_a_silent_server_keeps_nobody_for_long(
    servers: Servers, databases: Databases, monkeypatch: pytest.MonkeyPatch, weather: Weather
) -> None:
    monkeypatch.setattr(prepared, "LONGEST_SILENCE", 0.3)
    url = databases.empty("prepared")
    proxy = Proxy.to(urlsplit(servers.postgres_url).port or 5432)
    database = made(url.replace(f":{urlsplit(url).port}/", f":{proxy.port}/"))
    try:
        thing = a_thing(database)
        open_way(database)
        with proxy.under(weather), eventlet.Timeout(2), pytest.raises(NotSmooth):
            shared(database, BY_ID, id=thing)
        open_way(database)
        row = shared(database, BY_ID, id=thing)
        assert row is not None
        assert row["number"] == 7
    finally:
        database.dispose()
        proxy.end()


def test_whoever_is_stopped_while_he_reads_leaves_the_others_their_rows(
    database: Database,
) -> None:
    things = [a_thing(database, number=number) for number in range(6)]
    open_way(database)
    pool = eventlet.GreenPool(9)
    readings = [pool.spawn(shared, database, BY_ID, id=thing) for thing in things]
    eventlet.sleep(0)
    readings[0].kill()
    readings[3].kill()
    assert [readings[which].wait()["number"] for which in (1, 2, 4, 5)] == [1, 2, 4, 5]
    assert shared(database, BY_ID, id=things[0]) == ordinary(database, BY_ID, id=things[0])


def test_disposing_closes_the_connection(databases: Databases) -> None:
    url = databases.empty("prepared")
    database, another = made(url), Database(url)
    open_way(database)
    assert backends(another) >= 2
    database.dispose()
    with eventlet.Timeout(ANSWERING):
        while backends(another) > 1:
            eventlet.sleep(0.05)
    with pytest.raises(NotSmooth):
        shared(database, BY_ID, id=uuid4())
    another.dispose()
