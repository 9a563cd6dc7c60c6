"""The bulk jobs of this service, as messages show them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from bus import jobs, tables
from bus.database import Database
from contracts.certificate import Job
from contracts.vocabulary import JobStatus


@dataclass(frozen=True, kw_only=True)
class DatabaseJobs:
    """Reads jobs and their progress."""

    database: Database

    def by_id(self, job: UUID) -> Job | None:
        """Give a job's progress."""
        with self.database.reading() as connection:
            found = jobs.progress(connection, jobs.JOB.id == job, most=1)
        return _view(found[0]) if found else None

    def by_key(self, key: str) -> Job | None:
        """Give a job's progress by its key."""
        with self.database.reading() as connection:
            found = jobs.progress(connection, jobs.JOB.key == key, most=1)
        return _view(found[0]) if found else None

    def page(self, *, before: UUID | None, size: int) -> tuple[Job, ...]:
        """Give jobs, newest first, those that come after `before` in that order."""
        job = tables.JOBS.c
        conditions = []
        if before is not None:
            mark = select(job.started_at).where(job.id == before).scalar_subquery()
            conditions.append(
                (job.started_at < mark) | ((job.started_at == mark) & (job.id > before))
            )
        with self.database.reading() as connection:
            return tuple(map(_view, jobs.progress(connection, *conditions, most=size)))


def _view(found: jobs.Progress) -> Job:
    return Job(
        id=found.id,
        kind=found.kind,
        key=found.key,
        status=JobStatus(found.status),
        total=found.total,
        done=found.done,
        failed=found.failed,
        counts=found.counts,
        started_at=found.started_at,
        finished_at=found.finished_at,
    )
