"""Continuing-education records and imports, for reading."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, or_, select, text

from bus.database import Database
from certificate.adapters.ce_tables import CE_CORRECTIONS, CE_IMPORTS, CE_RECORDS, CE_REVIEWS
from certificate.adapters.tables import CERTIFICATES, VERSIONS
from certificate.application.ports import Page, Sight
from certificate.application.ports_education import Place, WantedCeRecords, Whose
from certificate.domain.education import HeldTerm, Kept, status_of_record
from contracts.certificate import CeImport, CeRecord, CeReview
from contracts.vocabulary import CertificateKind, Province, Trade

OF: Final = CE_RECORDS.c
TERMS: Final = text("""
    SELECT DISTINCT ON (made.certificate, made.term) holder, kind, certificates.trade, number_core,
        made.certificate, made.term, made.valid_from, made.valid_to, made.first_ce_deadline,
        certificates.valid_to >= :today OR in_renewal AS is_open
    FROM certificates JOIN certificate_versions AS made ON made.certificate = certificates.id
    WHERE holder = ANY(:persons) AND cancelled_on IS NULL AND province = :province
    ORDER BY made.certificate, made.term
""")
ISSUE_DAYS: Final = text("""
    SELECT certificate, term, ordinal, issued_on FROM ce_records
    JOIN unnest(CAST(:certificates AS uuid[]), CAST(:terms AS integer[]),
        CAST(:ordinals AS integer[])) AS given (certificate, term, ordinal)
        USING (certificate, term, ordinal)
