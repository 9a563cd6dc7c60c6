"""Toy jobs, what runs them, and what they have done."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import eventlet
from sqlalchemy import ARRAY, Uuid, func, insert, literal, select, text

from bus import jobs
from bus.courtesy import Courtesy
from bus.database import Database, Transaction, transaction_is_open
from bus.job_runner import Runner
from bus.jobs import Job, Progress, progress
from tests.integration.toys import IMPATIENT, THINGS


class Put(Job):
    """Writes a row for each item, after whatever a test has told it to do before."""

    kind = "put"

    def __init__(self) -> None:
        self.before: Callable[[Sequence[UUID]], Any] = lambda _: None
        self.closed: list[UUID] = []

    def act(
        self, transaction: Transaction, job: jobs.Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        transaction.execute(insert(THINGS), [{"id": item} for item in items])
        outcome = self.before(items) or "put"
        return {outcome: len(items)}

    def finished(self, transaction: Transaction, job: jobs.Running) -> None:
        self.closed.append(job.id)


class PutOnFacts(Put):
    """Gathers before it writes."""

    kind = "put_on_facts"
    asks = True

    def gather(self, job: jobs.Running, items: Sequence[UUID]) -> Any:
        assert not transaction_is_open()
        return len(items)

    def act(
        self, transaction: Transaction, job: jobs.Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        assert facts == len(items)
        return super().act(transaction, job, items, facts)


class Looking(Job):
    """Counts its items by the session's way of planning, and those it finds prepared apart."""

    kind = "looking"

    def act(
        self, transaction: Transaction, job: jobs.Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        looking = text(
            "SELECT current_setting('plan_cache_mode') AS mode, count(*) > 0 AS is_prepared"
            " FROM pg_prepared_statements"
            " WHERE statement LIKE '%plan_cache_mode%'"
        )
        found = [transaction.execute(looking).one() for _ in items][-1]
        return {"prepared" if found.is_prepared else found.mode: len(items)}


def a_runner(database: Database, *kinds: Job, courtesy: Courtesy | None = None) -> Runner:
    """A worker on jobs of these kinds; those that share a courtesy are of one service."""
    shared = courtesy or Courtesy("test")
    return Runner(database, "test", kinds, patience=IMPATIENT, courtesy=shared)


def ids(count: int) -> list[UUID]:
    return [UUID(int=number) for number in range(1, count + 1)]


def start(
    database: Database, items: list[Any], *, chunk: int = 10, key: str = "k", kind: str = "put"
) -> UUID:
    unnested = func.unnest(literal(items, ARRAY(Uuid))).column_valued("id")
    with database.transaction() as transaction:
        return jobs.start(
            transaction, kind, key=key, items=select(unnested), params={"a": 1}, chunk=chunk
        )


def run(runner: Runner, database: Database) -> Progress:
    """Let a runner work until the newest job is closed."""
    for _ in range(200):
        runner._round()
        if told(database).finished_at is not None:
            return told(database)
        eventlet.sleep(0.01)
    raise TimeoutError("the job does not end")


def told(database: Database) -> Progress:
    with database.reading() as connection:
        return progress(connection, most=1)[0]


def done(database: Database) -> Counter[UUID]:
    with database.reading() as connection:
        return Counter(connection.scalars(select(THINGS.c.id)))


def failing_for(*bad: UUID) -> Callable[[Sequence[UUID]], None]:
    def fail(items: Sequence[UUID]) -> None:
        if set(bad) & set(items):
            raise ValueError("639999198512319991")

    return fail


def note_and_sleep(seen: list[Any], what: Any, seconds: float, _: Any) -> None:
    seen.append(what)
    eventlet.sleep(seconds)


def raise_(error: Exception) -> None:
    raise error


def wait_for(condition: Callable[[], bool]) -> None:
    with eventlet.Timeout(15):
        while not condition():
            eventlet.sleep(0.01)
