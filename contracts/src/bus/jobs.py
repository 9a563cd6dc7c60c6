"""Bulk work: chunks that any replica claims, one transaction each, resumed where it stopped."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Update,
    Uuid,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from bus import context, tables, telemetry
from bus.database import OUTAGES, Database, Transaction, trying_again
from bus.failpoints import failpoint
from bus.loops import Loop
from contracts.errors import Unavailable

log = logging.getLogger("gascert.jobs")

MOST_ATTEMPTS: Final = 3
MOST_GATHERINGS: Final = 5
LEASE: Final = 30
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


def start(
    transaction: Transaction,
    kind: str,
    *,
    key: str,
    items: Select[Any],
    params: dict[str, Any],
    chunk: int = 500,
) -> UUID:
    """Start a job over the ids that a one-column select gives; one key starts but one job."""
    job_id = uuid4()
    numbered = items.subquery()
    [item] = numbered.c
    rows = select(
        item.label("item"), ((func.row_number().over(order_by=item) - 1) // chunk).label("part")
    ).subquery()
    now = context.current()
    made = transaction.execute(
        insert_or_leave(tables.JOBS)
        .values(
            id=job_id,
            kind=kind,
            key=key,
            params=params,
            total=0,
            headers=json.dumps(context.to_headers(replace(now, deadline=None))),
        )
        .on_conflict_do_nothing(constraint="one_job_per_key")
        .returning(JOB.id)
    ).one_or_none()
    if made is None:
        known: UUID = transaction.execute(select(JOB.id).where(JOB.key == key)).scalar_one()
        return known
    transaction.execute(
        insert(tables.JOB_CHUNKS).from_select(
            ["job", "item_ids"],
            select(
                literal(job_id, Uuid()),
                func.array_agg(aggregate_order_by(rows.c.item, rows.c.item)),
            ).group_by(rows.c.part),
        )
    )
    counted = select(func.coalesce(func.sum(func.cardinality(CHUNK.item_ids)), 0)).where(
        CHUNK.job == job_id
    )
    transaction.execute(
        update(tables.JOBS).where(JOB.id == job_id).values(total=counted.scalar_subquery())
    )
    transaction.wake_after_commit("jobs")
    return job_id


class Runner:
    """Works on chunks of the service's jobs until there are none."""

    def __init__(
        self, database: Database, service: str, jobs: tuple[Job, ...], *, number: int = 0
    ) -> None:
        self._database = database
        self._jobs = {job.kind: job for job in jobs}
        self._service = service
        self._stopping = False
        self.loop = Loop(f"{service}.jobs.{number}", self._round, every=1.0)

    def stop(self) -> None:
        """Finish the chunk in hand and begin no other."""
        self._stopping = True
        self.loop.stop()

    def _round(self) -> None:
        while not self._stopping and (row := self._pick()) is not None:
            self._try(row)
            failpoint("jobs.between_chunks")
        self._close_finished()

    def _pick(self) -> Any:
        """Choose a chunk that nobody holds; where facts must be gathered, lease it meanwhile."""
        due = (
            select(CHUNK.id, CHUNK.item_ids, CHUNK.attempts, *_JOB_COLUMNS)
            .join_from(tables.JOB_CHUNKS, tables.JOBS, CHUNK.job == JOB.id)
            .where(
                CHUNK.is_open == 1,
                CHUNK.next_try_at <= func.clock_timestamp(),
                JOB.status == "running",
                JOB.kind.in_(self._jobs),
            )
            .order_by(CHUNK.id)
            .limit(1)
            .with_for_update(of=tables.JOB_CHUNKS, skip_locked=True)
        )
        with self._database.independent() as transaction:
            row = transaction.execute(due).one_or_none()
            if row is not None and self._jobs[row.kind].asks:
                transaction.execute(_chunk(row.id).values(next_try_at=_seconds_from_now(LEASE)))
        return row

    def _try(self, row: Any) -> None:
        try:
            self._work_on_present_facts(row)
        except _Taken:
            return
        except (*OUTAGES, Unavailable, FactsOutdated) as error:
            telemetry.failure(log, "chunk held", error, kind=row.kind)
            with self._database.independent() as transaction:
                transaction.execute(_open_chunk(row.id).values(next_try_at=_seconds_from_now(2)))
        except Exception as error:  # one bad item must not stop the others
            telemetry.failure(log, "chunk failed", error, kind=row.kind, items=len(row.item_ids))
            with self._database.independent() as transaction:
                _divide(transaction, row, telemetry.describe(error))

    def _work_on_present_facts(self, row: Any) -> None:
        """Work on a chunk, gathering again at once while its facts are outdated."""
        for _ in range(MOST_GATHERINGS - 1):
            try:
                return trying_again(lambda: self._work_on(row))
            except FactsOutdated:
                continue
        return trying_again(lambda: self._work_on(row))

    def _work_on(self, row: Any) -> None:
        job, running = self._jobs[row.kind], _running(row)
        started = context.from_headers(json.loads(row.headers))
        with context.acting(started.principal, correlation_id=started.correlation_id):
            facts = job.gather(running, row.item_ids) if job.asks else None

            def is_free(transaction: Transaction) -> None:
                still = select(CHUNK.id).where(CHUNK.id == row.id, CHUNK.is_open == 1)
                held = transaction.execute(still.with_for_update(skip_locked=True))
                if held.one_or_none() is None:
                    raise _Taken

            with self._database.unit(is_free) as unit:
                counts = job.act(unit.open(), running, row.item_ids, facts)
                failpoint("jobs.before_commit")
                unit.open().execute(
                    _chunk(row.id).values(
                        is_open=0,
                        done=len(row.item_ids),
                        counts=counts,
                        done_at=func.clock_timestamp(),
                    )
                )
                unit.commit()

    def _close_finished(self) -> None:
        """Close the jobs that have no open chunk any more."""
        with self._database.independent() as transaction:
            finished = transaction.execute(
                select(*_JOB_COLUMNS)
                .where(
                    JOB.finished_at.is_(None),
                    JOB.kind.in_(self._jobs),
                    ~select(CHUNK.id).where(CHUNK.job == JOB.id, CHUNK.is_open == 1).exists(),
                )
                .with_for_update(skip_locked=True)
            ).all()
        for row in finished:
            self._close(row)

    def _close(self, row: Any) -> None:
        started = context.from_headers(json.loads(row.headers))
        with (
            context.acting(started.principal, correlation_id=started.correlation_id),
            self._database.unit() as unit,
        ):
            transaction = unit.open()
            mine = transaction.execute(
                select(JOB.id)
                .where(JOB.id == row.job, JOB.finished_at.is_(None))
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if mine is None:
                return
            self._jobs[row.kind].finished(transaction, _running(row))
            counts = progress_counts(transaction.connection, [row.job]).get(row.job, {})
            transaction.execute(
                update(tables.JOBS)
                .where(JOB.id == row.job)
                .values(
                    status="superseded" if counts.get("superseded") else "done",
                    finished_at=func.clock_timestamp(),
                )
            )
            unit.commit()


class _Taken(Exception):
    """Another worker has this chunk."""


_JOB_COLUMNS: Final = (JOB.id.label("job"), JOB.kind, JOB.key, JOB.params, JOB.headers)


def _running(row: Any) -> Running:
    return Running(id=row.job, key=row.key, params=row.params)


def _chunk(chunk: int) -> Update:
    return update(tables.JOB_CHUNKS).where(CHUNK.id == chunk)


def _open_chunk(chunk: int) -> Update:
    return _chunk(chunk).where(CHUNK.is_open == 1)


def _seconds_from_now(seconds: int) -> Any:
    return func.clock_timestamp() + text(f"interval '{seconds} s'")


def _divide(transaction: Transaction, row: Any, error: str) -> None:
    """Halve a chunk that failed; give a single item up after three attempts."""
    items, attempts = row.item_ids, row.attempts + 1
    held = transaction.execute(
        select(CHUNK.id).where(CHUNK.id == row.id, CHUNK.is_open == 1).with_for_update()
    )
    if held.one_or_none() is None:
        return
    if len(items) > 1:
        middle = len(items) // 2
        transaction.execute(
            _chunk(row.id).values(item_ids=items[:middle], error=error, next_try_at=func.now())
        )
        transaction.execute(
            insert(tables.JOB_CHUNKS).values(job=row.job, item_ids=items[middle:], error=error)
        )
    elif attempts < MOST_ATTEMPTS:
        pause = _seconds_from_now(2**attempts)
        transaction.execute(
            _chunk(row.id).values(attempts=attempts, error=error, next_try_at=pause)
        )
    else:
        transaction.execute(
            insert(tables.JOB_FAILURES).values(job=row.job, item=items[0], error=error)
        )
        transaction.execute(
            _chunk(row.id).values(is_open=0, failed=1, error=error, done_at=func.clock_timestamp())
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
