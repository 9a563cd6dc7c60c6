"""The workers of bulk jobs: they claim chunks, do them, halve what fails and close what is done."""

import json
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Update, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from bus import audit, context, tables, telemetry
from bus.courtesy import Courtesy
from bus.database import Database, Transaction
from bus.failpoints import failpoint
from bus.jobs import CHUNK, JOB, FactsOutdated, Job, Running, progress_counts
from bus.loops import Loop
from bus.outages import is_outage, trying_again
from bus.patience import WITH_ITEMS, Patience
from bus.planning import plan_each_anew
from contracts.errors import InProgress, Unavailable

log = logging.getLogger("gascert.jobs")

MOST_GATHERINGS: Final = 5
WAITED_FOR: Final = (Unavailable, InProgress, FactsOutdated)
_JOB_COLUMNS: Final = (JOB.id.label("job"), JOB.kind, JOB.key, JOB.params, JOB.headers)


class Runner:
    """Works on chunks of the service's jobs until there are none."""

    def __init__(
        self,
        database: Database,
        service: str,
        jobs: tuple[Job, ...],
        *,
        patience: Patience = WITH_ITEMS,
        courtesy: Courtesy,
    ) -> None:
        self._database = database
        self._courtesy = courtesy
        self._jobs = {job.kind: job for job in jobs}
        self._patience = patience
        self.loop = Loop(f"{service}.jobs", self._round, every=min(1.0, patience.first_pause))

    def _round(self) -> None:
        while not self.loop.is_stopping and (row := self._pick()) is not None:
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
                transaction.execute(_chunk(row).values(next_try_at=_later(self._patience.lease)))
        return row

    def _try(self, row: Any) -> None:
        try:
            self._work_on_present_facts(row)
        except _Taken:
            return
        except _Stopping:
            self._give_back(row)
        except Exception as error:  # noqa: BLE001  # one bad item must not stop the others
            telemetry.failure(log, "chunk failed", error, kind=row.kind, items=len(row.item_ids))
            is_held = is_outage(error) or isinstance(error, WAITED_FOR)
            with self._database.independent() as transaction:
                if not _is_as_picked(transaction, row):
                    return
                if is_held:
                    transaction.execute(
                        _chunk(row).values(next_try_at=_later(self._patience.first_pause))
                    )
                else:
                    self._divide(transaction, row, telemetry.describe(error))

    def _work_on_present_facts(self, row: Any) -> None:
        """Work on a chunk, gathering again at once while its facts are outdated."""
        for _ in range(MOST_GATHERINGS - 1):
            try:
                return trying_again(lambda: self._work_on(row))
            except FactsOutdated:
                continue
        return trying_again(lambda: self._work_on(row))

    def _work_on(self, row: Any) -> None:
        """Gather what a chunk needs, and carry it out when it is this worker's turn."""
        job = self._jobs[row.kind]
        with _acting_for(row):
            facts = job.gather(_running(row), row.item_ids) if job.asks else None
            with self._courtesy.turn(lambda: self.loop.is_stopping):
                if self.loop.is_stopping:
                    raise _Stopping
                self._carry_out(job, row, facts)

    def _carry_out(self, job: Job, row: Any, facts: Any) -> None:
        def is_free(transaction: Transaction) -> None:
            if not _is_as_picked(transaction, row):
                raise _Taken
            plan_each_anew(transaction.connection)

        deed: dict[str, Any] = {"key": row.key, "chunk": row.id, "items": len(row.item_ids)}
        with (
            audit.doing("job", row.kind, deed),
            self._database.unit(is_free) as unit,
        ):
            counts = job.act(unit.open(), _running(row), row.item_ids, facts)
            deed["counts"] = counts
            failpoint("jobs.before_commit")
            unit.open().execute(
                _chunk(row).values(
                    is_open=0,
                    done=len(row.item_ids),
                    counts=counts,
                    done_at=func.clock_timestamp(),
                )
            )
            unit.commit()
            failpoint("jobs.after_commit")

    def _give_back(self, row: Any) -> None:
        """End the lease on a chunk that was not begun."""
        if self._jobs[row.kind].asks:
            with self._database.independent() as transaction:
                transaction.execute(_chunk(row).values(next_try_at=func.clock_timestamp()))

    def _divide(self, transaction: Transaction, row: Any, error: str) -> None:
        """Halve a chunk that failed; give a single item up after the last attempt."""
        items, attempts = row.item_ids, row.attempts + 1
        if len(items) > 1:
            middle = len(items) // 2
            _halve(transaction, row, (items[:middle], items[middle:]), error)
        elif attempts < self._patience.most_attempts:
            pause = _later(self._patience.pause_after(attempts))
            transaction.execute(
                _chunk(row).values(attempts=attempts, error=error, next_try_at=pause)
            )
        else:
            _give_up(transaction, row, error)

    def _close_finished(self) -> None:
        """Close the jobs that have no open chunk any more; one that fails keeps no other open."""
        has_open = select(CHUNK.id).where(CHUNK.job == JOB.id, CHUNK.is_open == 1).exists()
        with self._database.reading() as connection:
            finished = connection.execute(
                select(*_JOB_COLUMNS).where(
                    JOB.finished_at.is_(None), JOB.kind.in_(self._jobs), ~has_open
                )
            ).all()
        for row in finished:
            try:
                trying_again(partial(self._close, row))
            except _Taken:
                continue
            except Exception as error:  # noqa: BLE001  # the others are to be closed all the same
                telemetry.failure(log, "job cannot be closed", error, kind=row.kind, job=row.job)

    def _close(self, row: Any) -> None:
        deed = audit.doing("job", row.kind, {"key": row.key, "ended": True})
        with _acting_for(row), deed, self._database.unit() as unit:
            transaction = unit.open()
            mine = transaction.execute(
                select(JOB.id)
                .where(JOB.id == row.job, JOB.finished_at.is_(None))
                .with_for_update(skip_locked=True)
            )
            if mine.one_or_none() is None or _has_open(transaction, row.job):
                raise _Taken
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
    """Another worker has this, or has had it in the meantime."""


