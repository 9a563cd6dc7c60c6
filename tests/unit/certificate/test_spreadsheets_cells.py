"""Single cells of exam-result rows: everything that offices write for each column."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.adapters.spreadsheets import KIND_TITLES, TRADE_TITLES, Column
from certificate.adapters.spreadsheets.words import kind_named, trade_named
from contracts.vocabulary import CertificateKind, Trade
from tests.unit.certificate.spreadsheet_makers import (
    TODAY,
    a_line,
    an_id_number,
    only_codes,
    parsed_lines,
)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            CertificateKind.PRINCIPAL,
            ["企业主要负责人", "主要负责人", "企业负责人", "A类", "a", "Ａ类（主要负责人）"],
        ),
        (
            CertificateKind.SAFETY_MANAGER,
            ["安全生产管理人员", "安全管理人员", "安管人员", "安全员", "Ｂ类", " 安全 员 "],
        ),
        (
            CertificateKind.OPERATOR,
            [
                "运行、维护和抢修人员",
                "运行，维护和抢修人员",
                "运行、维护、抢修人员",
                "运行维护抢修人员",
                "运行维护和抢修人员",
                "运维抢修人员",
                "C证",
            ],
        ),
    ],
)
def test_kinds_are_known_by_their_title_and_as_offices_shorten_it(
    kind: CertificateKind, words: list[str]
) -> None:
    assert {kind_named(word) for word in words} == {kind}


@pytest.mark.parametrize("trade", Trade)
def test_trades_are_known_by_code_by_title_and_by_both(trade: Trade) -> None:
    title = TRADE_TITLES[trade]
    words = [
        trade.value,
        trade.value.lstrip("0"),
        title,
        f"{trade}{title}",
        f"{trade} {title}",
        f"{trade}-{title}",
        f"{trade}、{title}",
        trade.value.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ]
    assert {trade_named(word) for word in words} == {trade}


@pytest.mark.parametrize("word", ["10", "00", "05燃气管网工", "燃气工", "5 5", "特种作业", "005"])
def test_other_words_name_no_trade(word: str) -> None:
    assert trade_named(word) is None


@given(st.text(max_size=30))
def test_any_word_can_be_looked_up(word: str) -> None:
    assert trade_named(word) in {None, *Trade}
    assert kind_named(word) in {None, *KIND_TITLES}


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-15",
        "2024/3/15",
        "2024.3.15",
        "2024年3月15日",
        "2024 年 03 月 15 日",
        "20240315",
        "２０２４年３月１５日",
        "２０２４－０３－１５",
        "2024—3—15",
        "2024-03-15 00:00:00",
        "2024/3/15 9:30",
        "2024-03-15T00:00:00.000",
        "\u00a02024-03-15\u3000",
    ],
)
def test_days_are_read_however_offices_write_them(written: str) -> None:
    results, _ = parsed_lines(a_line(exam_date=written))
    assert [row.exam_on for row in results] == [date(2024, 3, 15)]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "CELL_REQUIRED"),
        ("2024-02-30", "DATE_INVALID"),
        ("24-03-15", "DATE_INVALID"),
        ("3/15/2024", "DATE_INVALID"),
        ("15.3.2024", "DATE_INVALID"),
        ("2024-03", "DATE_INVALID"),
        ("45366", "DATE_INVALID"),
        ("0000-01-01", "DATE_INVALID"),
        ("昨天", "DATE_INVALID"),
        ("2024-06-02", "DATE_IN_FUTURE"),
        ("1999-12-31", "DATE_TOO_EARLY"),
    ],
)
def test_other_days_are_refused(written: str, code: str) -> None:
    assert only_codes(exam_date=written) == [(Column.EXAM_DATE, code)]


def test_an_exam_of_today_is_no_exam_of_the_future() -> None:
    assert only_codes(exam_date=TODAY.isoformat()) == []


@pytest.mark.parametrize(
    ("written", "score"),
    [
        ("0", "0.0"),
        ("100", "100.0"),
        ("85.50", "85.5"),
        ("９０", "90.0"),
        ("90分", "90.0"),
        ("", None),
        ("/", None),
        ("—", None),
    ],
)
def test_scores_have_one_decimal_or_are_missing(written: str, score: str | None) -> None:
    results, _ = parsed_lines(a_line(score=written))
    assert [row.score for row in results] == [None if score is None else Decimal(score)]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("100.1", "SCORE_OUT_OF_RANGE"),
        ("101", "SCORE_OUT_OF_RANGE"),
        ("-1", "SCORE_OUT_OF_RANGE"),
        ("85.55", "SCORE_INVALID"),
        ("1000", "SCORE_INVALID"),
        ("八十五", "SCORE_INVALID"),
        ("NaN", "SCORE_INVALID"),
        ("8 5.5.", "SCORE_INVALID"),
        ("缺考", "SCORE_OF_ABSENT"),
    ],
)
def test_other_scores_are_refused(written: str, code: str) -> None:
    assert only_codes(score=written) == [(Column.SCORE, code)]


@pytest.mark.parametrize(
    ("written", "has_passed"),
    [
        ("合格", True),
        ("是", True),
        ("√", True),
        ("不合格", False),
        ("否", False),
        ("未通过", False),
    ],
)
def test_passed_and_failed_are_told_apart(written: str, *, has_passed: bool) -> None:
    results, _ = parsed_lines(a_line(passed=written))
    assert [row.has_passed for row in results] == [has_passed]


@pytest.mark.parametrize(
    "name", ["张三", "阿依样丽·买买样", "王𬭛", "李㛃", "李〇", "J. Nowak", "O'Neil"]
)
def test_names_of_all_kinds_are_read(name: str) -> None:
    assert [row.name for row in parsed_lines(a_line(name=name))[0]] == [name]


def test_middle_dots_and_padding_are_normalised() -> None:
    lines = [a_line(name=name) for name in ("阿依样丽•买买样", "张　样", "\u00a0张样 ")]
    lines = [[*line[:1], an_id_number(place), *line[2:]] for place, line in enumerate(lines)]
    assert [row.name for row in parsed_lines(*lines)[0]] == ["阿依样丽·买买样", "张样", "张样"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "CELL_REQUIRED"),
        ("张?", "NAME_UNREADABLE"),
        ("张\ufffd", "NAME_UNREADABLE"),
        ("张\ue001", "NAME_UNREADABLE"),
        ("张3", "NAME_INVALID"),
        ("张样（小）", "NAME_INVALID"),
        ("张" * 61, "CELL_TOO_LONG"),
    ],
)
def test_other_names_are_refused(name: str, code: str) -> None:
    assert only_codes(name=name) == [(Column.NAME, code)]


@pytest.mark.parametrize(
    "written",
    ["６３９９９９１９８５１２３１９９９１", "639999 19851231 9991", "'639999198512319991"],
)
def test_id_numbers_are_normalised(written: str) -> None:
    results, _ = parsed_lines(a_line(id_number=written))
    assert [row.id_number for row in results] == ["639999198512319991"]


def test_a_small_x_is_normalised() -> None:
    number = next(n for n in map(an_id_number, range(100)) if n.endswith("X"))
    results, _ = parsed_lines(a_line(id_number=number.replace("X", "ｘ")))
    assert [row.id_number for row in results] == [number]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "CELL_REQUIRED"),
        ("639999851231999", "ID_NUMBER_SHAPE"),
        ("张样例", "ID_NUMBER_SHAPE"),
        ("639999198512319990", "ID_NUMBER_CHECK_DIGIT"),
        ("63010519900229001X", "ID_NUMBER_BIRTH_DATE"),
    ],
)
def test_other_id_numbers_are_refused(number: str, code: str) -> None:
    assert only_codes(id_number=number) == [(Column.ID_NUMBER, code)]
