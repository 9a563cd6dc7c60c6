"""Bulk jobs in an operator's hands: listed, paused, resumed, and what failed tried again."""

import logging
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from bus import tables, telemetry
from bus.database import Database, Transaction
from bus.jobs import CHUNK, JOB, Progress, progress
from contracts import operations as told
from contracts.errors import Fault, InvalidMessage, NotFound, Refused
from contracts.vocabulary import JobStatus

log = logging.getLogger("gascert.operations")

FAILURE: Final = tables.JOB_FAILURES.c
# A single item that was given up closes its chunk; to try it again, the chunk is opened again.
OPEN_AGAIN: Final = {
    "is_open": 1,
    "attempts": 0,
    "failed": 0,
    "done_at": None,
    "next_try_at": func.clock_timestamp(),
}


class JobControl:
    """Reads one service's bulk jobs and changes how they go on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, call: told.ListBulkJobs) -> told.BulkJobs:
        """Give a page of jobs, newest first."""
        conditions: list[ColumnElement[bool]] = []
        if call.since is not None:
            conditions.append(JOB.started_at >= call.since)
        if call.until is not None:
            conditions.append(JOB.started_at < call.until)
        if call.only_unfinished:
            conditions.append(JOB.finished_at.is_(None))
        if call.cursor is not None:
            conditions.append(_after(_job_in(call.cursor)))
        with self._database.reading() as connection:
            found = progress(connection, *conditions, most=call.size + 1)
        shown = found[: call.size]
        return told.BulkJobs(
            items=tuple(map(_view, shown)),
            next=str(shown[-1].id) if len(found) > call.size else None,
        )

    def pause(self, job: UUID) -> told.BulkJob:
        """Let a running job rest; chunks in hand are finished."""
        return self._set(job, (JobStatus.RUNNING, JobStatus.PAUSED))

    def resume(self, job: UUID) -> told.BulkJob:
        """Let a paused job go on."""
        return self._set(job, (JobStatus.PAUSED, JobStatus.RUNNING))

    def _set(self, job: UUID, step: tuple[JobStatus, JobStatus]) -> told.BulkJob:
        """Take a job from one status to another; one that stands there already stays."""
        before, after = step
        with self._database.transaction() as transaction:
            status = _locked(transaction, job)
            if status is before:
                transaction.execute(
                    update(tables.JOBS).where(JOB.id == job).values(status=after.value)
                )
            elif status is not after:
                raise _finished(status)
            transaction.wake_after_commit("jobs")
            telemetry.note(log, f"job {after.value}", job=job)
            return _told(transaction, job)

    def retry(self, job: UUID) -> told.BulkJob:
        """Try again what has failed, and at once what waits; a paused job goes on with it.

        So does one that has ended and left something open, as nothing but damage brings about.
        """
        with self._database.transaction() as transaction:
            status = _locked(transaction, job)
            has_failed = (CHUNK.job == job) & (CHUNK.failed > 0)
            failed = transaction.execute(
                update(tables.JOB_CHUNKS).where(has_failed).values(**OPEN_AGAIN)
            ).rowcount
            left = transaction.execute(
                update(tables.JOB_CHUNKS)
                .where(CHUNK.job == job, CHUNK.is_open == 1)
                .values(next_try_at=func.clock_timestamp())
            ).rowcount
            if not left and status not in (JobStatus.RUNNING, JobStatus.PAUSED):
                raise _finished(status)
            transaction.execute(delete(tables.JOB_FAILURES).where(FAILURE.job == job))
            transaction.execute(
                update(tables.JOBS)
                .where(JOB.id == job)
                .values(status=JobStatus.RUNNING.value, finished_at=None)
            )
            transaction.wake_after_commit("jobs")
            telemetry.note(log, "job retried", job=job, chunks=failed)
            return _told(transaction, job)


def _locked(transaction: Transaction, job: UUID) -> JobStatus:
    """Lock a job, but not against chunks that are cut; gives its status or raises `NotFound`."""
    wanted = select(JOB.status).where(JOB.id == job).with_for_update(key_share=True)
    status = transaction.execute(wanted).scalar_one_or_none()
    if status is None:
        raise NotFound
    return JobStatus(status)


def _finished(status: JobStatus) -> Refused:
    words = ("任务已结束", "The job has ended")
    return Refused("JOB_HAS_ENDED", *words, facts={"status": status.value})


def _told(transaction: Transaction, job: UUID) -> told.BulkJob:
    [found] = progress(transaction.connection, JOB.id == job, most=1)
    return _view(found)


def _after(job: UUID) -> ColumnElement[bool]:
    """Bound a page of `bus.jobs.progress`, which gives the newest first."""
    mark = select(JOB.started_at).where(JOB.id == job).scalar_subquery()
    return or_(JOB.started_at < mark, and_(JOB.started_at == mark, JOB.id > job))


def _job_in(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError:
        fault = Fault(path="cursor", reason="is not one that this list gave")
        raise InvalidMessage(faults=(fault,)) from None


def _view(found: Progress) -> told.BulkJob:
    return told.BulkJob(
        id=found.id,
        kind=found.kind,
        key=found.key,
        status=JobStatus(found.status),
        total=found.total,
        done=found.done,
        failed=found.failed,
        open=found.total - found.done - found.failed,
        started_at=found.started_at,
        finished_at=found.finished_at,
    )
