"""What is read for operators at each scrape: outbox, inbox and jobs of the services at hand."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import eventlet
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError

from bus import dead_letters, tables, telemetry
from bus.database import Database
from bus.wire import Exchange

log = logging.getLogger("gascert.status")
SECONDS_TO_ANSWER = 3.0


class Observed(Protocol):
    """A running service, as far as its figures are concerned."""

    @property
    def name(self) -> str:
        """Give the service's name."""
        ...

    @property
    def database(self) -> Database | None:
        """Give the service's database, if it has one."""
        ...

    @property
    def exchange(self) -> Exchange:
        """Give what carries its messages."""
        ...

    @property
    def figures(self) -> Callable[[], None] | None:
        """Give what sets figures of the service's own, if it has any."""
        ...

    @property
    def is_ready(self) -> bool:
        """Say whether it does its work at this moment."""
        ...


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What is not yet sent, delivered or done, and what stands parked; ages in seconds."""

    unsent: int
    unsent_age: float
    waiting: int
    waiting_age: float
    parked: int
    jobs: int


def backlog(database: Database) -> Backlog:
    """Count what is left to do."""
    outbox, inbox, jobs = tables.OUTBOX.c, tables.INBOX.c, tables.JOBS.c
    waiting = inbox.done_at.is_(None) & inbox.parked_at.is_(None)
    with database.reading() as connection:

        def oldest(since: ColumnElement[Any], which: ColumnElement[bool]) -> tuple[int, float]:
            age = func.extract("epoch", func.clock_timestamp() - func.min(since))
            counted = select(func.count().label("number"), func.coalesce(age, 0).label("age"))
            row = connection.execute(counted.where(which)).one()
            return row.number, float(row.age)

        def number(of: ColumnElement[Any], which: ColumnElement[bool]) -> int:
            return connection.scalar(select(func.count(of)).where(which)) or 0

        unsent, unsent_age = oldest(outbox.made_at, outbox.sent_at.is_(None))
        undelivered, waiting_age = oldest(inbox.received_at, waiting)
        return Backlog(
            unsent=unsent,
            unsent_age=unsent_age,
            waiting=undelivered,
            waiting_age=waiting_age,
            parked=number(inbox.id, inbox.parked_at.is_not(None)),
            jobs=number(jobs.id, jobs.finished_at.is_(None)),
        )


def refresh_metrics(services: Sequence[Observed]) -> None:
    """Bring the gauges up to date; whoever is asked and is away leaves them as they were."""
    telemetry.JOB_ITEMS.clear()
    telemetry.JOB_ITEMS_GIVEN_UP.clear()
    for service in services:
        is_told = False
        with eventlet.Timeout(SECONDS_TO_ANSWER, False):
            is_told = _refresh(service)
        telemetry.READY.labels(service.name).set(is_told and service.is_ready)
        if service.name == dead_letters.TOLD_BY:
            dead_letters.refresh(service.exchange)


def _refresh(service: Observed) -> bool:
    """Read one service's figures; says whether its database gave them."""
    try:
        if service.database is not None:
            _of_the_bus(service.name, service.database)
        if service.figures is not None:
            service.figures()
    except SQLAlchemyError as error:
        telemetry.failure(log, "figures cannot be read", error, service=service.name)
        return False
    return True


def _of_the_bus(name: str, database: Database) -> None:
    left = backlog(database)
    telemetry.OUTBOX_AGE.labels(name).set(left.unsent_age)
    telemetry.OUTBOX_UNSENT.labels(name).set(left.unsent)
    telemetry.INBOX_WAITING.labels(name).set(left.waiting)
    telemetry.INBOX_AGE.labels(name).set(left.waiting_age)
    telemetry.INBOX_PARKED.labels(name).set(left.parked)
    _job_items(name, database)
    _given_up(name, database)


def _job_items(service: str, database: Database) -> None:
    jobs, chunks = tables.JOBS.c, tables.JOB_CHUNKS.c
    with database.reading() as connection:
        rows = connection.execute(
            select(
                jobs.kind,
                func.sum(func.cardinality(chunks.item_ids)).label("total"),
                func.sum(chunks.done).label("done"),
                func.sum(chunks.failed).label("failed"),
            )
            .join_from(tables.JOBS, tables.JOB_CHUNKS, chunks.job == jobs.id)
            .where(jobs.finished_at.is_(None))
            .group_by(jobs.kind)
        )
        for row in rows:
            for state in ("total", "done", "failed"):
                telemetry.JOB_ITEMS.labels(service, row.kind, state).set(getattr(row, state))


def _given_up(service: str, database: Database) -> None:
    """Tell what waits for an operator; the job itself ends with the last item given up."""
    jobs, failures = tables.JOBS.c, tables.JOB_FAILURES.c
    with database.reading() as connection:
        rows = connection.execute(
            select(jobs.kind, func.count().label("items"))
            .join_from(tables.JOB_FAILURES, tables.JOBS, failures.job == jobs.id)
            .group_by(jobs.kind)
        )
        for row in rows:
            telemetry.JOB_ITEMS_GIVEN_UP.labels(service, row.kind).set(row.items)
