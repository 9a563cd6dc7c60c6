"""One transaction on exam results: imports, reviews, and the jobs they start."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import case, insert, select, text, update

from bus.database import Database, Transaction
from certificate.adapters import issuance_jobs
from certificate.adapters.results import key_arrays
from certificate.adapters.tables import IMPORTS, RESULTS
from certificate.application.ports_results import NewImport, NewResult, Review
from contracts.certificate import ResultsDecided
from contracts.vocabulary import Province, ResultStatus

MOST_IN_AN_EVENT: Final = 1000
INSERT = text("""
    INSERT INTO exam_results (
        id, person, kind, trade, exam_on, score, has_passed, institution, status, imported_in)
    SELECT gen_random_uuid(), person, kind, trade, exam_on, score, has_passed, institution,
        'imported', :imported_in
    FROM unnest(
        CAST(:persons AS uuid[]), CAST(:kinds AS text[]), CAST(:trades AS text[]),
        CAST(:days AS date[]), CAST(:scores AS numeric[]), CAST(:passed AS boolean[]),
        CAST(:institutions AS text[]))
        WITH ORDINALITY
        AS given (person, kind, trade, exam_on, score, has_passed, institution, place)
    ORDER BY place
    ON CONFLICT (person, kind, trade, exam_on) WHERE status <> 'rejected' DO NOTHING
""")


@dataclass(frozen=True, kw_only=True)
class DatabaseResultRecords:
    """Writes imports and reviews."""

    transaction: Transaction

    def add_import(self, made: NewImport, results: Sequence[NewResult]) -> int:
        """Keep an import with its results; gives how many were new, known keys are left out."""
        self.transaction.execute(
            insert(IMPORTS).values(
                id=made.id,
                province=made.province,
                imported_by=made.by,
                imported_at=made.at,
                rows=made.rows,
                accepted=0,
                already_known=0,
                refused=made.refused,
            )
        )
        columns = {
            **key_arrays(results),
            "scores": [each.score for each in results],
            "passed": [each.has_passed for each in results],
            "institutions": [each.institution for each in results],
        }
        inserted = self.transaction.execute(INSERT, {**columns, "imported_in": made.id})
        accepted = int(inserted.rowcount)
        self.transaction.execute(
            update(IMPORTS)
            .where(IMPORTS.c.id == made.id)
            .values(accepted=accepted, already_known=made.rows - made.refused - accepted)
        )
        return accepted

    def locked_import(self, imported_in: UUID) -> Province | None:
        """Give the province of an import that nobody else can review until this ends."""
        province = self.transaction.execute(
            select(IMPORTS.c.province).where(IMPORTS.c.id == imported_in).with_for_update()
        ).scalar_one_or_none()
        return None if province is None else Province(province)

    def approve(self, review: Review) -> int:
        """Let an import's unreviewed results be pending, or failed; gives how many there were."""
        pending, failed = ResultStatus.PENDING.value, ResultStatus.FAILED.value
        return self._review(review, case((RESULTS.c.has_passed, pending), else_=failed))

    def reject(self, review: Review) -> int:
        """Reject an import's unreviewed results; gives how many there were."""
        return self._review(review, ResultStatus.REJECTED.value)

    def _review(self, review: Review, status: object) -> int:
        """Decide, and announce it for up to a thousand results that are left alike."""
        reviewed = self.transaction.execute(
            update(RESULTS)
            .where(RESULTS.c.imported_in == review.imported_in)
            .where(RESULTS.c.status == ResultStatus.IMPORTED.value)
            .values(
                status=status,
                reviewed_by=review.by,
                reviewed_at=review.at,
                reason=review.reason,
            )
            .returning(RESULTS.c.id, RESULTS.c.person, RESULTS.c.status)
        ).all()
        for left_so in (ResultStatus.PENDING, ResultStatus.FAILED, ResultStatus.REJECTED):
            alike = [row for row in reviewed if row.status == left_so]
            for start in range(0, len(alike), MOST_IN_AN_EVENT):
                told = alike[start : start + MOST_IN_AN_EVENT]
                self.transaction.announce(
                    ResultsDecided(
                        imported_in=review.imported_in,
                        status=left_so,
                        results=tuple(row.id for row in told),
                        persons=tuple(row.person for row in told),
                    )
                )
        return len(reviewed)

    def start_issuance(self, imported_in: UUID) -> UUID:
        """Start the job that issues the certificates of an import's pending results."""
        return issuance_jobs.start_for_import(self.transaction, imported_in)

    def try_day_again(self, day: date) -> UUID:
        """Start, once for a day, the job that tries all pending results (H9)."""
        return issuance_jobs.start_for_day(self.transaction, day)

    def try_person_again(self, person: UUID, *, cause: str) -> None:
        """Start, once for a cause, a job that tries a person's pending results, if any (H9)."""
        issuance_jobs.start_for_person(self.transaction, person, cause=cause)


@dataclass(frozen=True, kw_only=True)
class DatabaseResultTransactions:
    """Opens transactions on exam results."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseResultRecords]:
        """Open one, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseResultRecords(transaction=transaction)
