"""A period of a long ledger: told whole, page by page, and without reading what lies outside."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, insert, text

from bus import tables
from bus.database import Database
from bus.ledger import LEEWAY, Ledger
from contracts import operations as told
from tests.integration.toys import emptied

BEGIN: Final = datetime(2024, 3, 1, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)
DAYS: Final = 6
PER_DAY: Final = 24 * 60


@pytest.fixture(scope="module")
def made(job_tables: Database) -> Iterator[dict[UUID, datetime]]:
    """An event a minute for some days, numbered a little out of order, and with gaps."""
    chance = random.Random(5)  # noqa: S311  # nothing secret
    emptied(job_tables)
    moments = [BEGIN + number * MINUTE for number in range(DAYS * PER_DAY)]
    moments.sort(key=lambda at: at + chance.random() * LEEWAY / 2)
    known = {uuid4(): at for at in moments}
    content = {"source": "a", "name": "b", "body": "", "headers": ""}
    rows = [{"event_id": which, "made_at": at, **content} for which, at in known.items()]
    with job_tables.transaction() as transaction:
        transaction.execute(insert(tables.OUTBOX), rows)
        transaction.execute(text("DELETE FROM outbox WHERE id % 7 = 3 OR id BETWEEN 3000 AND 3999"))
        kept = transaction.execute(text("SELECT event_id FROM outbox")).scalars().all()
    with job_tables.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE outbox"))
    yield {which: known[which] for which in kept}
    emptied(job_tables)


def told_of(database: Database, since: datetime, until: datetime) -> list[UUID]:
    """All that the ledger tells of a period, from all its pages."""
    ledger, cursor, found = Ledger(database), None, []
    while True:
        call = told.ListAnnouncedEvents(
            service="enterprise", since=since, until=until, cursor=cursor, size=500
        )
        page = ledger.announced(call)
        found += [each.event for each in page.items]
        if page.next is None:
            return found
        cursor = page.next


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (BEGIN - timedelta(days=1), BEGIN + timedelta(days=DAYS + 1)),
        (BEGIN + timedelta(days=2), BEGIN + timedelta(days=3)),
        (BEGIN + timedelta(days=1, minutes=7), BEGIN + timedelta(days=1, minutes=8)),
        (BEGIN + timedelta(days=DAYS) - MINUTE, BEGIN + timedelta(days=400)),
        (BEGIN - timedelta(days=400), BEGIN + MINUTE),
        (BEGIN + timedelta(days=DAYS), BEGIN + timedelta(days=DAYS + 1)),
        (BEGIN - timedelta(days=2), BEGIN - timedelta(days=1)),
    ],
)
def test_a_period_is_told_whole_and_nothing_else(
    job_tables: Database, made: dict[UUID, datetime], since: datetime, until: datetime
) -> None:
    found = told_of(job_tables, since, until)
    assert len(found) == len(set(found))
    assert set(found) == {which for which, at in made.items() if since <= at < until}


def test_days_add_up_to_the_whole(job_tables: Database, made: dict[UUID, datetime]) -> None:
    days = [BEGIN + timedelta(days=number) for number in range(DAYS + 1)]
    found = [told_of(job_tables, since, until) for since, until in pairwise(days)]
    assert sorted(chain(*found)) == sorted(made)


def test_what_lies_outside_a_period_is_not_read(
    job_tables: Database, made: dict[UUID, datetime]
) -> None:
    sent: list[tuple[str, Any]] = []

    def record(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        sent.append((statement, parameters))

    event.listen(job_tables.engine, "before_cursor_execute", record)
    since = BEGIN + timedelta(days=4)
    found = told_of(job_tables, since, since + timedelta(hours=1))
    event.remove(job_tables.engine, "before_cursor_execute", record)
    assert len(sent) < 40
    with job_tables.reading() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {each}", given).scalar_one()
            for each, given in sent
        ]
    read = sum(rows_read(plan[0]["Plan"]) for plan in plans)
    assert len(found) < read < len(found) + 2 * 2 * 60 + 2 * len(sent)


def rows_read(plan: dict[str, Any]) -> int:
    """The rows that a plan has looked at in tables."""
    below = sum(map(rows_read, plan.get("Plans", [])))
    if "Relation Name" not in plan:
        return below
    return int(below + plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0))
