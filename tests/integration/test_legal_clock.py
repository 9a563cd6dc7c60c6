"""The legal clock of a sandbox: moved in one place, followed by every service and replica (D11)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import pytest
from sqlalchemy import text

import review_scheduler.service
from bus.clock import SystemClock
from bus.legal_clock import FOLLOWERS, SandboxClock
from bus.testing import Stack
from contracts.errors import InvalidMessage, NotAllowed, Refused
from contracts.operations import TellLegalClock
from contracts.principal import ANONYMOUS
from contracts.review_scheduler import GetLegalClock, LegalClock, ListDayTasks, MoveLegalClock
from review_scheduler.domain.calendar import Task
from tests.makers import BUILDS, KEYS, STAFF
from tests.operators import ADMINISTRATOR, OTHERS, SCHEDULER
from tests.provision import Databases

MOVER: Final = "review_scheduler"


@pytest.fixture(scope="module")
def urls(module_databases: Databases) -> dict[str, str]:
    made = module_databases.fresh(*BUILDS, "review-scheduler")
    return {name.replace("-", "_"): url for name, url in made.items()}


@pytest.fixture(scope="module")
def sandbox(amqp_uri: str, urls: dict[str, str]) -> Iterator[Stack]:
    """All services, each with a clock of its own, as processes have them; tests only go on."""
    stack = Stack(
        {**BUILDS, MOVER: review_scheduler.service.build},
        amqp_uri=amqp_uri,
        database_urls=urls,
        environment=KEYS,
        clocks=SandboxClock,
    )
    with stack:
        yield stack


def today() -> date:
    return SystemClock().today()


def told(stack: Stack) -> LegalClock:
    return stack.ask(GetLegalClock())


def moved(stack: Stack, days: int) -> LegalClock:
    """The clock once all services have followed a move by so many days."""
    stack.ask(MoveLegalClock(day=told(stack).day + timedelta(days=days)), by=ADMINISTRATOR)
    stack.wait_for(lambda: told(stack).waits_for == ())
    return told(stack)


def day_at(stack: Stack, service: str) -> date:
    return stack.ask(TellLegalClock(service=service), by=SCHEDULER).day


def closed(stack: Stack) -> set[date]:
    """The days whose pending issuances were tried again."""
    items = stack.ask(ListDayTasks(), by=STAFF).items
    task = Task.RETRY_PENDING_ISSUANCES.value
    return {item.day for item in items if item.task == task and item.closed_at is not None}


def test_it_tells_anyone_how_far_it_is_ahead(sandbox: Stack) -> None:
    clock = sandbox.ask(GetLegalClock(), by=ANONYMOUS)
    assert clock.day == today() + timedelta(days=clock.days_ahead)
    assert clock.is_movable
    assert clock.waits_for == ()


def test_a_move_is_followed_by_every_service_and_replica(sandbox: Stack) -> None:
    replica = sandbox.start("certificate", replica="-2")
    before, after = told(sandbox), moved(sandbox, 900)
    assert after.days_ahead == before.days_ahead + 900
    assert after.version == before.version + 1
    assert {day_at(sandbox, service) for service in (*FOLLOWERS, MOVER)} == {after.day}
    clock = replica.service.use.certificates.clock
    sandbox.wait_for(lambda: clock.today() == after.day)
    sandbox.stop("certificate", replica="-2")


def test_a_service_that_was_away_follows_when_it_comes_back(sandbox: Stack) -> None:
    sandbox.stop("employment")
    day = told(sandbox).day + timedelta(days=30)
    sandbox.ask(MoveLegalClock(day=day), by=ADMINISTRATOR)
    sandbox.wait_for(lambda: told(sandbox).waits_for == ("employment",))
    sandbox.start("employment")
    sandbox.wait_for(lambda: told(sandbox).waits_for == ())
    assert day_at(sandbox, "employment") == day


def test_the_daily_work_of_every_day_between_follows_at_once(sandbox: Stack) -> None:
    day = moved(sandbox, 3).day
    days = {day - timedelta(days=each) for each in range(4)}
    sandbox.wait_for(lambda: closed(sandbox) >= days)


def test_a_move_is_followed_by_the_daily_work_however_lately_the_clock_was_read(
    sandbox: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bus.legal_clock.SECONDS_TO_NOTICE", 3600.0)
    days = {moved(sandbox, 1).day}
    sandbox.wait_for(lambda: closed(sandbox) >= days)
    days.add(moved(sandbox, 1).day)
    sandbox.wait_for(lambda: closed(sandbox) >= days)


def test_moves_are_kept_by_their_version_in_whatever_order_they_arrive(sandbox: Stack) -> None:
    for _ in range(2):
        day = moved(sandbox, 10).day
    with sandbox.database("certificate").transaction() as transaction:
        again = "UPDATE inbox SET done_at = NULL, next_try_at = now()"
        transaction.execute(text(f"{again} WHERE name = 'legal_clock_moved'"))
        transaction.wake_after_commit("inbox")
    sandbox.settle()
    assert day_at(sandbox, "certificate") == day


def test_it_goes_forward_only(sandbox: Stack) -> None:
    now = moved(sandbox, 1)
    for day in (now.day, now.day - timedelta(days=1)):
        with pytest.raises(Refused) as refusal:
            sandbox.ask(MoveLegalClock(day=day), by=ADMINISTRATOR)
        assert refusal.value.code == "LEGAL_CLOCK_GOES_FORWARD"
    with pytest.raises(InvalidMessage):
        sandbox.ask(MoveLegalClock(day=date(2999, 1, 1)), by=ADMINISTRATOR)
    assert told(sandbox) == now


def test_only_administrators_move_it(sandbox: Stack) -> None:
    now = told(sandbox)
    for other in OTHERS:
        with pytest.raises(NotAllowed):
            sandbox.ask(MoveLegalClock(day=now.day + timedelta(days=1)), by=other)
    assert told(sandbox) == now
