"""A service's jobs give way to what people ask of it, and to nothing else."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import eventlet
import pytest

from bus import courtesy, jobs
from bus.courtesy import MUCH
from bus.database import Database
from bus.remote import Remote
from contracts.asks import GATEWAY
from contracts.certificate import FindJob, ListJobs
from contracts.errors import GasCertError
from contracts.message import Call
from tests.integration.conftest import running_toys
from tests.integration.toy_jobs import (
    Put,
    PutOnFacts,
    a_runner,
    done,
    ids,
    start,
    told,
    wait_for,
)
from tests.integration.toys import Toys, emptied
from tests.provision import Databases

SLOW = 0.05


class Busy(Put):
    """Counts how many of its chunks are done at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0
        self.most = 0
        self.before = self.work

    def work(self, _: Sequence[UUID]) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        eventlet.sleep(SLOW)
        self.now -= 1


class WaitingForFacts(PutOnFacts):
    """Asks somebody who does not answer."""

    is_waiting = False

    def gather(self, job: jobs.Running, items: Sequence[UUID]) -> Any:
        self.is_waiting = True
        eventlet.sleep(60)


@pytest.fixture(autouse=True)
def _not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked counts for a minute, whatever keeps this machine from going on."""
    monkeypatch.setattr(courtesy, "WITHIN", 60.0)


@pytest.fixture
def busy() -> Busy:
    return Busy()


@pytest.fixture
def toys(all_databases: Databases, busy: Busy) -> Iterator[Toys]:
    yield from running_toys("memory://", all_databases, busy)


@pytest.fixture
def database(job_tables: Database) -> Database:
    return emptied(job_tables)


@pytest.fixture
def much_is_asked() -> courtesy.Courtesy:
    made = courtesy.Courtesy("test")
    for _ in range(MUCH):
        made.note_call(GATEWAY)
    return made


def refused(_: Any, __: Any) -> Any:
    raise GasCertError


@pytest.mark.parametrize(
    ("asker", "calls", "at_once"),
    [
        (GATEWAY, [ListJobs()] * (MUCH - 1), 2),
        ("review-scheduler", [ListJobs()] * MUCH, 2),
        (GATEWAY, [FindJob(key="watched")] * 2 * MUCH, 2),
        (GATEWAY, [ListJobs()] * MUCH, 1),
    ],
)
def test_chunks_are_done_at_once_unless_people_ask_much(
    toys: Toys, busy: Busy, asker: str, calls: list[Call[Any]], at_once: int
) -> None:
    toys.doing["find_job"] = toys.doing["list_jobs"] = refused
    ask = Remote(asker, toys.stack.running["enterprise"].caller)
    for call in calls:
        with pytest.raises(GasCertError):
            ask(call)
    database = toys.stack.database("certificate")
    start(database, ids(60))
    wait_for(lambda: told(database).finished_at is not None)
    assert busy.most == at_once


def test_who_gathers_facts_keeps_nobody_from_a_turn(
    database: Database, much_is_asked: courtesy.Courtesy
) -> None:
    slow, quick = WaitingForFacts(), Put()
    start(database, ids(5), kind=slow.kind, key="slow")
    start(database, ids(10), kind=quick.kind, key="quick")
    runners = [a_runner(database, slow, quick, courtesy=much_is_asked) for _ in range(2)]
    for runner in runners:
        runner.loop.start()
    wait_for(lambda: slow.is_waiting and done(database) == dict.fromkeys(ids(10), 1))
    for runner in runners:
        runner.loop.stop(0.1)


@pytest.mark.parametrize("kind", [Put, PutOnFacts])
def test_who_waits_for_a_turn_and_is_to_stop_begins_nothing(
    database: Database, much_is_asked: courtesy.Courtesy, kind: type[Put]
) -> None:
    job = kind()
    begun: list[int] = []

    def work(_: Sequence[UUID]) -> None:
        begun.append(1)
        eventlet.sleep(0.3)

    job.before = work
    start(database, ids(30), kind=job.kind)
    runners = [a_runner(database, job, courtesy=much_is_asked) for _ in range(2)]
    for runner in runners:
        runner.loop.start()
    wait_for(lambda: bool(begun))
    eventlet.sleep(0.1)  # so that the other waits
    for runner in runners:
        runner.loop.is_stopping = True
    for runner in runners:
        runner.loop.stop()
    assert (len(begun), told(database).done) == (1, 10)
    # Nothing is leased any more: the next takes the rest at once.
    job.before = lambda _: None
    runner = a_runner(database, job)
    runner._round()
    assert told(database).done == 30