class _Stopping(Exception):
    """The worker is to stop and has not begun."""


def _acting_for(row: Any) -> Any:
    started = context.from_headers(json.loads(row.headers))
    return context.acting(
        started.principal,
        correlation_id=started.correlation_id,
        causation_id=started.causation_id,
    )


def _running(row: Any) -> Running:
    return Running(id=row.job, key=row.key, params=row.params)


def _chunk(row: Any) -> Update:
    return update(tables.JOB_CHUNKS).where(CHUNK.id == row.id)


def _has_open(transaction: Transaction, job: UUID) -> bool:
    """Look anew, once the job is locked: an operator may have opened chunks again before."""
    some = select(CHUNK.id).where(CHUNK.job == job, CHUNK.is_open == 1).limit(1)
    return transaction.execute(some).one_or_none() is not None


def _is_as_picked(transaction: Transaction, row: Any) -> bool:
    """Lock a chunk; says whether it still stands open with the items that were picked.

    Somebody else may have done or halved it since: then these items are no longer one's own. Items
    only ever leave a chunk, so that as many are the same.
    """
    found = transaction.execute(
        select(func.cardinality(CHUNK.item_ids))
        .where(CHUNK.id == row.id, CHUNK.is_open == 1)
        .with_for_update(skip_locked=True)
    ).scalar_one_or_none()
    return found == len(row.item_ids)


def _halve(
    transaction: Transaction, row: Any, halves: tuple[Sequence[Any], Sequence[Any]], error: str
) -> None:
    first, second = halves
    transaction.execute(_chunk(row).values(item_ids=first, error=error, next_try_at=func.now()))
    transaction.execute(insert(tables.JOB_CHUNKS).values(job=row.job, item_ids=second, error=error))


def _give_up(transaction: Transaction, row: Any, error: str) -> None:
    transaction.execute(
        insert_or_leave(tables.JOB_FAILURES)
        .values(job=row.job, item=row.item_ids[0], error=error)
        .on_conflict_do_nothing()
    )
    transaction.execute(
        _chunk(row).values(is_open=0, failed=1, error=error, done_at=func.clock_timestamp())
    )


def _later(seconds: float) -> Any:
    return func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
