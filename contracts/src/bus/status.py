"""What is read for operators at each scrape: outbox, inbox and jobs of the services at hand."""

import logging
from collections.abc import Sequence
from typing import Any, Protocol

import eventlet
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bus import tables, telemetry
from bus.database import Database

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


def backlog(database: Database) -> dict[str, Any]:
    """Count what is not yet sent, delivered or done, and what stands parked."""
    outbox, inbox, jobs = tables.OUTBOX.c, tables.INBOX.c, tables.JOBS.c
    age = func.extract("epoch", func.clock_timestamp() - func.min(outbox.made_at))
    waiting = inbox.done_at.is_(None) & inbox.parked_at.is_(None)
    with database.reading() as connection:
        unsent = connection.execute(
            select(func.count().label("number"), func.coalesce(age, 0).label("age")).where(
                outbox.sent_at.is_(None)
            )
        ).one()
        return {
            "unsent": unsent.number,
            "age": float(unsent.age),
            "waiting": connection.scalar(select(func.count(inbox.id)).where(waiting)),
            "parked": connection.scalar(
                select(func.count(inbox.id)).where(inbox.parked_at.is_not(None))
            ),
            "jobs": connection.scalar(
                select(func.count(jobs.id)).where(jobs.finished_at.is_(None))
            ),
        }


def refresh_metrics(services: Sequence[Observed]) -> None:
    """Bring the gauges up to date; a database that is away leaves them as they were."""
    telemetry.JOB_ITEMS.clear()
    for service in services:
        with eventlet.Timeout(SECONDS_TO_ANSWER, False):
            _refresh(service)


def _refresh(service: Observed) -> None:
    if service.database is None:
        return
    try:
        figures = backlog(service.database)
        _job_items(service.name, service.database)
    except SQLAlchemyError as error:
        telemetry.failure(log, "figures cannot be read", error, service=service.name)
        return
    telemetry.OUTBOX_AGE.labels(service.name).set(figures["age"])
    telemetry.OUTBOX_UNSENT.labels(service.name).set(figures["unsent"])
    telemetry.INBOX_WAITING.labels(service.name).set(figures["waiting"])
    telemetry.INBOX_PARKED.labels(service.name).set(figures["parked"])


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
