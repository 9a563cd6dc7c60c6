"""The daily work on a real broker and database, with a certificate that does what it is told."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

import eventlet
import pytest
from eventlet.event import Event as Signal
from sqlalchemy import text

from bus.database import Database
from bus.entrypoints import answers
from bus.rules import services
from bus.runtime import Service, Settings
from bus.testing import Stack
from contracts.certificate import RetriedIssuances, RetryPendingIssuances
from contracts.errors import GasCertError, NotAllowed, Refused
from contracts.principal import Principal, PrincipalKind
from contracts.review_scheduler import DayTask, ListDayTasks
from contracts.vocabulary import Province, Role
from review_scheduler.domain.calendar import Task
from review_scheduler.service import build
from tests.provision import Databases

NAME: Final = "review_scheduler"
TASK: Final = Task.RETRY_PENDING_ISSUANCES
STAFF: Final = Principal(
    kind=PrincipalKind.AUTHORITY,
    account=UUID(int=7),
    province=Province.QINGHAI,
    roles=(Role.READER,),
)


@dataclass(kw_only=True)
class ToldCertificate:
    """Starts one job a day, as certificate does, unless it is told to fail or to wait."""

    jobs: dict[date, UUID] = field(default_factory=dict)
    asked: list[date] = field(default_factory=list)
    failures: list[GasCertError] = field(default_factory=list)
    gate: Signal | None = None

    def retry(self, day: date) -> RetriedIssuances:
        """Start the day's job, if it has none."""
        self.asked.append(day)
        if self.gate is not None:
            self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        return RetriedIssuances(job=self.jobs.setdefault(day, uuid4()))


class CertificateService:
    """What answers in certificate's place."""

    name = "certificate"
    use: ToldCertificate

    @answers(RetryPendingIssuances, allow=services(NAME))
    def retry_pending_issuances(
        self, call: RetryPendingIssuances, by: Principal
    ) -> RetriedIssuances:
        """Try the pending issuances again, once for a day."""
        return self.use.retry(call.day)


@dataclass(frozen=True, kw_only=True)
class World:
    """A stack of schedulers and the certificate that they ask."""

    stack: Stack
    certificate: ToldCertificate
    amqp_uri: str
    database_url: str

    @property
    def today(self) -> date:
        return self.stack.clock.today()

    def days_pass(self, number: int) -> None:
        """Move the legal clock."""
        self.stack.clock.move_to(self.today + timedelta(days=number))

    def catches_up(self, replica: str = "") -> None:
        """Let a scheduler's timer tick, for what certificate is asked to do."""
        daily_work = self.stack.running[NAME + replica].service.use.daily_work
        while replace(daily_work, works={TASK: daily_work.works[TASK]}).advance():
            pass

    def calendar(self) -> tuple[DayTask, ...]:
        """What the authority sees of it, newest day first."""
        items = self.stack.ask(ListDayTasks(), by=STAFF).items
        return tuple(item for item in items if item.task == TASK.value)

    def is_closed(self) -> bool:
        """Every day up to today is closed."""
        calendar = self.calendar()
        return (
            bool(calendar)
            and calendar[0].day == self.today
            and all(task.closed_at is not None for task in calendar)
        )

    def announced(self) -> "Counter[str]":
        """How often each day was announced as closed."""
        with self.stack.database(NAME).reading() as connection:
            bodies = connection.execute(
                text(
                    "SELECT jsonb_array_elements_text(body::jsonb->'days') FROM outbox"
                    " WHERE name = 'days_closed' AND body::jsonb->>'task' = :task"
                ),
                {"task": TASK.value},
            ).scalars()
            return Counter(bodies)

    def was_asked(self, times: int) -> bool:
        """Certificate was asked so often."""
        return len(self.certificate.asked) >= times

    def pauses_end(self) -> None:
        """Let every lease and every pause be over."""
        with self.stack.database(NAME).transaction() as transaction:
            transaction.execute(text("UPDATE day_tasks SET next_try_at = clock_timestamp()"))

    def begins_anew(self) -> None:
        """Stop the scheduler and leave it nothing in its calendar."""
        self.stack.stop(NAME)
        database = Database(self.database_url, pool_size=1)
        with database.transaction() as transaction:
            transaction.execute(text("TRUNCATE day_tasks, outbox"))
        database.dispose()

    def a_process(self, failpoints: str = "") -> "subprocess.Popen[bytes]":
        """Another scheduler, in a process of its own that can be killed."""
        environment = {
            **os.environ,
            "AMQP_URI": self.amqp_uri,
            "DATABASE_URL": self.database_url,
            "FAILPOINTS": failpoints,
        }
        return subprocess.Popen([sys.executable, "-m", NAME], env=environment)


