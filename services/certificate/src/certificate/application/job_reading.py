"""Reading the progress of bulk jobs, for the authority's staff."""

from dataclasses import dataclass
from uuid import UUID

from certificate.application.ports import JobReader
from contracts import certificate as told
from contracts.errors import Fault, InvalidMessage, NotFound


@dataclass(frozen=True, kw_only=True)
class JobReading:
    """What can be read of jobs."""

    jobs: JobReader

    def get(self, call: told.GetJob) -> told.Job:
        """Give a job's progress."""
        return _found(self.jobs.by_id(call.job))

    def find(self, call: told.FindJob) -> told.Job:
        """Give a job's progress by its key."""
        return _found(self.jobs.by_key(call.key))

    def page(self, call: told.ListJobs) -> told.Jobs:
        """Give a page of jobs, newest first."""
        items = self.jobs.page(before=_job_in(call.cursor), size=call.size + 1)
        shown = items[: call.size]
        return told.Jobs(items=shown, next=str(shown[-1].id) if len(items) > call.size else None)


def _found(job: told.Job | None) -> told.Job:
    if job is None:
        raise NotFound
    return job


def _job_in(cursor: str | None) -> UUID | None:
    try:
        return None if cursor is None else UUID(cursor)
    except ValueError:
        fault = Fault(path="cursor", reason="is not one that this list gave")
        raise InvalidMessage(faults=(fault,)) from None
