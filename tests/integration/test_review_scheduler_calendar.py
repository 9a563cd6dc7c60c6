"""The calendar of daily work, in PostgreSQL and in memory: both pass the same tests."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import func, text, update
from sqlalchemy.exc import IntegrityError

from bus.database import Database
from contracts.errors import Refused
from review_scheduler.adapters.calendar import DatabaseCalendar
from review_scheduler.adapters.records import DatabaseTransactions
from review_scheduler.adapters.tables import DAY_TASKS
from review_scheduler.application.ports import Calendar, Done, Span, Transactions
from review_scheduler.domain.calendar import Claim, Task
from tests.provision import Databases
from tests.unit.review_scheduler.fakes import CalendarInMemory

TASK: Final = Task.RETRY_PENDING_ISSUANCES
DAYS: Final = (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1))
AT: Final = datetime(2024, 3, 1, 16, 5, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class World:
    """A calendar, how its transactions begin, and a way to let its machine's time pass."""

    calendar: Calendar
    transactions: Transactions
    let_pass: Callable[[timedelta], None]

    def open(self, *days: date) -> None:
        """Open days."""
        with self.transactions() as records:
            records.open_days(TASK, days)

    def claim(self, today: date = DAYS[-1]) -> Claim | None:
        """Take the newest day, if it is due."""
        with self.transactions() as records:
            return records.claim_newest(TASK, today)

    def claimed(self, today: date = DAYS[-1]) -> Claim:
        """Take the newest day, which is due."""
        claim = self.claim(today)
        assert claim is not None
        return claim

    def close(self, claim: Claim) -> tuple[date, ...]:
        """Close a claimed day and all before it."""
        with self.transactions() as records:
            return records.close(claim, Done(day=claim.day, counts={"done": 3}), AT)

    def put_back(self, claim: Claim) -> None:
        """Let a claimed day rest for a second."""
        with self.transactions() as records:
            records.put_back(claim, Refused(), timedelta(seconds=1))


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    found = Database(databases.fresh("review-scheduler")["review-scheduler"], pool_size=2)
    yield found
    found.dispose()


@pytest.fixture(params=["memory", "postgresql"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "memory":
        calendar = CalendarInMemory()

        def let_pass_in_memory(time: timedelta) -> None:
            calendar.moment += time

        return World(calendar=calendar, transactions=calendar, let_pass=let_pass_in_memory)
    database: Database = request.getfixturevalue("database")

    def let_pass(time: timedelta) -> None:
        with database.transaction() as transaction:
            transaction.execute(
                update(DAY_TASKS).values(next_try_at=DAY_TASKS.c.next_try_at - time)
            )

    return World(
        calendar=DatabaseCalendar(database=database),
        transactions=DatabaseTransactions(database=database),
        let_pass=let_pass,
    )


def test_the_last_day_is_the_newest_that_was_opened(world: World) -> None:
    with world.transactions() as records:
        assert records.last_day(TASK) is None
        records.open_days(TASK, DAYS)
        assert records.last_day(TASK) == DAYS[-1]


def test_a_day_is_claimed_by_one_until_its_lease_ends(world: World) -> None:
    world.open(*DAYS)
    assert world.claim() == Claim(day=DAYS[2], task=TASK, attempts=1)
    assert world.claim() is None
    world.let_pass(timedelta(seconds=59))
    assert world.claim() is None
    world.let_pass(timedelta(seconds=1))
    assert world.claim() == Claim(day=DAYS[2], task=TASK, attempts=2)


def test_no_day_is_claimed_before_it_has_come(world: World) -> None:
    assert world.claim() is None
    world.open(*DAYS)
    assert world.claim(DAYS[0] - timedelta(days=1)) is None
    assert world.claimed(DAYS[1]).day == DAYS[1]


def test_a_day_that_rests_is_claimed_after_its_pause(world: World) -> None:
    world.open(*DAYS)
    world.put_back(world.claimed())
    assert world.claim() is None
    world.let_pass(timedelta(seconds=1))
    assert world.claimed().attempts == 2


def test_one_who_fails_late_does_not_take_the_day_from_its_next_holder(world: World) -> None:
    world.open(*DAYS)
    late = world.claimed()
    world.let_pass(timedelta(seconds=60))
    world.claimed()
    world.put_back(late)
    world.let_pass(timedelta(seconds=2))
    assert world.claim() is None


def test_a_day_is_closed_once_with_all_before_it(world: World) -> None:
    world.open(*DAYS)
    late = world.claimed(DAYS[1])
    assert world.close(world.claimed()) == DAYS
    assert world.close(late) == ()
    world.put_back(late)
    world.let_pass(timedelta(days=1))
    assert world.claim() is None
    world.open(*DAYS)
    page = world.calendar.page(Span(after=None, size=9))
    assert [(entry.day, entry.attempts, entry.closed_at) for entry in page.entries] == [
        (DAYS[2], 1, AT),
        (DAYS[1], 1, AT),
        (DAYS[0], 0, AT),
    ]
    assert [entry.counts for entry in page.entries] == [{"done": 3}, {}, {}]


def test_a_transaction_that_fails_changes_nothing(world: World) -> None:
    world.open(DAYS[0])
    with suppress(ZeroDivisionError), world.transactions() as records:
        records.open_days(TASK, DAYS[1:])
        records.claim_newest(TASK, DAYS[2])
        raise ZeroDivisionError
    assert world.claimed() == Claim(day=DAYS[0], task=TASK, attempts=1)


def test_the_calendar_is_read_page_by_page(world: World) -> None:
    world.open(*DAYS)
    first = world.calendar.page(Span(after=None, size=2))
    assert ([entry.day for entry in first.entries], first.has_more) == ([DAYS[2], DAYS[1]], True)
    last = first.entries[-1]
    second = world.calendar.page(Span(after=(last.day, last.task.value), size=2))
    assert ([entry.day for entry in second.entries], second.has_more) == ([DAYS[0]], False)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_closed_day_says_with_which", {"closed_at": func.now()}),
        (
            "no_day_is_closed_with_an_earlier_one",
            {"closed_at": func.now(), "closed_with": text("day - 1")},
        ),
        (
            "a_day_closed_by_itself_was_attempted",
            {"closed_at": func.now(), "closed_with": text("day")},
        ),
        ("a_task_has_each_day_once", {"day": DAYS[0]}),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(
    database: Database, constraint: str, values: dict[str, object]
) -> None:
    with DatabaseTransactions(database=database)() as records:
        records.open_days(TASK, DAYS)
    with pytest.raises(IntegrityError, match=constraint), database.transaction() as transaction:
        transaction.execute(update(DAY_TASKS).values(values))
