"""Text files from offices: encodings, delimiters, headers, limits."""

import pytest

from certificate.adapters.spreadsheets import Column
from certificate.adapters.spreadsheets.sheet import MAX_BYTES, MAX_ROWS
from tests.unit.certificate.spreadsheet_makers import (
    TITLES,
    a_line,
    an_id_number,
    codes,
    csv_of,
    file_codes,
    parsed,
    read_rows,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rare_characters_survive_every_encoding_and_delimiter(
    encoding: str, delimiter: str
) -> None:
    content = csv_of([TITLES, a_line(name="欧阳𬭛㛃")], encoding, delimiter)
    assert [row.name for row in parsed(content)[0]] == ["欧阳𬭛㛃"]


def test_gbk_is_read() -> None:
    results, _ = parsed(csv_of([TITLES, a_line(name="赵样")], "gbk"))
    assert [row.name for row in results] == ["赵样"]


def test_the_delimiter_is_told_by_the_header_and_not_by_the_titles_above() -> None:
    lines = [["填报说明；一；二；三，a;b;c;d;e;f;g;h;i"], TITLES, a_line()]
    assert len(parsed(csv_of(lines))[0]) == 1


def test_excel_s_own_hint_at_the_delimiter_does_not_matter() -> None:
    content = b"sep=;\r\n" + csv_of([TITLES, a_line()], delimiter=";")
    assert [row.row_number for row in parsed(content)[0]] == [3]


def test_row_numbers_are_those_that_excel_shows() -> None:
    lines = [["成绩表"], TITLES, a_line(note="一\r\n二\n三"), [], [""]]
    last = a_line(id_number=an_id_number(1))
    sheet = read_rows(csv_of([*lines, last]))
    assert [row.row_number for row in sheet.rows] == [3, 6]


def test_columns_stand_in_any_order_under_the_words_of_offices() -> None:
    titles = [
        "结论",
        "学员姓名",
        "＊证件号码（必填）",
        "考核时间",
        "人员类别",
        "培训单位",
        "成 绩(分)",
        "工种代码",
    ]
    line = ["通过", "张样例", an_id_number(), "2024/3/15", "运行维护抢修", "样例中心", "90分", "5"]
    results, faults = parsed(csv_of([titles, line]))
    assert faults == ()
    assert results[0].trade == "05"
    assert results[0].has_passed


def test_all_missing_columns_are_told() -> None:
    titles = [title for title in TITLES if title not in (Column.PASSED, Column.EXAM_DATE)]
    assert file_codes(csv_of([titles])) == ["FILE_COLUMN_MISSING"]


def test_a_column_that_stands_twice_is_refused() -> None:
    assert file_codes(csv_of([[*TITLES, "考生姓名"]])) == ["FILE_COLUMN_TWICE"]


def test_missing_and_repeated_columns_are_told_together() -> None:
    titles = [*(title for title in TITLES if title != Column.KIND), "名字"]
    assert file_codes(csv_of([titles])) == ["FILE_COLUMN_MISSING", "FILE_COLUMN_TWICE"]


def test_a_header_is_sought_in_twenty_rows() -> None:
    above = [["x"]] * 19
    assert len(parsed(csv_of([*above, TITLES, a_line()]))[0]) == 1
    assert file_codes(csv_of([*above, ["x"], TITLES, a_line()])) == ["FILE_HEADER_NOT_FOUND"]


def test_a_header_without_rows_is_told() -> None:
    assert file_codes(csv_of([TITLES])) == ["FILE_NO_ROWS"]


def test_rows_that_are_only_numbered_and_headers_that_repeat_are_no_rows() -> None:
    lines = [["序号", *TITLES], ["1", *a_line()], ["2"], ["序号", *TITLES], ["3", "", "　"]]
    sheet = read_rows(csv_of(lines))
    assert [row.row_number for row in sheet.rows] == [2]


def test_a_quote_left_open_refuses_the_file_and_names_the_line() -> None:
    content = csv_of([TITLES, a_line()]) + '"张样例,1,2\r\n'.encode() + csv_of([a_line()])
    assert file_codes(content) == ["FILE_QUOTES"]


def test_digits_kept_as_text_in_excel_s_way_are_read() -> None:
    results, faults = parsed(csv_of([TITLES, a_line(id_number=f'="{an_id_number()}"')]))
    assert faults == ()
    assert results[0].id_number == an_id_number()


def test_an_apostrophe_before_digits_is_no_part_of_them() -> None:
    results, _ = parsed(csv_of([TITLES, a_line(id_number=f"'{an_id_number()}", trade="'05")]))
    assert results[0].id_number == an_id_number()


def test_a_formula_in_a_text_file_is_not_trusted() -> None:
    _, faults = parsed(csv_of([TITLES, a_line(score="=1+84")]))
    assert codes(faults) == [(2, Column.SCORE, "CELL_FORMULA")]


@pytest.mark.parametrize("number", ["6.39999E+17", "6.39999198512319E17", "639999198512318000"])
def test_an_id_number_that_was_a_number_has_lost_digits(number: str) -> None:
    _, faults = parsed(csv_of([TITLES, a_line(id_number=number)]))
    assert codes(faults) == [(2, Column.ID_NUMBER, "ID_NUMBER_LOST_DIGITS")]


def test_the_most_rows_are_read_and_one_more_refuses_the_file() -> None:
    lines = [TITLES, *(a_line(id_number=an_id_number(place)) for place in range(MAX_ROWS))]
    results, faults = parsed(csv_of(lines))
    assert (len(results), len(faults)) == (MAX_ROWS, 0)
    assert file_codes(csv_of([*lines, a_line()])) == ["FILE_TOO_MANY_ROWS"]


def test_empty_rows_have_an_end_too() -> None:
    assert file_codes(csv_of([TITLES]) + b"\n" * 100_001) == ["FILE_TOO_MANY_ROWS"]


def test_fifty_columns_are_enough() -> None:
    wide = [*a_line(), *["x"] * 42]
    assert file_codes(csv_of([TITLES, wide])) == ["FILE_TOO_MANY_COLUMNS"]
    assert len(parsed(csv_of([TITLES, [*a_line(), *[""] * 60]]))[0]) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b" \r\n ", "FILE_EMPTY"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "FILE_OLD_EXCEL"),
        (b"%PDF-1.7", "FILE_OTHER_FORMAT"),
        (b"<html><table>", "FILE_OTHER_FORMAT"),
        (b"\xff\xd8\xff\xe0", "FILE_OTHER_FORMAT"),
        (b"\x00\x01\x02\x03", "FILE_ENCODING"),
        (b"\xff\xff\xff", "FILE_ENCODING"),
        (b"hello", "FILE_HEADER_NOT_FOUND"),
        (b"x" * (MAX_BYTES + 1), "FILE_TOO_LARGE"),
    ],
)
def test_what_is_no_table_is_told_by_its_content(content: bytes, code: str) -> None:
    assert file_codes(content) == [code]
