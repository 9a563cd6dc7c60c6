"""Exam results and imports, for reading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, false, func, select, text

from bus.database import Database
from certificate.adapters.issuing import held_from, held_rows
from certificate.adapters.tables import CERTIFICATES, IMPORTS, RESULTS
from certificate.application.ports import Page, Sight
from certificate.application.ports_results import NewResult, WantedResults
from certificate.domain.holding import Held
from contracts.certificate import ExamResult, ImportSummary
from contracts.vocabulary import CertificateKind, Province, ResultStatus, Trade

OF = RESULTS.c
KNOWN = text("""
    SELECT count(*) FROM unnest(
        CAST(:persons AS uuid[]), CAST(:kinds AS text[]), CAST(:trades AS text[]),
        CAST(:days AS date[])) AS given (person, kind, trade, exam_on)
    WHERE EXISTS (
        SELECT FROM exam_results AS known
        WHERE known.person = given.person AND known.kind = given.kind
            AND known.trade IS NOT DISTINCT FROM given.trade AND known.exam_on = given.exam_on
            AND known.status <> 'rejected')
""")


def key_arrays(results: Sequence[NewResult]) -> dict[str, list[Any]]:
    """Give the results' keys, column by column."""
    return {
        "persons": [each.person for each in results],
        "kinds": [each.kind.value for each in results],
        "trades": [each.trade.value if each.trade else None for each in results],
        "days": [each.exam_on for each in results],
    }


@dataclass(frozen=True, kw_only=True)
class DatabaseResults:
    """Reads exam results, each time only what the one who asks may see."""

    database: Database

    def known(self, results: Sequence[NewResult]) -> int:
        """Count those whose key is in the register already."""
        with self.database.reading() as connection:
            return int(connection.execute(KNOWN, key_arrays(results)).scalar_one())

    def imports(self, province: Province, before: int | None, size: int) -> Page[ImportSummary]:
        """Give a page of imports, newest first."""
        query = select(IMPORTS).where(IMPORTS.c.province == province)
        if before is not None:
            query = query.where(IMPORTS.c.seq < before)
        with self.database.reading() as connection:
            rows = (
                connection.execute(query.order_by(IMPORTS.c.seq.desc()).limit(size + 1))
                .mappings()
                .all()
            )
            shown = rows[:size]
            counted = connection.execute(
                select(OF.imported_in, OF.status, func.count().label("number"))
                .where(OF.imported_in.in_([row["id"] for row in shown]))
                .group_by(OF.imported_in, OF.status)
            ).all()
        counts: dict[UUID, dict[str, int]] = {row["id"]: {} for row in shown}
        for each in counted:
            counts[each.imported_in][each.status] = each.number
        return Page(
            items=tuple(_summary(row, counts[row["id"]]) for row in shown),
            next=shown[-1]["seq"] if len(rows) > size else None,
        )

    def results(self, wanted: WantedResults, sight: Sight) -> Page[ExamResult]:
        """Give a page of results that may be seen, newest first."""
        query = _seen(sight).where(*_filters(wanted)).order_by(OF.seq.desc()).limit(wanted.size + 1)
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        shown = rows[: wanted.size]
        return Page(
            items=tuple(result_view(row) for row in shown),
            next=shown[-1]["seq"] if len(rows) > wanted.size else None,
        )

    def result(self, result: UUID, sight: Sight) -> ExamResult | None:
        """Give a result, if it may be seen."""
        with self.database.reading() as connection:
            row = connection.execute(_seen(sight).where(OF.id == result)).mappings().one_or_none()
        return None if row is None else result_view(row)

    def persons_of(self, results: Sequence[UUID]) -> tuple[UUID, ...]:
        """Give the persons whose results these are."""
        wanted = select(OF.person).where(OF.id.in_(results)).distinct().order_by(OF.person)
        with self.database.reading() as connection:
            return tuple(connection.execute(wanted).scalars())

    def held_beside(self, result: UUID, person: UUID, today: date) -> tuple[Held, ...]:
        """Give the certificates that hold a person's places, but for what the result became."""
        own = select(OF.certificate).where(OF.id == result, OF.certificate.is_not(None))
        wanted = held_rows((person,), today).where(CERTIFICATES.c.id.not_in(own))
        with self.database.reading() as connection:
            return tuple(held_from(row) for row in connection.execute(wanted).mappings())


def _seen(sight: Sight) -> Select[Any]:
    """Select what the one who asks may see; an enterprise sees nobody's results."""
    query = select(RESULTS)
    if sight.enterprise is not None:
        return query.where(false())
    if sight.holder is not None:
        query = query.where(OF.person == sight.holder)
    if sight.province is not None:
        query = query.join(IMPORTS, IMPORTS.c.id == OF.imported_in).where(
            IMPORTS.c.province == sight.province
        )
    return query


def _filters(wanted: WantedResults) -> Iterator[ColumnElement[bool]]:
    plain = (
        (OF.status, wanted.status),
        (OF.imported_in, wanted.imported_in),
        (OF.person, wanted.person),
    )
    yield from (column == value for column, value in plain if value is not None)
    if wanted.before is not None:
        yield OF.seq < wanted.before


def _summary(row: RowMapping, counts: dict[str, int]) -> ImportSummary:
    return ImportSummary(
        id=row["id"],
        imported_at=row["imported_at"],
        rows=row["rows"],
        accepted=row["accepted"],
        refused=row["refused"],
        counts=counts,
    )


def result_view(row: RowMapping) -> ExamResult:
    """Tell a result."""
    score: Decimal | None = row["score"]
    return ExamResult(
        id=row["id"],
        person=row["person"],
        kind=CertificateKind(row["kind"]),
        trade=None if row["trade"] is None else Trade(row["trade"]),
        exam_on=row["exam_on"],
        score=None if score is None else str(score),
        has_passed=row["has_passed"],
        institution=row["institution"],
        status=ResultStatus(row["status"]),
        missing=tuple(row["missing"]),
        certificate=row["certificate"],
        imported_in=row["imported_in"],
    )
