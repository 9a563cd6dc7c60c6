"""Bulk work: chunks that any replica claims, one transaction each, resumed where it stopped."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, NotRequired, Required, TypedDict, Unpack
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Uuid,
    cast,
    func,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from bus import context, tables
from bus.database import Transaction

JOB, CHUNK = tables.JOBS.c, tables.JOB_CHUNKS.c


@dataclass(frozen=True, kw_only=True)
class Running:
    """The job a chunk belongs to."""

    id: UUID
    key: str
    params: dict[str, Any]


class FactsOutdated(Exception):
    """What `gather` found is no longer so: `act` raises it to have the chunk gathered anew."""


class Job:
    """One kind of bulk work; subclasses say what is done with a chunk of items."""

    kind: ClassVar[str]
    asks: ClassVar[bool] = False

    def gather(self, job: Running, items: Sequence[UUID]) -> Any:
        """Gather facts before the transaction; called only where `asks` is true."""
        return None

    def act(
        self, transaction: Transaction, job: Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        """Do the chunk within the transaction; gives counts by outcome."""
        raise NotImplementedError

    def finished(self, transaction: Transaction, job: Running) -> None:
        """Do what belongs to the job's end, within the transaction that closes it."""


class Work(TypedDict):
    """What a job is about: the key that starts but one job, and a select of ids.

    Where the select has a second column, chunks follow its order, else that of the ids. What lies
    together in the tables is then worked on together.
    """

    key: Required[str]
    items: Required[Select[Any]]
    params: Required[dict[str, Any]]
    chunk: NotRequired[int]


def start(transaction: Transaction, kind: str, **work: Unpack[Work]) -> UUID:
    """Start a job over the ids that a select gives; a key that is known gives its first job.

    `chunk` is how many ids one transaction takes, 500 unless told.
    """
    made = _insert_job(transaction, kind, work)
    if made is None:
        known: UUID = transaction.execute(select(JOB.id).where(JOB.key == work["key"])).scalar_one()
        return known
    _insert_chunks(transaction, made, work["items"], work.get("chunk", 500))
    transaction.wake_after_commit("jobs")
    return made


def _insert_job(transaction: Transaction, kind: str, work: Work) -> UUID | None:
    now = replace(context.current(), deadline=None, idempotency_key=None, asked_by=None)
    made: UUID | None = transaction.execute(
        insert_or_leave(tables.JOBS)
        .values(
            id=uuid4(),
            kind=kind,
            key=work["key"],
            params=work["params"],
            total=0,
            headers=json.dumps(context.to_headers(now)),
        )
        .on_conflict_do_nothing(constraint="one_job_per_key")
        .returning(JOB.id)
    ).scalar_one_or_none()
    return made


def _insert_chunks(transaction: Transaction, job: UUID, items: Select[Any], size: int) -> None:
    numbered = items.subquery()
    item, *order = numbered.c
    # One that is named twice is numbered once: it must not be worked on by two.
    once = select(item.label("item"), *(func.min(each) for each in order))
    distinct = once.where(item.is_not(None)).group_by(item).subquery()
    named, *places = distinct.c
    rows = select(
        named,
        ((func.row_number().over(order_by=[*places, named]) - 1) // size).label("part"),
    ).subquery()
    transaction.execute(
        insert(tables.JOB_CHUNKS).from_select(
            ["job", "item_ids"],
            select(
                literal(job, Uuid()),
                func.array_agg(aggregate_order_by(rows.c.item, rows.c.item)),
            )
            .group_by(rows.c.part)
            .order_by(rows.c.part),
        )
    )
    counted = select(func.coalesce(func.sum(func.cardinality(CHUNK.item_ids)), 0)).where(
        CHUNK.job == job
    )
    transaction.execute(
        update(tables.JOBS).where(JOB.id == job).values(total=counted.scalar_subquery())
    )


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a job has come, in items."""

    id: UUID
    kind: str
    key: str
    status: str
    total: int
    done: int
    failed: int
    counts: dict[str, int]
    started_at: datetime
    finished_at: datetime | None


def progress(connection: Connection, *conditions: ColumnElement[bool], most: int) -> list[Progress]:
    """Read jobs with their progress, newest first; conditions are on `bus.tables.JOBS`."""
    rows = connection.execute(
        select(tables.JOBS).where(*conditions).order_by(JOB.started_at.desc(), JOB.id).limit(most)
    ).all()
    ids = [row.id for row in rows]
    sums = {
        row.job: row
        for row in connection.execute(
            select(
                CHUNK.job,
                func.sum(CHUNK.done).label("done"),
                func.sum(CHUNK.failed).label("failed"),
            )
            .where(CHUNK.job.in_(ids))
            .group_by(CHUNK.job)
        )
    }
    counts = progress_counts(connection, ids)
    return [
        Progress(
            id=row.id,
            kind=row.kind,
            key=row.key,
            status=row.status,
            total=row.total,
            done=sums[row.id].done if row.id in sums else 0,
            failed=sums[row.id].failed if row.id in sums else 0,
            counts=counts.get(row.id, {}),
            started_at=row.started_at,
            finished_at=row.finished_at,
        )
        for row in rows
    ]


def progress_counts(connection: Connection, jobs: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Add up the counts by outcome that the jobs' chunks have given."""
    each = func.jsonb_each_text(CHUNK.counts).table_valued("key", "value")
    rows = connection.execute(
        select(CHUNK.job, each.c.key, func.sum(cast(each.c.value, Integer)).label("number"))
        .select_from(tables.JOB_CHUNKS)
        .join(each, true())
        .where(CHUNK.job.in_(jobs), CHUNK.counts.is_not(None))
        .group_by(CHUNK.job, each.c.key)
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.job, {})[row.key] = row.number
    return found