""")


def place_arrays(places: Sequence[Place]) -> dict[str, list[Any]]:
    """Give places column by column."""
    return {
        "certificates": [each.certificate for each in places],
        "terms": [each.term for each in places],
        "ordinals": [each.ordinal for each in places],
    }


@dataclass(frozen=True, kw_only=True)
class DatabaseCeRegister:
    """Reads continuing education, each time only what the one who asks may see."""

    database: Database

    def terms(
        self, persons: Sequence[UUID], province: Province, today: date
    ) -> Mapping[Whose, tuple[HeldTerm, ...]]:
        """Give all terms of these persons' certificates in a province, cancelled ones left out."""
        values = {"persons": list(persons), "province": province.value, "today": today}
        found = defaultdict[Whose, list[HeldTerm]](list)
        with self.database.reading() as connection:
            for row in connection.execute(TERMS, values).mappings():
                found[_whose(row)].append(_term(row))
        return {whose: tuple(terms) for whose, terms in found.items()}

    def issue_days(self, places: Sequence[Place]) -> Mapping[Place, date]:
        """Give the issue days of the records that have these places already."""
        with self.database.reading() as connection:
            rows = connection.execute(ISSUE_DAYS, place_arrays(places)).all()
        return {
            Place(certificate=row.certificate, term=row.term, ordinal=row.ordinal): row.issued_on
            for row in rows
        }

    def records(self, wanted: WantedCeRecords, sight: Sight, today: date) -> Page[CeRecord]:
        """Give a page of records that may be seen, newest first."""
        query = (
            _rows()
            .where(*_seen(sight), *_filters(wanted))
            .order_by(OF.seq.desc())
            .limit(wanted.size + 1)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        shown = rows[: wanted.size]
        return Page(
            items=tuple(_view(row, today) for row in shown),
            next=shown[-1]["seq"] if len(rows) > wanted.size else None,
        )

    def reviews(self, certificate: UUID) -> tuple[CeReview, ...]:
        """Give a certificate's automatic reviews with what they judged on, newest first."""
        corrected = CE_CORRECTIONS.c
        of = CE_REVIEWS.c
        query = (
            select(CE_REVIEWS, corrected.record.label("corrected_by"), corrected.corrected_at)
            .join_from(
                CE_REVIEWS,
                CE_CORRECTIONS,
                _same_place((of.certificate, of.term, of.ordinal), corrected),
                isouter=True,
            )
            .where(of.certificate == certificate)
            .order_by(of.term.desc(), of.ordinal.desc())
        )
        with self.database.reading() as connection:
            return tuple(_review_view(row) for row in connection.execute(query).mappings())

    def imports(self, province: Province, before: int | None, size: int) -> Page[CeImport]:
        """Give a page of imports, newest first."""
        query = select(CE_IMPORTS).where(CE_IMPORTS.c.province == province)
        if before is not None:
            query = query.where(CE_IMPORTS.c.seq < before)
        with self.database.reading() as connection:
            found = connection.execute(query.order_by(CE_IMPORTS.c.seq.desc()).limit(size + 1))
            rows = found.mappings().all()
        shown = rows[:size]
        return Page(
            items=tuple(_import_view(row) for row in shown),
            next=shown[-1]["seq"] if len(rows) > size else None,
        )


def _rows() -> Select[Any]:
    """Select records with their certificates, and whether a review has passed on them."""
    at = (OF.certificate, OF.term, OF.ordinal)
    reviewed, corrected = CE_REVIEWS.c, CE_CORRECTIONS.c
    return (
        select(
            CE_RECORDS,
            CE_IMPORTS.c.imported_at,
            CERTIFICATES.c.number,
            CERTIFICATES.c.kind,
            CERTIFICATES.c.trade,
            CERTIFICATES.c.valid_to,
            CERTIFICATES.c.cancelled_on,
            CERTIFICATES.c.in_renewal,
            VERSIONS.c.term.label("newest_term"),
            func.coalesce(
                or_(reviewed.has_passed, corrected.record.is_not(None)),
                False,  # SQL
            ).label("has_passed_review"),
        )
        .join_from(CE_RECORDS, CE_IMPORTS, CE_IMPORTS.c.id == OF.imported_in)
        .join(CERTIFICATES, CERTIFICATES.c.id == OF.certificate)
        .join(
            VERSIONS,
            and_(
                VERSIONS.c.certificate == CERTIFICATES.c.id,
                VERSIONS.c.version == CERTIFICATES.c.version,
            ),
        )
        .outerjoin(CE_REVIEWS, _same_place(at, reviewed))
        .outerjoin(CE_CORRECTIONS, _same_place(at, corrected))
    )


def _same_place(at: tuple[Any, ...], other: Any) -> ColumnElement[bool]:
    certificate, term, ordinal = at
    return and_(other.certificate == certificate, other.term == term, other.ordinal == ordinal)


def _seen(sight: Sight) -> Iterator[ColumnElement[bool]]:
    """Write what the one who asks may see."""
    bounds = (
        (OF.holder, sight.holder),
        (CERTIFICATES.c.enterprise, sight.enterprise),
        (CERTIFICATES.c.province, sight.province),
    )
    yield from (column == value for column, value in bounds if value is not None)


def _filters(wanted: WantedCeRecords) -> Iterator[ColumnElement[bool]]:
    plain = (
        (OF.certificate, wanted.certificate),
        (OF.holder, wanted.person),
        (OF.ordinal, wanted.ordinal),
        (OF.imported_in, wanted.imported_in),
    )
    yield from (column == value for column, value in plain if value is not None)
    if wanted.before is not None:
        yield OF.seq < wanted.before


def _whose(row: RowMapping) -> Whose:
    return Whose(
        person=row["holder"],
        kind=CertificateKind(row["kind"]),
        trade=None if row["trade"] is None else Trade(row["trade"]),
    )


def _term(row: RowMapping) -> HeldTerm:
    return HeldTerm(
        certificate=row["certificate"],
        core=row["number_core"],
        term=row["term"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        first_ce_deadline=row["first_ce_deadline"],
        is_open=row["is_open"],
    )


def _view(row: RowMapping, today: date) -> CeRecord:
    kept = Kept(
        term=row["term"],
        ordinal=row["ordinal"],
        newest_term=row["newest_term"],
        valid_to=row["valid_to"],
        is_cancelled=row["cancelled_on"] is not None,
        in_renewal=row["in_renewal"],
        has_passed_review=row["has_passed_review"],
    )
    return CeRecord(
        id=row["id"],
        certificate=row["certificate"],
        number=row["number"],
        person=row["holder"],
        kind=CertificateKind(row["kind"]),
        trade=None if row["trade"] is None else Trade(row["trade"]),
        term=row["term"],
        ordinal=row["ordinal"],
        issued_on=row["issued_on"],
        institution=row["institution"],
        status=status_of_record(kept, today),
        recorded_at=row["imported_at"],
        imported_in=row["imported_in"],
    )


def _import_view(row: RowMapping) -> CeImport:
    return CeImport(
        id=row["id"],
        imported_at=row["imported_at"],
        rows=row["rows"],
        accepted=row["accepted"],
        already_known=row["already_known"],
        refused=row["refused"],
    )


def _review_view(row: RowMapping) -> CeReview:
    told = {name: value for name, value in row.items() if name != "certificate"}
    return CeReview(**told)
