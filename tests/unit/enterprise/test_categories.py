"""Categories and trades: RULES 3 word for word, and what may be asked for."""

from datetime import date
from pathlib import Path

import pytest

from contracts.vocabulary import Category, GasSource, Trade
from enterprise.adapters.category_table import read_category_table
from enterprise.domain.categories import (
    Holding,
    TradePermit,
    categories_of,
    holding_faults,
    in_order,
    permitted_trades,
)
from tests.unit.enterprise.makers import TABLE, TODAY, holding, holdings, table_file

OVERLAPPING = """
[[row]]
category = "G"
trades = ["01"]
valid_from = 2020-01-01
valid_to = 2020-06-30

[[row]]
category = "G"
trades = ["01"]
valid_from = 2020-06-30
"""


def permitted(letters: str) -> set[str]:
    return {trade.value for trade in permitted_trades(holdings(letters), TABLE, TODAY)}


@pytest.mark.parametrize(
    ("letters", "trades"),
    [
        ("G", "01 02 03 04 06 07 99"),
        ("P", "02 07 08 99"),
        ("J", "02 03 04 05 99"),
        ("Q", "01 02 03 04 99"),
    ],
)
def test_a_category_permits_the_trades_of_rules_3(letters: str, trades: str) -> None:
    assert permitted(letters) == set(trades.split())


def test_a_trade_is_permitted_if_any_held_category_permits_it() -> None:
    assert permitted("GJ") == permitted("G") | permitted("J")
    assert permitted("GPJQ") == {trade.value for trade in Trade}


@pytest.mark.parametrize(
    ("former", "present", "lost"),
    [
        ("GJ", "G", "05"),
        ("G", "P", "01 03 04 06"),
        ("P", "J", "07 08"),
        ("J", "G", "05"),
        ("G", "GJ", ""),
        ("P", "GPJQ", ""),
    ],
)
def test_a_change_loses_the_trades_that_rules_3_names(former: str, present: str, lost: str) -> None:
    assert permitted(former) - permitted(present) == set(lost.split())


def test_no_category_permits_nothing() -> None:
    assert permitted_trades((), TABLE, TODAY) == ()


def test_permitted_trades_stand_in_the_order_of_their_codes() -> None:
    trades = permitted_trades(holdings("QJPG"), TABLE, TODAY)
    assert trades == tuple(Trade)


def test_a_row_counts_on_its_first_and_last_day_only_from_one_to_the_other() -> None:
    row = TradePermit(
        category=Category.PIPELINE,
        trade=Trade.PIPE_NETWORK,
        valid_from=date(2024, 1, 1),
        valid_to=date(2024, 12, 31),
    )
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [row.is_in_force(day) for day in days] == [False, True, True, False]


def test_categories_are_written_as_a_number_writes_them() -> None:
    assert categories_of(holdings("JQGP")) == tuple(Category)


def test_a_set_is_the_same_in_whatever_order_it_is_named() -> None:
    natural, liquefied = GasSource.NATURAL_GAS, GasSource.LIQUEFIED_NATURAL_GAS
    one = (holding("G", natural, liquefied), holding("J"))
    other = (holding("J"), holding("G", liquefied, natural))
    assert in_order(one) == in_order(other)


def test_a_sound_set_has_no_fault() -> None:
    assert holding_faults(holdings("GPJQ")) == ()


def test_the_empty_set_is_refused() -> None:
    assert [fault.code for fault in holding_faults(())] == ["CATEGORIES_EMPTY"]


def test_every_fault_of_a_set_is_told_with_its_place() -> None:
    natural = GasSource.NATURAL_GAS
    asked = (
        holding("G"),
        Holding(category=Category.BOTTLED, gas_sources=()),
        holding("G", natural, natural),
    )
    assert [(fault.path, fault.code) for fault in holding_faults(asked)] == [
        ("categories.1.gas_sources", "GAS_SOURCES_EMPTY"),
        ("categories.2.category", "CATEGORY_TWICE"),
        ("categories.2.gas_sources", "GAS_SOURCE_TWICE"),
    ]


def test_the_default_table_says_that_it_is_to_be_replaced() -> None:
    file = Path(read_category_table.__code__.co_filename).with_name("category_trades.toml")
    assert "default, replace with the authority's table" in file.read_text("utf-8")


@pytest.mark.parametrize(
    "rows",
    [
        "",
        '[[row]]\ncategory = "G"\nvalid_from = 2020-01-01',
        '[[row]]\ncategory = "G"\ntrades = ["01"]\nvalid_from = 2020-01-01\nuntil = 2020-01-01',
        '[[row]]\ncategory = "X"\ntrades = ["01"]\nvalid_from = 2020-01-01',
        '[[row]]\ncategory = "G"\ntrades = ["10"]\nvalid_from = 2020-01-01',
        '[[row]]\ncategory = "G"\ntrades = ["01"]\nvalid_from = "2020-01-01"',
        '[[row]]\ncategory = "G"\ntrades = ["01"]\nvalid_from = 2020-01-01T00:00:00',
        '[[row]]\ncategory = "G"\ntrades = ["01"]\nvalid_from = 2020-01-02\nvalid_to = 2020-01-01',
        '[[row]]\ncategory = "G"\ntrades = ["01", "01"]\nvalid_from = 2020-01-01',
        OVERLAPPING,
    ],
)
def test_a_table_that_is_not_sound_is_refused(tmp_path: Path, rows: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # many kinds of unsoundness, one answer
        read_category_table(table_file(tmp_path, rows))


def test_a_row_may_follow_another_on_the_next_day(tmp_path: Path) -> None:
    table = read_category_table(
        table_file(
            tmp_path,
            '[[row]]\ncategory = "J"\ntrades = ["05"]\nvalid_from = 2020-01-01\n'
            "valid_to = 2024-06-30\n"
            '[[row]]\ncategory = "J"\ntrades = ["05", "06"]\nvalid_from = 2024-07-01',
        )
    )
    days = [date(2024, 6, 30), date(2024, 7, 1)]
    assert [len(permitted_trades(holdings("J"), table, day)) for day in days] == [1, 2]
