"""The dated category–trade table, read from a data file."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Final

from contracts.vocabulary import Category, Trade
from enterprise.domain.categories import TradePermit

DEFAULT_TABLE: Final = Path(__file__).with_name("category_trades.toml")
NEEDED: Final = {"category", "trades", "valid_from"}


def read_category_table(file: Path = DEFAULT_TABLE) -> tuple[TradePermit, ...]:
    """Read the table; `ValueError` for one that is not sound."""
    rows = tomllib.loads(file.read_text(encoding="utf-8")).get("row", [])
    table = tuple(permit for row in rows for permit in _permits(row))
    for place, permit in enumerate(table):
        if any(_overlap(permit, other) for other in table[:place]):
            raise ValueError(f"{permit.category} permits {permit.trade} twice on one day")
    if not table:
        raise ValueError("the category–trade table is empty")
    return table


def _permits(row: dict[str, Any]) -> list[TradePermit]:
    if not NEEDED <= set(row) <= NEEDED | {"valid_to"}:
        raise ValueError("a row has category, trades, valid_from and perhaps valid_to")
    valid_from, valid_to = row["valid_from"], row.get("valid_to")
    if type(valid_from) is not date or type(valid_to) not in (date, type(None)):
        raise ValueError("`valid_from` and `valid_to` are days")
    if valid_to is not None and valid_to < valid_from:
        raise ValueError("a row ends before it begins")
    return [
        TradePermit(
            category=Category(row["category"]),
            trade=Trade(trade),
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for trade in row["trades"]
    ]


def _overlap(one: TradePermit, other: TradePermit) -> bool:
    return (
        (one.category, one.trade) == (other.category, other.trade)
        and (other.valid_to is None or one.valid_from <= other.valid_to)
        and (one.valid_to is None or other.valid_from <= one.valid_to)
    )
