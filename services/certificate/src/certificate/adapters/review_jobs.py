"""The automatic review as a bulk job: a day's certificates, set by set (六.5, D3, D7)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, func, select, text

from bus import jobs
from bus.database import Transaction
from certificate.adapters.tables import CERTIFICATES
from contracts.certificate import CertificatesMarked, ReviewsPassed
from contracts.vocabulary import AbnormalReason

KIND: Final = "review"
CHUNK: Final = 1000
OF: Final = CERTIFICATES.c
NOT_COMPLETED: Final = AbnormalReason.CE_NOT_COMPLETED

# Whoever enters records of these certificates at this moment is either seen, or sees the review.
LOCK: Final = text("SELECT id FROM certificates WHERE id = ANY(:items) ORDER BY id FOR UPDATE")
# Once per certificate, term and ordinal: a review that is there is left as it is, and what it
# judged on is kept with it (D7). Where the deadline is the last day, expiry comes instead (D10).
REVIEW: Final = text("""
WITH due AS MATERIALIZED (
    SELECT certificates.id, present.term, present.first_ce_deadline AS deadline,
        present.valid_from, present.valid_to, record.id AS record, record.issued_on
    FROM certificates
    JOIN certificate_versions AS present ON present.certificate = certificates.id
        AND present.version = certificates.version
    LEFT JOIN ce_records AS record ON record.certificate = certificates.id
        AND record.term = present.term AND record.ordinal = 1
    WHERE certificates.id = ANY(:items) AND cancelled_on IS NULL
        AND ce_deadline < :day AND ce_deadline < certificates.valid_to
        AND NOT reasons @> ARRAY['CE_NOT_COMPLETED']
), reviewed AS (
    INSERT INTO ce_reviews (certificate, term, ordinal, due_on, valid_from, deadline, valid_to,
        record, record_issued_on, has_passed, job)
    SELECT id, term, 1, deadline + 1, valid_from, deadline, valid_to, record, issued_on,
        coalesce(issued_on BETWEEN valid_from AND deadline, false), :job
    FROM due
    ON CONFLICT ON CONSTRAINT a_term_is_reviewed_once DO NOTHING
    RETURNING certificate, has_passed
), marked AS (
    INSERT INTO mark_changes (certificate, reason, is_lifted, caused_by)
    SELECT certificate, 'CE_NOT_COMPLETED', false, :job FROM reviewed WHERE NOT has_passed
)
UPDATE certificates SET
    ce_deadline = CASE WHEN has_passed THEN valid_to ELSE ce_deadline END,
    reasons = CASE WHEN has_passed THEN reasons ELSE reasons || ARRAY['CE_NOT_COMPLETED'] END
FROM reviewed WHERE certificates.id = reviewed.certificate
RETURNING certificates.id, holder, enterprise, ce_deadline, has_passed
""")


# Their partial index has hardly any others.
TO_REVIEW: Final = (
    OF.ce_deadline < OF.valid_to,
    OF.cancelled_on.is_(None),
    ~OF.reasons.contains([NOT_COMPLETED.value]),
)


def due(day: date) -> Select[Any]:
    """Select the certificates whose review is due by a day."""
    return select(OF.id).where(OF.ce_deadline < day, *TO_REVIEW)


def first_due() -> Select[Any]:
    """Select the first day on which a review is due."""
    return select(func.min(OF.ce_deadline) + text("1")).where(*TO_REVIEW)


class ReviewJob(jobs.Job):
    """Reviews the certificates of one day."""

    kind = KIND

    def act(
        self, transaction: Transaction, job: jobs.Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        """Review one chunk; gives how many passed and how many were marked."""
        day = date.fromisoformat(job.params["day"])
        transaction.execute(LOCK, {"items": list(items)}).all()
        values = {"items": list(items), "day": day, "job": job.id}
        reviewed = transaction.execute(REVIEW, values).all()
        passed = [row for row in reviewed if row.has_passed]
        marked = [row for row in reviewed if not row.has_passed]
        _announce(transaction, job, day, passed, marked)
        return {
            "passed": len(passed),
            "marked": len(marked),
            "already": len(items) - len(reviewed),
        }


def _announce(
    transaction: Transaction,
    job: jobs.Running,
    day: date,
    passed: Sequence[Row[Any]],
    marked: Sequence[Row[Any]],
) -> None:
    if passed:
        transaction.announce(
            ReviewsPassed(
                day=day,
                certificates=tuple(row.id for row in passed),
                holders=tuple(row.holder for row in passed),
                ce_deadlines=tuple(row.ce_deadline for row in passed),
            )
        )
    if marked:
        transaction.announce(
            CertificatesMarked(
                certificates=tuple(row.id for row in marked),
                reason=NOT_COMPLETED,
                is_lifted=False,
                caused_by=job.id,
                holders=tuple(row.holder for row in marked),
                enterprises=tuple(row.enterprise for row in marked),
            )
        )
