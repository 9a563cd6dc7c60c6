"""Categories with their gas sources, and the trades that they permit (五, RULES 3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.vocabulary import CATEGORY_ORDER, Category, GasSource, Trade

_SOURCE_ORDER: Final = tuple(GasSource)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One category with the gas sources dealt in under it."""

    category: Category
    gas_sources: tuple[GasSource, ...]


@dataclass(frozen=True, kw_only=True)
class TradePermit:
    """A row of the table: the category permits the trade within these days, both inclusive."""

    category: Category
    trade: Trade
    valid_from: date
    valid_to: date | None

    def is_in_force(self, on: date) -> bool:
        """Tell whether the row counts on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class HoldingFault:
    """What is wrong with one of the holdings asked for, and where."""

    path: str
    code: str


def holding_faults(holdings: Sequence[Holding]) -> tuple[HoldingFault, ...]:
    """Tell everything that is wrong with the set asked for (C1): nothing for a sound one."""
    if not holdings:
        return (HoldingFault(path="categories", code="CATEGORIES_EMPTY"),)
    found: list[HoldingFault] = []
    for place, holding in enumerate(holdings):
        if holding.category in {other.category for other in holdings[:place]}:
            found.append(_fault(place, "category", "CATEGORY_TWICE"))
        if not holding.gas_sources:
            found.append(_fault(place, "gas_sources", "GAS_SOURCES_EMPTY"))
        if len(set(holding.gas_sources)) < len(holding.gas_sources):
            found.append(_fault(place, "gas_sources", "GAS_SOURCE_TWICE"))
    return tuple(found)


def _fault(place: int, field: str, code: str) -> HoldingFault:
    return HoldingFault(path=f"categories.{place}.{field}", code=code)


def in_order(holdings: Collection[Holding]) -> tuple[Holding, ...]:
    """Write a sound set in the order in which it is kept and compared."""
    return tuple(
        Holding(
            category=holding.category,
            gas_sources=tuple(sorted(holding.gas_sources, key=_SOURCE_ORDER.index)),
        )
        for holding in sorted(holdings, key=lambda each: CATEGORY_ORDER.index(each.category))
    )


def categories_of(holdings: Collection[Holding]) -> tuple[Category, ...]:
    """Give the categories alone, in the order in which a number writes them."""
    held = {holding.category for holding in holdings}
    return tuple(category for category in CATEGORY_ORDER if category in held)


def permitted_trades(
    holdings: Collection[Holding], table: Collection[TradePermit], on: date
) -> tuple[Trade, ...]:
    """Give the trades that at least one held category permits on a day (RULES 3)."""
    held = set(categories_of(holdings))
    permitted = {row.trade for row in table if row.category in held and row.is_in_force(on)}
    return tuple(trade for trade in Trade if trade in permitted)
