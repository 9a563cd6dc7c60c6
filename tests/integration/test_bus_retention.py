"""How long the bus keeps what is done with, and that it lets nothing else go (I1, I10)."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Table, func, insert, select, update

from bus import retention, tables
from bus.database import Database
from bus.ledger import Ledger
from bus.retention import ANSWERED, DAYS_TO_SEND_AGAIN, DELIVERED, SENT, Kept, Retention
from review_scheduler.domain.reconciling import DAYS_KNOWN, DAYS_LOOKED_AT
from tests.integration.toys import emptied

MAIL: Final = (SENT, DELIVERED)
LONGEST_STAY_IN_A_QUEUE: Final = 14
CONTENT: Final = {
    "source": "enterprise",
    "name": "category_changed",
    "body": "{}",
    "headers": "{}",
}


@pytest.fixture
def database(job_tables: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(retention, "PAGE", 4)
    return emptied(job_tables)


def days_ago(days: float) -> Any:
    return func.clock_timestamp() - timedelta(days=days)


def put(database: Database, table: Table, number: int = 1, **moments: float | None) -> list[UUID]:
    """Put mail of so many days ago into a table."""
    events = [uuid4() for _ in range(number)]
    handler = {"handler": "categories_changed"} if table is tables.INBOX else {}
    at = {name: None if days is None else days_ago(days) for name, days in moments.items()}
    with database.transaction() as transaction:
        for event in events:
            transaction.execute(insert(table).values(event_id=event, **CONTENT, **handler, **at))
    return events


def left(database: Database, table: Table) -> list[UUID]:
    with database.reading() as connection:
        return list(connection.scalars(select(table.c.event_id).order_by(table.c.id)))


def let_go(database: Database) -> None:
    Retention(database, "test")._round()


@pytest.mark.parametrize("kept", MAIL, ids=lambda kept: str(kept.table))
def test_mail_that_is_done_with_goes_after_its_time_and_not_before(
    database: Database, kept: Kept
) -> None:
    for days in (kept.days + 1, kept.days + 0.01):
        put(database, kept.table, 5, **{kept.born: days, kept.moment: days})
    young = put(database, kept.table, 5, **{kept.born: 400, kept.moment: kept.days - 0.01})
    let_go(database)
    assert left(database, kept.table) == young


def test_what_is_unsent_undelivered_or_parked_stays_however_old(database: Database) -> None:
    unsent = put(database, tables.OUTBOX, 5, made_at=400)
    waiting = put(database, tables.INBOX, 5, received_at=400)
    parked = put(database, tables.INBOX, 5, received_at=400, parked_at=399)
    let_go(database)
    assert left(database, tables.OUTBOX) == unsent
    assert left(database, tables.INBOX) == [*waiting, *parked]


@pytest.mark.parametrize("kept", MAIL, ids=lambda kept: str(kept.table))
def test_what_stays_does_not_hide_what_lies_behind_it(database: Database, kept: Kept) -> None:
    stays = put(database, kept.table, 9, **{kept.born: 400})
    put(database, kept.table, 6, **{kept.born: 400, kept.moment: 399})
    stays += put(database, kept.table, 1, **{kept.born: 400})
    put(database, kept.table, 6, **{kept.born: 400, kept.moment: 399})
    let_go(database)
    assert left(database, kept.table) == stays


def test_answers_go_by_their_age_alone(database: Database) -> None:
    with database.transaction() as transaction:
        for number in range(12):
            days = ANSWERED.days + (0.01 if number < 10 else -0.01)
            transaction.execute(
                insert(tables.IDEMPOTENCY).values(
                    subject="s", key=f"{number}", call="c", digest="d", made_at=days_ago(days)
                )
            )
    let_go(database)
    with database.reading() as connection:
        assert set(connection.scalars(select(tables.IDEMPOTENCY.c.key))) == {"10", "11"}


def test_an_event_that_is_sent_again_is_kept_anew(database: Database) -> None:
    [event] = put(database, tables.OUTBOX, made_at=45, sent_at=45)
    assert Ledger(database).send_again([event]).events == (event,)
    let_go(database)
    assert left(database, tables.OUTBOX) == [event]
    with database.transaction() as transaction:
        transaction.execute(update(tables.OUTBOX).values(sent_at=days_ago(0)))
    let_go(database)
    assert left(database, tables.OUTBOX) == [event]


def test_an_event_whose_marks_may_be_gone_is_not_sent_again(database: Database) -> None:
    [old] = put(database, tables.OUTBOX, made_at=DAYS_TO_SEND_AGAIN + 0.01, sent_at=1)
    [young] = put(database, tables.OUTBOX, made_at=DAYS_TO_SEND_AGAIN - 0.01, sent_at=1)
    assert Ledger(database).send_again([old, young]).events == (young,)


class TestTheTimes:
    """The times fit one another: each of these is what keeps an invariant whole."""

    def test_what_the_nightly_run_looks_at_is_still_there(self) -> None:
        assert SENT.days > DAYS_LOOKED_AT

    def test_what_is_judged_as_unknown_would_still_be_known(self) -> None:
        assert SENT.days > DAYS_KNOWN + LONGEST_STAY_IN_A_QUEUE

    def test_no_mark_goes_before_the_last_day_on_which_its_event_can_come_again(self) -> None:
        assert DELIVERED.days >= DAYS_TO_SEND_AGAIN + SENT.days
        assert DAYS_TO_SEND_AGAIN > DAYS_LOOKED_AT

    def test_an_answer_outlives_a_client_that_repeats_for_a_day(self) -> None:
        assert ANSWERED.days >= 2
