"""What rests on which cause, and which categories certificates go by, read from the database."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select, text

from bus.database import Database
from certificate.adapters.tables import APPLIED
from certificate.application.ports_operations import CausesWanted
from contracts.certificate import AppliedCategories, VersionsOfCause
from contracts.vocabulary import VersionCause

NOBODY: Final = UUID(int=0)
# Certificate knows the exam results that were issued, and the cases about single certificates; a
# category case is its owner's to know. The kinds of those cases are named like what they cause.
CAUSES: Final = text("""
    SELECT cause, asked, count(*) AS versions,
        count(*) FILTER (WHERE NOT is_caused) AS without,
        (array_agg(certificate) FILTER (WHERE NOT is_caused))[1:10] AS examples
    FROM (
        SELECT certificate, cause,
            CASE WHEN cause = 'category_change' THEN caused_by END AS asked,
            CASE WHEN cause = 'issuance' THEN EXISTS (
                SELECT 1 FROM exam_results
                WHERE exam_results.id = caused_by AND exam_results.certificate = made.certificate)
            WHEN cause = 'category_change' THEN caused_by IS NOT NULL
            ELSE EXISTS (
                SELECT 1 FROM certificate_cases AS decided
                WHERE decided.id = caused_by AND decided.certificate = made.certificate
                    AND decided.kind = cause AND decided.status = 'approved') END AS is_caused
        FROM certificate_versions AS made WHERE made_at >= :since AND made_at < :until
    ) AS each
    GROUP BY cause, asked
    HAVING (cause, coalesce(asked, :nobody)) > (:cause, :asked)
    ORDER BY cause, coalesce(asked, :nobody)
    LIMIT :size
""")


@dataclass(frozen=True, kw_only=True)
class DatabaseComparisons:
    """Reads what is compared."""

    database: Database

    def causes(self, wanted: CausesWanted) -> tuple[VersionsOfCause, ...]:
        """Give what brought about the versions of a period, ordered by cause."""
        cause, asked = ("", NOBODY) if wanted.after is None else wanted.after
        values = {
            "since": wanted.since,
            "until": wanted.until,
            "cause": str(cause),
            "asked": asked,
            "nobody": NOBODY,
            "size": wanted.size,
        }
        with self.database.reading() as connection:
            rows = connection.execute(CAUSES, values).all()
        return tuple(
            VersionsOfCause(
                cause=VersionCause(row.cause),
                caused_by=row.asked,
                versions=row.versions,
                without=row.without,
                examples=tuple(row.examples or ()),
            )
            for row in rows
        )

    def applied(self, *, after: UUID | None, size: int) -> tuple[AppliedCategories, ...]:
        """Give the categories that were applied, ordered by enterprise."""
        of = APPLIED.c
        wanted = select(of.enterprise, of.category_version, of.letters).where(
            of.category_version > 0, of.enterprise > (after or NOBODY)
        )
        with self.database.reading() as connection:
            rows = connection.execute(wanted.order_by(of.enterprise).limit(size)).all()
        return tuple(
            AppliedCategories(
                enterprise=row.enterprise,
                category_version=row.category_version,
                categories=row.letters,
            )
            for row in rows
        )
