"""Training institutions, courses, exams and enrolments, for reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, select

from bus.database import Database
from certificate.adapters.training_rows import (
    enrolment_columns,
    enrolment_from,
    held_from,
    held_rows,
    institution_from,
)
from certificate.adapters.training_tables import ENROLMENTS, INSTITUTIONS, OCCASIONS
from certificate.application.ports import Page
from certificate.application.ports_training import (
    Enrolment,
    Held,
    WantedInstitutions,
    WantedOccasions,
)
from certificate.domain.occasions import Institution, What
from contracts.vocabulary import OccasionStatus

OF: Final = OCCASIONS.c
AT: Final = INSTITUTIONS.c
BY: Final = ENROLMENTS.c


@dataclass(frozen=True, kw_only=True)
class DatabaseTrainingRegister:
    """Reads what anyone may know of institutions and occasions, and who is enrolled."""

    database: Database

    def institution(self, institution: UUID) -> Institution | None:
        """Give an institution."""
        rows = self._rows(select(INSTITUTIONS).where(AT.id == institution))
        return institution_from(rows[0]) if rows else None

    def institutions(self, wanted: WantedInstitutions) -> Page[Institution]:
        """Give a page of institutions, newest first."""
        query = select(INSTITUTIONS).where(*_wanted_institutions(wanted)).order_by(AT.seq.desc())
        rows = self._rows(query.limit(wanted.size + 1))
        shown = rows[: wanted.size]
        return Page(
            items=tuple(map(institution_from, shown)),
            next=shown[-1]["seq"] if len(rows) > wanted.size else None,
        )

    def occasion(self, what: What, occasion: UUID) -> Held | None:
        """Give a course or an exam."""
        rows = self._rows(held_rows().where(OF.id == occasion, OF.what == what.value))
        return held_from(rows[0]) if rows else None

    def occasions(self, wanted: WantedOccasions) -> Page[Held]:
        """Give a page of occasions, newest first."""
        query = held_rows().where(*_wanted_occasions(wanted)).order_by(OF.seq.desc())
        rows = self._rows(query.limit(wanted.size + 1))
        shown = rows[: wanted.size]
        return Page(
            items=tuple(map(held_from, shown)),
            next=shown[-1]["o_seq"] if len(rows) > wanted.size else None,
        )

    def courses_of(
        self, person: UUID, before: int | None, size: int
    ) -> Page[tuple[Enrolment, Held]]:
        """Give a page of a person's enrolments in courses, newest first."""
        query = (
            held_rows()
            .add_columns(*enrolment_columns())
            .join(ENROLMENTS, BY.occasion == OF.id)
            .where(BY.person == person, OF.what == What.COURSE.value)
            .order_by(BY.seq.desc())
            .limit(size + 1)
        )
        if before is not None:
            query = query.where(BY.seq < before)
        rows = self._rows(query)
        shown = rows[:size]
        return Page(
            items=tuple((enrolment_from(row), held_from(row)) for row in shown),
            next=shown[-1]["e_seq"] if len(rows) > size else None,
        )

    def enrolled(self, occasion: UUID, after: int | None, size: int) -> Page[Enrolment]:
        """Give a page of those enrolled for an occasion, in the order in which they came."""
        query = (
            select(*enrolment_columns())
            .where(BY.occasion == occasion, BY.withdrawn_at.is_(None))
            .order_by(BY.seq)
            .limit(size + 1)
        )
        if after is not None:
            query = query.where(after < BY.seq)
        rows = self._rows(query)
        shown = rows[:size]
        return Page(
            items=tuple(map(enrolment_from, shown)),
            next=shown[-1]["e_seq"] if len(rows) > size else None,
        )

    def _rows(self, query: Select[Any]) -> list[RowMapping]:
        with self.database.reading() as connection:
            return list(connection.execute(query).mappings())


def _wanted_institutions(wanted: WantedInstitutions) -> Iterator[ColumnElement[bool]]:
    if not wanted.also_closed:
        yield AT.is_open
    if wanted.province is not None:
        yield AT.province == wanted.province
    if wanted.kind is not None:
        yield AT.kinds.contains([wanted.kind.value])
    if wanted.trade is not None:
        yield AT.trades.contains([wanted.trade.value])
    if wanted.words is not None:
        yield AT.name.contains(wanted.words, autoescape=True)
    if wanted.before is not None:
        yield AT.seq < wanted.before


def _wanted_occasions(wanted: WantedOccasions) -> Iterator[ColumnElement[bool]]:
    plain = (
        (OF.what, wanted.what),
        (OF.institution, wanted.institution),
        (AT.province, wanted.province),
        (OF.kind, wanted.kind),
        (OF.trade, wanted.trade),
        (OF.purpose, wanted.purpose),
    )
    yield from (column == value for column, value in plain if value is not None)
    if wanted.open_on is not None:
        yield from _open_on(wanted.open_on)
    if wanted.before is not None:
        yield OF.seq < wanted.before


def _open_on(day: date) -> Iterator[ColumnElement[bool]]:
    """Write that one may enrol on a day, if a place is left."""
    yield OF.status == OccasionStatus.PUBLISHED.value
    yield AT.is_open
    yield OF.opens_on <= day
    yield OF.closes_on >= day
