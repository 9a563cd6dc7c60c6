"""Certificates as cases see them, and the cases, for reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement

from bus.database import Database
from certificate.adapters.case_rows import case_view, shown_rows, subject_from, subject_rows
from certificate.adapters.issuing import held_from, held_rows
from certificate.adapters.tables import CASES, CERTIFICATES
from certificate.application.ports import Page, Sight
from certificate.application.ports_cases import Subject, WantedCases
from certificate.domain.holding import Held
from contracts.certificate import CertificateCase
from contracts.vocabulary import CertificateCaseKind

OF: Final = CASES.c
KIND: Final = CertificateCaseKind.ENTERPRISE_NAME_CHANGE


@dataclass(frozen=True, kw_only=True)
class DatabaseCaseRegister:
    """Reads cases, each time only what the one who asks may see."""

    database: Database

    def subject(self, certificate: UUID, sight: Sight) -> Subject | None:
        """Give a certificate, if it may be seen."""
        of = CERTIFICATES.c
        bounds = (
            (of.holder, sight.holder),
            (of.enterprise, sight.enterprise),
            (of.province, sight.province),
        )
        seen = (column == value for column, value in bounds if value is not None)
        with self.database.reading() as connection:
            found = connection.execute(subject_rows().where(of.id == certificate, *seen))
            row = found.mappings().one_or_none()
        return None if row is None else subject_from(row)

    def held_beside(self, subject: Subject, today: date) -> tuple[Held, ...]:
        """Give the holder's other certificates that hold a place."""
        wanted = held_rows((subject.holder,), today).where(CERTIFICATES.c.id != subject.id)
        with self.database.reading() as connection:
            return tuple(held_from(row) for row in connection.execute(wanted).mappings())

    def case(self, case: UUID, sight: Sight) -> CertificateCase | None:
        """Give a case with its timeline, if it may be seen."""
        query = shown_rows().where(OF.id == case, *_seen(sight))
        with self.database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else case_view(row)

    def cases(self, wanted: WantedCases, sight: Sight) -> Page[CertificateCase]:
        """Give a page of cases that may be seen, newest first."""
        query = (
            shown_rows()
            .where(*_seen(sight), *_filters(wanted), *_worth_listing(wanted, sight))
            .order_by(OF.seq.desc())
            .limit(wanted.size + 1)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        shown = rows[: wanted.size]
        return Page(
            items=tuple(case_view(row) for row in shown),
            next=shown[-1]["seq"] if len(rows) > wanted.size else None,
        )


def _seen(sight: Sight) -> Iterator[ColumnElement[bool]]:
    """Write what the one who asks may see; an enterprise sees the cases it was asked about."""
    bounds = (
        (OF.holder, sight.holder),
        (OF.employer, sight.enterprise),
        (OF.province, sight.province),
    )
    yield from (column == value for column, value in bounds if value is not None)


def _filters(wanted: WantedCases) -> Iterator[ColumnElement[bool]]:
    plain = (
        (OF.kind, wanted.kind),
        (OF.status, wanted.status),
        (OF.certificate, wanted.certificate),
    )
    yield from (column == value for column, value in plain if value is not None)
    if wanted.before is not None:
        yield OF.seq < wanted.before


def _worth_listing(wanted: WantedCases, sight: Sight) -> Iterator[ColumnElement[bool]]:
    """Keep the thousands of parts of one enterprise's case out of the way of those who decide."""
    names_them = wanted.kind is KIND or wanted.certificate is not None
    if sight.province is not None and not names_them:
        yield OF.parent.is_(None)
