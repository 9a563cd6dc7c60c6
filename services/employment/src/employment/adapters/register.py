"""Offers and what they began, read from the database: plain selects, pages by key."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, Table, select

from bus.database import Database
from contracts.vocabulary import DissolutionStatus, OfferStatus
from employment.adapters.rows import (
    contract_from,
    dissolution_from,
    employment_from,
    offer_from,
    step_from,
)
from employment.adapters.tables import (
    DISSOLUTIONS,
    EMPLOYMENT_STEPS,
    EMPLOYMENTS,
    LABOUR_CONTRACTS,
    OFFERS,
)
from employment.application.ports import Bounds, Page, Span
from employment.domain.dissolutions import Dissolution
from employment.domain.employments import Employment
from employment.domain.labour_contracts import LabourContract
from employment.domain.offers import Offer
from employment.domain.steps import Step


@dataclass(frozen=True, kw_only=True)
class DatabaseRegister:
    """Reads offers, employments, labour contracts and dissolutions."""

    database: Database

    def offer(self, offer: UUID) -> Offer | None:
        """Give an offer."""
        row = self._one(select(OFFERS).where(OFFERS.c.id == offer))
        return None if row is None else offer_from(row)

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
        row = self._one(wanted)
        return None if row is None else offer_from(row)

    def employment(self, employment: UUID) -> Employment | None:
        """Give an employment, past ones too."""
        row = self._one(select(EMPLOYMENTS).where(EMPLOYMENTS.c.id == employment))
        return None if row is None else employment_from(row)

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
        return tuple(employment_from(row) for row in self._all(wanted))

    def labour_contracts(self, offer: UUID) -> tuple[LabourContract, ...]:
        """Give an offer's labour contracts, oldest first, without their bytes."""
        columns = (column for column in LABOUR_CONTRACTS.c if column.name != "content")
        wanted = (
            select(*columns)
            .where(LABOUR_CONTRACTS.c.offer == offer)
            .order_by(LABOUR_CONTRACTS.c.number)
        )
        return tuple(contract_from(row) for row in self._all(wanted))

    def labour_contract(self, contract: UUID) -> tuple[LabourContract, bytes] | None:
        """Give a labour contract with its bytes."""
        row = self._one(select(LABOUR_CONTRACTS).where(LABOUR_CONTRACTS.c.id == contract))
        return None if row is None else (contract_from(row), row["content"])

    def dissolution(self, dissolution: UUID) -> Dissolution | None:
        """Give a dissolution."""
        row = self._one(select(DISSOLUTIONS).where(DISSOLUTIONS.c.id == dissolution))
        return None if row is None else dissolution_from(row)

    def dissolutions(self, employment: UUID) -> tuple[Dissolution, ...]:
        """Give an employment's dissolutions, oldest first."""
        wanted = (
            select(DISSOLUTIONS)
            .where(DISSOLUTIONS.c.employment == employment)
            .order_by(DISSOLUTIONS.c.number)
        )
        return tuple(dissolution_from(row) for row in self._all(wanted))

    def dissolution_page(
        self, bounds: Bounds, span: Span, *, status: DissolutionStatus | None
    ) -> Page[Dissolution]:
        """Give a page of dissolutions, newest first."""
        rows = _within(bounds, DISSOLUTIONS)
        if status is not None:
            rows = rows.where(DISSOLUTIONS.c.status == status)
        found, following = self._page(rows, DISSOLUTIONS, span)
        return Page(items=tuple(dissolution_from(row) for row in found), next=following)

    def timeline(self, offer: UUID) -> tuple[Step, ...]:
        """Give the steps of an offer and of what it began, in the order in which they were done."""
        wanted = (
            select(EMPLOYMENT_STEPS)
            .where(EMPLOYMENT_STEPS.c.offer == offer)
            .order_by(EMPLOYMENT_STEPS.c.number)
        )
        return tuple(step_from(row) for row in self._all(wanted))

    def _one(self, wanted: Select[Any]) -> RowMapping | None:
        with self.database.reading() as connection:
            return connection.execute(wanted).mappings().one_or_none()

    def _all(self, wanted: Select[Any]) -> list[RowMapping]:
        with self.database.reading() as connection:
            return list(connection.execute(wanted).mappings())

    def _page(
        self, rows: Select[Any], table: Table, span: Span
    ) -> tuple[list[RowMapping], int | None]:
        """Read one row more than the page holds, to know whether another page follows."""
        number = table.c.number
        if span.before is not None:
            rows = rows.where(number < span.before)
        rows = rows.order_by(number.desc()).limit(span.size + 1)
        found = self._all(rows)
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
