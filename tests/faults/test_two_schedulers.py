"""F19: two schedulers killed and paused while a month passes: each day's work is done once (I6)."""

import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import eventlet
import pytest

from bus.rabbit import RabbitExchange
from bus.remote import Remote
from contracts.review_scheduler import GetLegalClock, MoveLegalClock
from tests.faults import days, invariants
from tests.faults.clients import Clients
from tests.faults.conftest import mortals_of
from tests.faults.days import DAY, Due
from tests.faults.forked import Nursery
from tests.faults.invariants import Evidence, Violation
from tests.faults.processes import Mortals
from tests.faults.queues import emptied
from tests.faults.register import IDLE, SHANGHAI
from tests.faults.tally import Tally
from tests.operators import ADMINISTRATOR
from tests.provision import Databases

SCHEDULER: Final = "review-scheduler"
SERVICES: Final = ("identity", "employment", "enterprise", "certificate", SCHEDULER)
MONTH: Final = 30
ENOUGH: Final = 100
# So far may the work lag behind, for what has gone stale by more would not be told at all (D6).
MOST_DAYS_BEHIND: Final = 5
VICTIMS: Final = (
    *[(SCHEDULER, ""), (SCHEDULER, "-2")] * 2,
    *(("certificate", ""), ("identity", "")),
)
PLACES: Final = (
    *("calendar.before_close", "postman.after_publish", "inbox.before_commit"),
    *("inbox.after_commit", "jobs.before_commit", "jobs.after_commit"),
)
BEHIND: Final = """
    SELECT :day - min(closed) FROM (
        SELECT max(day) FILTER (WHERE closed_at IS NOT NULL) AS closed FROM day_tasks
        WHERE task IN ('review', 'record_expiries', 'remind') GROUP BY task) AS tasks
"""
CLOSED: Final = "SELECT count(*) FROM day_tasks WHERE day <= :last AND closed_at IS NOT NULL"


@dataclass(kw_only=True)
class Month:
    """The register while a month passes, and whoever kills its processes meanwhile."""

    mortals: Mortals
    clients: Clients
    chance: random.Random
    enough: int
    first: date
    faults: int = 0
    has_passed: bool = False
    due: list[Due] = field(default_factory=list)

    @property
    def last(self) -> date:
        return self.first + MONTH * DAY

    @property
    def is_over(self) -> bool:
        return self.has_passed and self.faults >= self.enough

    def passes(self) -> None:
        """Let the days pass, one or two at a time, as fast as their work is nearly done."""
        day = self.first
        while day < self.last:
            day = min(self.last, day + self.chance.choice((1, 2)) * DAY)
            self.clients.insist(MoveLegalClock(day=day), ADMINISTRATOR)
            self.mortals.wait_for(lambda: self._is_near(day), 120)  # noqa: B023  # waited for now
        self.has_passed = True

    def _is_near(self, day: date) -> bool:
        behind = self.mortals.value(SCHEDULER, BEHIND, day=day)
        return behind is not None and behind <= MOST_DAYS_BEHIND

    def haunt(self, chance: random.Random) -> None:
        """Kill a process or make it stand still, again and again; in the end let all live."""
        while not self.is_over:
            service, replica = chance.choice(VICTIMS)
            if chance.random() < 0.25:
                # For longer than a day is leased: it comes back to find the day in other hands.
                self.mortals.send(service, signal.SIGSTOP, replica=replica)
                eventlet.sleep(chance.uniform(2.5, 3.5))
                self.mortals.send(service, signal.SIGCONT, replica=replica)
            else:
                self._kill(service, replica, chance)
            self.faults += 1
            self.mortals.let_live(service + replica, chance.uniform(0, 4.0))
        for service, replica in set(VICTIMS):
            self.mortals.restart(service, replica=replica)

    def _kill(self, service: str, replica: str, chance: random.Random) -> None:
        """Kill a process; the one in its place may die at any place where work is half done."""
        probability = chance.choice((0, 0.02, 0.1))
        self.mortals.restart(
            service,
            replica=replica,
            FAILPOINTS=";".join(f"{place}=kill:{probability}" for place in PLACES),
            FAILPOINTS_SEED=str(chance.random()),
        )

    def is_done(self) -> bool:
        """Every day is closed and nothing is under way."""
        closed = self.mortals.value(SCHEDULER, CLOSED, last=self.last)
        return closed == len(days.TASKS) * (MONTH + 1) and not any(
            self.mortals.value(service, IDLE) for service in SERVICES
        )


@pytest.fixture
def month(
    mortal_databases: Databases,
    nursery: Nursery,
    tmp_path: Path,
    chance: random.Random,
) -> Iterator[Month]:
    """All services in a sandbox, two schedulers among them, and certificates for every day."""
    for mortals in mortals_of(mortal_databases, nursery, tmp_path):
        mortals.environment |= {"GASCERT_MODE": "sandbox", "PATIENCE": "brief", "DAYS": "brief"}
        emptied(mortals.amqp_uri)
        caller = RabbitExchange(mortals.amqp_uri).connect_caller("tests")
        clients = Clients(ask=Remote("gateway", caller), patience=300)
        for service in SERVICES:
            if service != SCHEDULER:
                mortals.start(service)
        mortals.wait_until_ready()
        # Before anybody closes the first day: what came later would be told from the next on.
        first = datetime.now(SHANGHAI).date()
        with mortals.reading("certificate") as connection:
            due = days.certificates_due(connection, first, MONTH)
        mortals.start(SCHEDULER)
        mortals.start(SCHEDULER, replica="-2")
        mortals.wait_until_ready()
        assert clients.insist(GetLegalClock(), ADMINISTRATOR).day == first
        yield Month(
            mortals=mortals,
            clients=clients,
            chance=chance,
            enough=ENOUGH,
            first=first,
            due=due,
        )
        caller.stop()


def violations(month: Month) -> tuple[Violation, ...]:
    """What does not hold of the month's days, or of the bus."""
    with ExitStack() as stack:
        services = {each: stack.enter_context(month.mortals.reading(each)) for each in SERVICES}
        seen = Evidence(
            connections=services,
            firms=(),
            clients=month.clients,
            repeated=(),
            logs=tuple(sorted(month.mortals.logs.iterdir())),
            queues={},
            usual_queues={},
            links=0,
            usual_links=0,
            expected_parked=frozenset(),
        )
        return (
            *days.days_are_closed_once(services[SCHEDULER], month.first, month.last),
            *days.all_that_is_due_is_done_once(services, month.due, month.first, month.last),
            *invariants.violations(seen),
        )


@pytest.mark.whole
def test_whoever_dies_each_day_is_closed_once_and_each_is_told_once(
    month: Month, tally: Tally, chance: random.Random
) -> None:
    own = random.Random(chance.random())  # noqa: S311  # no secret
    reaper: Any = eventlet.spawn(month.haunt, own)
    try:
        month.passes()
        reaper.wait()
    finally:
        # Whatever went wrong, it starts nothing more that would outlive this test.
        reaper.kill()
    began = time.monotonic()
    with suppress(TimeoutError):  # what is not done is told below
        month.mortals.wait_for(month.is_done, 90)
    found = violations(month)
    tally.note("F19", faults=month.faults, found=found, recovery=time.monotonic() - began)
    assert found == ()
    assert month.faults >= month.enough
