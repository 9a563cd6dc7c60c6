"""The authority's review of imported exam results, and what sets off issuance (六.1, H9)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from certificate.application.certificates import sight_of
from certificate.application.ports import Clock
from certificate.application.ports_results import ResultRecords, ResultTransactions, Review
from certificate.application.refusals import refusal
from contracts import certificate as told
from contracts.errors import Fault, InvalidMessage, NotFound
from contracts.principal import Principal

SHORTEST_REASON: Final = 2


@dataclass(frozen=True, kw_only=True)
class ResultsReview:
    """What the authority decides about an import's results."""

    clock: Clock
    transactions: ResultTransactions

    def approve(self, call: told.ApproveExamResults, by: Principal) -> told.JobStarted:
        """Approve what is undecided, and start issuing; what failed stays without consequence."""
        review = Review(imported_in=call.imported_in, by=by.subject, at=self.clock.now())
        with self.transactions() as records:
            _lock(records, call.imported_in, by)
            if not records.approve(review):
                raise refusal("NOTHING_TO_REVIEW")
            return told.JobStarted(job=records.start_issuance(call.imported_in))

    def reject(self, call: told.RejectExamResults, by: Principal) -> told.RejectedResults:
        """Reject what is undecided; corrected rows may be imported again."""
        reason = call.reason.strip()
        if len(reason) < SHORTEST_REASON:
            fault = Fault(path="reason", reason="请填写理由，至少两个字")
            raise InvalidMessage(faults=(fault,))
        review = Review(
            imported_in=call.imported_in, by=by.subject, at=self.clock.now(), reason=reason
        )
        with self.transactions() as records:
            _lock(records, call.imported_in, by)
            rejected = records.reject(review)
            if not rejected:
                raise refusal("NOTHING_TO_REVIEW")
        return told.RejectedResults(rejected=rejected)


def _lock(records: ResultRecords, imported_in: UUID, by: Principal) -> None:
    province = records.locked_import(imported_in)
    if province is None or province is not sight_of(by).province:
        raise NotFound


@dataclass(frozen=True, kw_only=True)
class IssuanceTrigger:
    """What has pending issuances tried again: a changed fact, or the day (H9)."""

    transactions: ResultTransactions

    def try_day_again(self, day: date) -> told.RetriedIssuances:
        """Try all pending results again, once for a day."""
        with self.transactions() as records:
            return told.RetriedIssuances(job=records.try_day_again(day))

    def try_person_again(self, person: UUID, *, cause: str) -> None:
        """Try a person's pending results again, once for a cause."""
        with self.transactions() as records:
            records.try_person_again(person, cause=cause)
