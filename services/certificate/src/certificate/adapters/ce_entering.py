"""One transaction in which continuing-education records are entered."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert, text, update

from bus.database import Database, Transaction
from certificate.adapters.ce_register import place_arrays
from certificate.adapters.ce_tables import CE_IMPORTS
from certificate.application.ports_education import NewCeRecord
from certificate.application.ports_results import NewImport
from contracts.certificate import CeRecordsAdded, CertificatesMarked
from contracts.vocabulary import AbnormalReason

MOST_IN_AN_EVENT: Final = 1000

# Whoever reviews these certificates at this moment has either seen the records, or is seen (D8).
LOCK: Final = text("""
    SELECT id FROM certificates WHERE id = ANY(:certificates) ORDER BY id FOR UPDATE
""")
INSERT: Final = text("""
    INSERT INTO ce_records
        (id, certificate, term, ordinal, holder, issued_on, institution, imported_in)
    SELECT gen_random_uuid(), certificate, term, ordinal, holder, issued_on, institution,
        :imported_in
    FROM unnest(
        CAST(:certificates AS uuid[]), CAST(:terms AS integer[]), CAST(:ordinals AS integer[]),
        CAST(:holders AS uuid[]), CAST(:days AS date[]), CAST(:institutions AS text[]))
        WITH ORDINALITY
        AS given (certificate, term, ordinal, holder, issued_on, institution, place)
    ORDER BY place
    ON CONFLICT (certificate, term, ordinal) DO NOTHING
    RETURNING id, certificate, holder, ordinal, issued_on
""")

# A record that was issued in time and comes after the review that missed it (D8). What the review
# found stays as it was; the correction stands beside it.
LIFT: Final = text("""
WITH late AS MATERIALIZED (
    SELECT record.certificate, record.term, record.ordinal, record.id, record.issued_on
    FROM ce_records AS record JOIN ce_reviews AS missed USING (certificate, term, ordinal)
    WHERE record.imported_in = :imported_in AND NOT missed.has_passed
        AND record.issued_on BETWEEN missed.valid_from AND missed.deadline
), corrected AS (
    INSERT INTO ce_review_corrections
        (certificate, term, ordinal, record, record_issued_on, imported_in)
    SELECT certificate, term, ordinal, id, issued_on, :imported_in FROM late
    RETURNING certificate
), lifted AS (
    UPDATE certificates SET reasons = array_remove(reasons, 'CE_NOT_COMPLETED'),
        ce_deadline = valid_to
    FROM corrected WHERE certificates.id = corrected.certificate
        AND cancelled_on IS NULL AND reasons @> ARRAY['CE_NOT_COMPLETED']
    RETURNING certificates.id, holder, enterprise
), noted AS (
    INSERT INTO mark_changes (certificate, reason, is_lifted, caused_by)
    SELECT id, 'CE_NOT_COMPLETED', true, :imported_in FROM lifted
)
SELECT id, holder, enterprise FROM lifted
""")


@dataclass(frozen=True, kw_only=True)
class DatabaseCeRecords:
    """Writes imports and records."""

    transaction: Transaction

    def add_import(self, made: NewImport, records: Sequence[NewCeRecord]) -> int:
        """Keep an import with its records and tell of them; gives how many were new."""
        places = place_arrays([each.place for each in records])
        self.transaction.execute(LOCK, {"certificates": places["certificates"]}).all()
        self._add_summary(made)
        values = {
            **places,
            "holders": [each.holder for each in records],
            "days": [each.issued_on for each in records],
            "institutions": [each.institution for each in records],
            "imported_in": made.id,
        }
        added = self.transaction.execute(INSERT, values).all()
        self.transaction.execute(
            update(CE_IMPORTS)
            .where(CE_IMPORTS.c.id == made.id)
            .values(accepted=len(added), already_known=made.rows - made.refused - len(added))
        )
        self._announce(made, added)
        self._lift(made)
        return len(added)

    def _lift(self, made: NewImport) -> None:
        """Take the mark off where a record shows that it should not be there (D8)."""
        lifted = self.transaction.execute(LIFT, {"imported_in": made.id}).all()
        for start in range(0, len(lifted), MOST_IN_AN_EVENT):
            part = lifted[start : start + MOST_IN_AN_EVENT]
            self.transaction.announce(
                CertificatesMarked(
                    certificates=tuple(row.id for row in part),
                    reason=AbnormalReason.CE_NOT_COMPLETED,
                    is_lifted=True,
                    caused_by=made.id,
                    holders=tuple(row.holder for row in part),
                    enterprises=tuple(row.enterprise for row in part),
                )
            )

    def _add_summary(self, made: NewImport) -> None:
        self.transaction.execute(
            insert(CE_IMPORTS).values(
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

    def _announce(self, made: NewImport, added: Sequence[Any]) -> None:
        for start in range(0, len(added), MOST_IN_AN_EVENT):
            part = added[start : start + MOST_IN_AN_EVENT]
            self.transaction.announce(
                CeRecordsAdded(
                    imported_in=made.id,
                    records=tuple(row.id for row in part),
                    certificates=tuple(row.certificate for row in part),
                    holders=tuple(row.holder for row in part),
                    ordinals=tuple(row.ordinal for row in part),
                    issued_on=tuple(row.issued_on for row in part),
                )
            )


@dataclass(frozen=True, kw_only=True)
class DatabaseCeTransactions:
    """Opens transactions on continuing-education records."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseCeRecords]:
        """Open one, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseCeRecords(transaction=transaction)
