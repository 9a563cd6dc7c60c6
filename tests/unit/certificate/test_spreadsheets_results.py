"""Exam results in rows: what offices write for each column, and everything wrong told at once."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.adapters.spreadsheets import (
    Column,
    ResultRow,
    parse_result_rows,
)
from contracts.vocabulary import CertificateKind, Trade
from tests.unit.certificate.spreadsheet_makers import (
    TITLES,
    TODAY,
    a_line,
    an_id_number,
    codes,
    csv_of,
    only_codes,
    parsed_lines,
    read_rows,
)


def test_a_good_row_is_read_whole() -> None:
    results, faults = parsed_lines(a_line(note="补考"))
    assert faults == ()
    assert results == (
        ResultRow(
            row_number=2,
            name="张样例",
            id_number="639999198512319991",
            kind=CertificateKind.OPERATOR,
            trade=Trade.VEHICLE_FILLING_STATION,
            exam_on=date(2024, 3, 15),
            score=Decimal("85.5"),
            has_passed=True,
            institution="样例燃气培训中心",
            note="补考",
        ),
    )


@pytest.mark.parametrize("kind", ["企业主要负责人", "安全员"])
@pytest.mark.parametrize("nothing", ["", "/", "无", "—"])
def test_only_operators_have_a_trade(kind: str, nothing: str) -> None:
    assert only_codes(kind=kind, trade=nothing) == []
    assert only_codes(kind=kind, trade="05") == [(Column.TRADE, "TRADE_NOT_ALLOWED")]


def test_an_operator_without_a_trade_is_refused() -> None:
    assert only_codes(trade="无") == [(Column.TRADE, "TRADE_REQUIRED")]


def test_a_trade_is_judged_even_if_the_kind_is_unknown() -> None:
    assert only_codes(kind="焊工", trade="焊") == [
        (Column.KIND, "KIND_UNKNOWN"),
        (Column.TRADE, "TRADE_UNKNOWN"),
    ]
    assert only_codes(kind="焊工", trade="") == [(Column.KIND, "KIND_UNKNOWN")]


def test_every_fault_of_a_row_is_told_in_the_order_of_the_template() -> None:
    faults = only_codes(
        name="",
        id_number="999999209913019990",
        kind="焊工",
        trade="焊",
        exam_date="昨天",
        score="101",
        passed="优",
        institution="",
        note="注" * 201,
    )
    assert faults == [
        (Column.NAME, "CELL_REQUIRED"),
        (Column.ID_NUMBER, "ID_NUMBER_PROVINCE"),
        (Column.ID_NUMBER, "ID_NUMBER_BIRTH_DATE"),
        (Column.ID_NUMBER, "ID_NUMBER_CHECK_DIGIT"),
        (Column.KIND, "KIND_UNKNOWN"),
        (Column.TRADE, "TRADE_UNKNOWN"),
        (Column.EXAM_DATE, "DATE_INVALID"),
        (Column.SCORE, "SCORE_OUT_OF_RANGE"),
        (Column.PASSED, "PASSED_UNKNOWN"),
        (Column.INSTITUTION, "CELL_REQUIRED"),
        (Column.NOTE, "CELL_TOO_LONG"),
    ]


def test_good_rows_are_kept_beside_bad_ones() -> None:
    results, faults = parsed_lines(a_line(), a_line(name=""), a_line(id_number=an_id_number(1)))
    assert [row.row_number for row in results] == [2, 4]
    assert {fault.row for fault in faults} == {3}


def test_of_rows_that_say_the_same_the_first_is_kept() -> None:
    results, faults = parsed_lines(a_line(), a_line(exam_date="20240315"), a_line(trade="5"))
    assert [row.row_number for row in results] == [2]
    assert codes(faults) == [
        (3, Column.ID_NUMBER, "DUPLICATE_ROW"),
        (4, Column.ID_NUMBER, "DUPLICATE_ROW"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"exam_date": "2024-03-16"},
        {"trade": "06"},
        {"kind": "安全员", "trade": ""},
        {"id_number": an_id_number()},
    ],
)
def test_another_person_kind_trade_or_day_is_another_exam(other: dict[str, str]) -> None:
    assert len(parsed_lines(a_line(), a_line(**other))[0]) == 2


@pytest.mark.parametrize("other", [{"score": "40"}, {"passed": "不合格"}])
def test_rows_that_contradict_are_all_refused(other: dict[str, str]) -> None:
    results, faults = parsed_lines(a_line(), a_line(**other))
    assert results == ()
    assert codes(faults) == [
        (2, Column.ID_NUMBER, "CONTRADICTORY_ROW"),
        (3, Column.ID_NUMBER, "CONTRADICTORY_ROW"),
    ]


def test_a_bad_row_never_spoils_a_good_one() -> None:
    results, faults = parsed_lines(a_line(), a_line(name="李样例", score="101"))
    assert [row.row_number for row in results] == [2]
    assert codes(faults) == [(3, Column.SCORE, "SCORE_OUT_OF_RANGE")]


def test_one_id_number_under_two_names_refuses_both_rows() -> None:
    lines = [a_line(), a_line(name="李样例", trade="06"), a_line(id_number=an_id_number(1))]
    results, faults = parsed_lines(*lines)
    assert [row.row_number for row in results] == [4]
    assert codes(faults) == [
        (2, Column.NAME, "ID_NUMBER_UNDER_TWO_NAMES"),
        (3, Column.NAME, "ID_NUMBER_UNDER_TWO_NAMES"),
    ]


def test_thousands_of_names_under_one_number_make_no_long_reasons() -> None:
    lines = [a_line(name=f"张{chr(0x4E00 + place)}") for place in range(3000)]
    _, faults = parsed_lines(*lines)
    assert max(len(fault.reason) for fault in faults) < 100


@given(st.permutations(TITLES))
def test_no_reason_and_no_representation_repeats_an_id_number(order: list[str]) -> None:
    """Whatever column it stands in: offices shift columns."""
    line = a_line(id_number="639999198512319990")
    sheet = read_rows(csv_of([order, line, line, a_line()]))
    results, faults = parse_result_rows(sheet, TODAY)
    told = repr((sheet, results, faults))
    assert re.search(r"[0-9]{11}", told) is None
    assert "张样例" not in told
