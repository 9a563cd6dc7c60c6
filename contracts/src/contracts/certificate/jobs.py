"""The progress of bulk jobs."""

from datetime import datetime
from uuid import UUID

from contracts.fields import Cursor, PageSize, ShortText
from contracts.message import Query, Value
from contracts.vocabulary import (
    JobStatus,
)


class Job(Value):
    """A bulk job's progress, in items."""

    id: UUID
    kind: str
    key: str
    status: JobStatus
    total: int
    done: int
    failed: int
    counts: dict[str, int]
    started_at: datetime
    finished_at: datetime | None


class Jobs(Value):
    """A page of jobs."""

    items: tuple[Job, ...]
    next: str | None


class GetJob(Query[Job]):
    """Get a bulk job's progress by its id."""

    wire_watches = True

    job: UUID


class FindJob(Query[Job]):
    """Get a bulk job's progress by its key."""

    wire_watches = True

    key: ShortText


class ListJobs(Query[Jobs]):
    """List bulk jobs, newest first."""

    cursor: Cursor | None = None
    size: PageSize = 50
