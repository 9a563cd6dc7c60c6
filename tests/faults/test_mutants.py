"""With a safeguard taken out, the checks that follow a fault turn red; with it, they are green."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import eventlet
import pytest
from sqlalchemy import text

from bus import topology
from bus.rabbit import RabbitExchange
from bus.remote import Remote
from contracts.enterprise import WithdrawCategoryCase
from gascert_local.broker import Broker
from tests.faults.conftest import mortals_of
from tests.faults.forked import Nursery
from tests.faults.processes import KILLED
from tests.faults.queues import emptied
from tests.faults.register import Register, a_register
from tests.faults.tally import Tally
from tests.faults.trials import Trial, Trials
from tests.faults.unheard import approved_unheard, unbound
from tests.integration.toy_processes import (
    Processes,
    ended,
    forget,
    insist,
    is_idle,
    rows,
    wait_for,
)
from tests.integration.toys import lay_tables
from tests.provision import Databases

LOAD: Final = {"firms": 2, "changes": 2}
LOCKED: Final = "LOCK TABLE applied_categories IN ACCESS EXCLUSIVE MODE"
OFTEN: Final = 15  # ten failures would park it
PARKED: Final = "SELECT count(*) FROM inbox WHERE parked_at IS NOT NULL"
CHANGES: Final = topology.events_queue(
    "enterprise", "category_changed", "certificate.categories_changed"
)
THROWN_OUT: Final = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def killed_at(service: str, place: str) -> Callable[[Trial, dict[str, str]], None]:
    """Kill a service at a place, and start it again."""

    def fault(run: Trial, altered: dict[str, str]) -> None:
        mortals = run.register.mortals
        mortals.restart(service, FAILPOINTS=f"{place}=kill", **altered)
        all_are_answered = run.loaded(**LOAD)
        assert mortals.ended(service, 30) == KILLED
        run.fault()
        mortals.restart(service)
        all_are_answered()

    return fault


def unheard(run: Trial, altered: dict[str, str]) -> None:
    """Take a binding away until its subscriber comes back."""
    mortals = run.register.mortals
    mortals.restart("enterprise", **altered)
    mortals.wait_until_ready("enterprise")
    with approved_unheard(run.register, unbound):
        run.fault()
        eventlet.sleep(1.5)


def thrown_out(run: Trial, altered: dict[str, str]) -> None:
    """Throw a delivery out of the database more often than a failure would be forgiven."""
    mortals = run.register.mortals
    mortals.restart("certificate", PATIENCE="brief", **altered)
    mortals.wait_until_ready("certificate")
    firm = run.register.a_firm()
    firm.registers()
    with mortals.reading("certificate") as connection:
        connection.execute(text(LOCKED))
        firm.changes_to("G")
        with eventlet.Timeout(60):
            while run.faults < OFTEN and not mortals.value("certificate", PARKED):
                with mortals.reading("certificate") as other:
                    run.fault(int(other.execute(text(THROWN_OUT)).scalar_one()))
                eventlet.sleep(0.05)


REGISTER: Final = {
    "outbox": (killed_at("enterprise", "calls.before_commit"), "I3"),
    "inbox": (killed_at("certificate", "inbox.before_store"), "I1"),
    "mandatory": (unheard, "I1"),
    "holding": (thrown_out, "I1"),
}


@pytest.fixture
def doomed(mortal_databases: Databases, nursery: Nursery, tmp_path: Path) -> Iterator[Register]:
    """A register of one test's own, which it may spoil."""
    for mortals in mortals_of(mortal_databases, nursery, tmp_path):
        with a_register(mortals) as register:
            yield register


@pytest.mark.parametrize("mutant", REGISTER)
def test_what_a_safeguard_holds_is_missed_without_it(
    doomed: Register, tally: Tally, chance: random.Random, mutant: str
) -> None:
    fault, invariant = REGISTER[mutant]
    trials = Trials(register=doomed, tally=tally, chance=chance)
    with trials(f"safe {mutant}", seconds_to_settle=30) as run:
        fault(run, {})
    assert run.faults > 0
    with trials.judged(f"without {mutant}", seconds_to_settle=15) as run:
        fault(run, {"MUTANT": mutant})
    assert run.faults > 0
    assert invariant in {each.invariant for each in run.found}, run.found


@pytest.fixture
def toys(mortal_databases: Databases, broker: Broker) -> Iterator[Processes]:
    """Toys, whose effects are guarded by nothing but the bus."""
    urls = {name: mortal_databases.empty(f"toy_{name}") for name in ("enterprise", "certificate")}
    for url in urls.values():
        lay_tables(url)
    started = Processes(uri=broker.url, urls=urls, module="tests.faults.altered_toy")
    emptied(broker.url)
    yield started
    started.end()
    forget(broker.url, urls)


@pytest.fixture
def ask(broker: Broker) -> Iterator[Remote]:
    caller = RabbitExchange(broker.url).connect_caller("tests")
    yield Remote("gateway", caller)
    caller.stop()


def done_by(toys: Processes, ask: Remote, mutant: str | None, place: str) -> Counter[UUID]:
    """How often the effects of commands were done, each of which was announced twice.

    Certificate is killed at a place, and then runs twice.
    """
    altered = {} if mutant is None else {"MUTANT": mutant}
    enterprise = toys.start("enterprise")
    killed = toys.start("certificate", FAILPOINTS=f"{place}=kill", **altered)
    cases = [uuid4() for _ in range(10)]
    for case in cases:
        for time in range(2):
            insist(ask, WithdrawCategoryCase(case=case), f"{mutant} {case} {time}")
    assert ended(killed, 30) == KILLED
    for _ in range(2):
        toys.start("certificate", **altered)
    wait_for(lambda: sum(rows(toys.urls["certificate"], "event").values()) >= 2 * len(cases))
    wait_for(lambda: all(map(is_idle, toys.urls.values())))
    for process in [enterprise, *toys.alive]:
        process.kill()
        process.wait()
    found = rows(toys.urls["certificate"])
    forget(toys.uri, toys.urls)
    return found


@pytest.mark.parametrize(
    ("mutant", "place"),
    [
        ("dedupe", "inbox.before_ack"),
        ("job", "inbox.before_commit"),
        ("chunk", "jobs.before_commit"),
    ],
)
def test_what_only_the_bus_keeps_from_being_done_twice_is(
    toys: Processes, ask: Remote, mutant: str, place: str
) -> None:
    safe = done_by(toys, ask, None, place)
    unsafe = done_by(toys, ask, mutant, place)
    events, items = 2, 1
    assert set(safe.values()) == {events, items}
    assert max(unsafe.values()) > events or sum(unsafe.values()) > sum(safe.values())
