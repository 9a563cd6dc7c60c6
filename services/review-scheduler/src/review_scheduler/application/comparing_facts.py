"""Comparing what was done with what caused it: jobs' items, versions' causes, categories."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts import certificate, enterprise, operations
from contracts.errors import Refused
from contracts.review_scheduler import Reconcile, Reconciled
from contracts.vocabulary import JobStatus, letters_of
from review_scheduler.application.comparing_mail import Tallies
from review_scheduler.application.paging import pages
from review_scheduler.application.ports import AskServices
from review_scheduler.domain.reconciling import Tally


@dataclass(frozen=True, kw_only=True)
class FactComparison:
    """Asks the services for jobs, versions and categories, page by page."""

    ask: AskServices
    services: tuple[str, ...]

    def jobs(self, call: Reconcile, tallies: Tallies) -> None:
        """Count the items of the jobs that were begun in the period."""
        for service in self.services:
            for page in self._begun(service, call):
                for job in page.items:
                    tally = tallies[Reconciled.JOBS, f"{service}: {job.kind}"]
                    lacking = _count_items(tally, job)
                    if lacking and call.mend and self._goes_on(service, job.id):
                        tally.mended += lacking

    def _begun(self, service: str, call: Reconcile) -> Iterator[operations.BulkJobs]:
        def at(cursor: str | None) -> operations.ListBulkJobs:
            return operations.ListBulkJobs(
                service=service, since=call.since, until=call.until, cursor=cursor
            )

        return pages(self.ask, at)

    def _goes_on(self, service: str, job: UUID) -> bool:
        """Have a job that has ended too early go on; says whether there is anything left of it."""
        try:
            self.ask(operations.RetryBulkJob(service=service, job=job))
        except Refused:
            return False
        return True

    def versions(self, call: Reconcile, tallies: Tallies) -> None:
        """Look for the cause of every certificate's version that was made in the period (C7)."""

        def at(cursor: str | None) -> certificate.ListVersionCauses:
            return certificate.ListVersionCauses(since=call.since, until=call.until, cursor=cursor)

        for page in pages(self.ask, at):
            self._judge(page.items, tallies)

    def _judge(self, items: Sequence[certificate.VersionsOfCause], tallies: Tallies) -> None:
        """A category change's cause is a case, which enterprise knows as approved or does not."""
        cases = tuple(each.caused_by for each in items if each.caused_by is not None)
        wanted = enterprise.FindApprovedCategoryCases(cases=cases)
        approved = set(self.ask(wanted).cases) if cases else set()
        for each in items:
            tally = tallies[Reconciled.VERSIONS, each.cause.value]
            tally.total += each.versions
            if each.caused_by is None:
                tally.done += each.versions - each.without
                tally.lacks(each.without, each.examples)
            elif each.caused_by in approved:
                tally.done += each.versions
            else:
                tally.lacks(each.versions, [each.caused_by])

    def categories(self, call: Reconcile, tallies: Tallies) -> None:
        """Compare the categories that certificates go by with those that enterprises have (C8)."""
        tally = tallies[Reconciled.CATEGORIES, "certificate ↔ enterprise"]
        wanted = certificate.ListAppliedCategories
        for page in pages(self.ask, lambda cursor: wanted(cursor=cursor)):
            owners = self._owners(page.items)
            for applied in page.items:
                _compare(tally, applied, owners.get(applied.enterprise))

    def _owners(
        self, items: Sequence[certificate.AppliedCategories]
    ) -> dict[UUID, enterprise.Enterprise]:
        if not items:
            return {}
        ids = tuple(each.enterprise for each in items)
        found = self.ask(enterprise.GetEnterprises(enterprises=ids))
        return {each.id: each for each in found.items}


def _count_items(tally: Tally, job: operations.BulkJob) -> int:
    """Count a job's items; gives how many of them lack."""
    tally.total += job.total
    tally.done += job.done
    tally.stuck += job.failed
    if job.status is JobStatus.PAUSED:
        tally.stuck += job.open
    elif job.finished_at is None:
        tally.waiting += job.open
    elif job.open:
        tally.lacks(job.open, [job.key])
        return job.open
    return 0


def _compare(
    tally: Tally, applied: certificate.AppliedCategories, owner: enterprise.Enterprise | None
) -> None:
    """What the owner has newer is under way; what certificate has newer, the owner has lost."""
    tally.total += 1
    if owner is None or owner.category_version < applied.category_version:
        tally.lacks(1, [applied.enterprise])
    elif owner.category_version > applied.category_version:
        tally.waiting += 1
    elif letters_of(tuple(held.category for held in owner.categories)) == applied.categories:
        tally.done += 1
    else:
        tally.lacks(1, [applied.enterprise])