@pytest.fixture
def world(amqp_uri: str, databases: Databases) -> Iterator[World]:
    certificate = ToldCertificate()

    def build_certificate(_: Settings) -> Service:
        return Service(name="certificate", cls=CertificateService, use=certificate)

    url = databases.fresh("review-scheduler")["review-scheduler"]
    stack = Stack(
        {"certificate": build_certificate, NAME: build},
        amqp_uri=amqp_uri,
        database_urls={NAME: url},
    )
    with stack:
        world = World(stack=stack, certificate=certificate, amqp_uri=amqp_uri, database_url=url)
        stack.wait_for(world.is_closed)
        yield world


def days(first: date, number: int) -> "Counter[str]":
    """So many days, each once."""
    return Counter((first + timedelta(days=each)).isoformat() for each in range(number))


def test_the_first_day_is_done_as_soon_as_the_scheduler_starts(world: World) -> None:
    [entry] = world.calendar()
    assert (entry.day, entry.task) == (world.today, TASK.value)
    assert world.certificate.asked == [world.today]
    world.stack.settle()
    assert world.announced() == days(world.today, 1)


def test_the_calendar_is_the_authoritys_to_see(world: World) -> None:
    person = Principal(kind=PrincipalKind.PERSON, account=uuid4(), person=uuid4())
    with pytest.raises(NotAllowed):
        world.stack.ask(ListDayTasks(), by=person)


def test_two_schedulers_close_every_day_once_while_the_clock_runs_ahead(world: World) -> None:
    first = world.today
    world.stack.start(NAME, replica="-2")
    for step in (1, 3, 1, 7, 2):
        world.days_pass(step)
        ticks = [eventlet.spawn(world.catches_up, replica) for replica in ("", "-2") * 3]
        for tick in ticks:
            tick.wait()
    world.stack.wait_for(world.is_closed)
    assert world.announced() == days(first, 15)
    assert world.certificate.asked == [
        first + timedelta(days=each) for each in (0, 1, 4, 5, 12, 14)
    ]
    world.stack.stop(NAME, replica="-2")


def test_certificate_being_down_for_days_costs_no_day(world: World) -> None:
    first = world.today
    world.stack.stop("certificate")
    for step in (1, 2):
        world.days_pass(step)
        world.catches_up()
    assert world.announced() == days(first, 1)
    assert [task.attempts for task in world.calendar()] == [1, 0, 1, 1]
    world.stack.start("certificate")
    world.stack.wait_until_ready()
    world.catches_up()
    assert not world.is_closed()
    world.pauses_end()
    world.catches_up()
    assert world.announced() == days(first, 4)
    assert world.certificate.asked == [first, world.today]


def test_a_refusal_leaves_the_day_open_and_says_why(world: World) -> None:
    world.certificate.failures = [Refused("NOT_NOW")]
    world.days_pass(1)
    world.catches_up()
    with world.stack.database(NAME).reading() as connection:
        rows = connection.execute(
            text(
                "SELECT attempts, error, closed_at FROM day_tasks"
                " WHERE task = :task ORDER BY day DESC"
            ),
            {"task": TASK.value},
        )
        assert tuple(rows.first() or ()) == (1, "NOT_NOW", None)
    world.pauses_end()
    world.catches_up()
    world.stack.wait_for(world.is_closed)


def test_a_scheduler_killed_while_it_asks_leaves_the_day_to_another(world: World) -> None:
    world.begins_anew()
    gate = world.certificate.gate = Signal()
    process = world.a_process()
    try:
        world.stack.wait_for(lambda: world.was_asked(2), 30)
    finally:
        process.kill()
        gate.send(None)
    assert process.wait() == -signal.SIGKILL
    assert_another_closes_the_day(world)


def test_a_scheduler_killed_as_it_closes_leaves_the_day_to_another(world: World) -> None:
    world.begins_anew()
    process = world.a_process("calendar.before_close=kill")
    try:
        world.stack.wait_for(lambda: process.poll() is not None, 30)
    finally:
        process.kill()
    assert process.wait() == -signal.SIGKILL
    assert world.was_asked(2)
    assert_another_closes_the_day(world)


def assert_another_closes_the_day(world: World) -> None:
    """Another scheduler waits for the lease of the one that died, and then closes the day."""
    world.stack.start(NAME)
    world.stack.wait_until_ready()
    assert not world.is_closed()
    assert world.announced() == days(world.today, 0)
    world.pauses_end()
    world.catches_up()
    world.stack.wait_for(world.is_closed)
    assert world.announced() == days(world.today, 1)
    assert [task.attempts for task in world.calendar()] == [2]
    assert len(world.certificate.jobs) == 1
