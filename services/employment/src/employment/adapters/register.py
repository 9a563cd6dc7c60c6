"""Offers and employments read from the database: plain selects, pages by key."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, Table, select

from bus.database import Database
from contracts.vocabulary import OfferStatus
from employment.adapters.rows import employment_from, offer_from
from employment.adapters.tables import EMPLOYMENTS, OFFERS
from employment.application.ports import Bounds, Page, Span
from employment.domain.employments import Employment
from employment.domain.offers import Offer


@dataclass(frozen=True, kw_only=True)
class DatabaseRegister:
    """Reads offers and employments."""

    database: Database

    def offer_page(self, bounds: Bounds, span: Span, *, status: OfferStatus | None) -> Page[Offer]:
        """Give a page of offers, newest first."""
        rows = _within(bounds, OFFERS)
        if status is not None:
            rows = rows.where(OFFERS.c.status == status)
        found, following = self._page(rows, OFFERS, span)
        return Page(items=tuple(offer_from(row) for row in found), next=following)

    def open_offer(self, enterprise: UUID, person: UUID) -> Offer | None:
        """Give the enterprise's offer that the person has not answered yet."""
        wanted = select(OFFERS).where(
            OFFERS.c.person == person,
            OFFERS.c.enterprise == enterprise,
            OFFERS.c.status == OfferStatus.OPEN,
        )
        with self.database.reading() as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        return None if row is None else offer_from(row)

    def employment_page(
        self, bounds: Bounds, span: Span, *, is_current: bool | None
    ) -> Page[Employment]:
        """Give a page of employments, newest first."""
        rows = _within(bounds, EMPLOYMENTS)
        if is_current is not None:
            rows = rows.where(EMPLOYMENTS.c.ended_on.is_(None) == is_current)
        found, following = self._page(rows, EMPLOYMENTS, span)
        return Page(items=tuple(employment_from(row) for row in found), next=following)

    def current_employments(self, persons: tuple[UUID, ...]) -> tuple[Employment, ...]:
        """Give the employments of these persons that last."""
        wanted = select(EMPLOYMENTS).where(
            EMPLOYMENTS.c.person.in_(persons), EMPLOYMENTS.c.ended_on.is_(None)
        )
        with self.database.reading() as connection:
            return tuple(employment_from(row) for row in connection.execute(wanted).mappings())

    def _page(
        self, rows: Select[Any], table: Table, span: Span
    ) -> tuple[list[RowMapping], int | None]:
        """Read one row more than the page holds, to know whether another page follows."""
        number = table.c.number
        if span.before is not None:
            rows = rows.where(number < span.before)
        rows = rows.order_by(number.desc()).limit(span.size + 1)
        with self.database.reading() as connection:
            found = list(connection.execute(rows).mappings())
        page = found[: span.size]
        return page, page[-1]["number"] if len(found) > span.size else None


def _within(bounds: Bounds, table: Table) -> Select[Any]:
    rows = select(table)
    if bounds.person is not None:
        rows = rows.where(table.c.person == bounds.person)
    if bounds.enterprise is not None:
        rows = rows.where(table.c.enterprise == bounds.enterprise)
    if bounds.province is not None:
        rows = rows.where(table.c.province == bounds.province)
    return rows
