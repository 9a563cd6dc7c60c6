"""The spreadsheets that go out: templates and refused rows."""

import io

import pytest
from openpyxl import load_workbook

from certificate.adapters.spreadsheets import (
    Column,
    parse_result_rows,
    refused_rows_xlsx,
    template_csv,
    template_xlsx,
)
from tests.unit.certificate.spreadsheet_makers import (
    TITLES,
    TODAY,
    a_line,
    an_id_number,
    csv_of,
    file_codes,
    parsed,
    read_rows,
    saved,
)


def refused(*lines: list[str], titles: tuple[str, ...] = TITLES) -> bytes:
    """Give back the refused rows of a file."""
    sheet = read_rows(csv_of([titles, *lines]))
    return refused_rows_xlsx(sheet, parse_result_rows(sheet, TODAY)[1])


def values(content: bytes) -> list[list[object]]:
    """Read all cells of the first sheet by other means than ours."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_templates_are_empty_tables() -> None:
    assert file_codes(template_xlsx()) == ["FILE_NO_ROWS"]
    assert file_codes(template_csv()) == ["FILE_NO_ROWS"]


def test_a_template_filled_in_is_imported() -> None:
    book = load_workbook(io.BytesIO(template_xlsx()))
    for column, text in enumerate(a_line(), start=1):
        book.worksheets[0].cell(2, column).value = text
    assert len(parsed(saved(book))[0]) == 1
    assert len(parsed(template_csv() + csv_of([a_line()]))[0]) == 1


def test_the_template_s_cells_are_text_so_that_id_numbers_keep_their_digits() -> None:
    sheet = load_workbook(io.BytesIO(template_xlsx())).worksheets[0]
    assert {cell.number_format for row in sheet["A2:I50"] for cell in row} == {"@"}


def test_the_notes_explain_every_column() -> None:
    book = load_workbook(io.BytesIO(template_xlsx()))
    explained = {row[0].value for row in book["填写说明"].iter_rows()}
    assert {column.value for column in Column} <= explained


def test_refused_rows_come_back_as_they_came_with_all_their_reasons() -> None:
    titles = ("序号", *TITLES)
    bad = ["7", *a_line(name="", score="１０１")]
    rows = values(refused(["6", *a_line()], bad, titles=titles))
    assert rows[0] == [*titles, "原行号", "原因"]
    assert len(rows) == 2
    assert rows[1][:-2] == [text or None for text in bad]
    assert rows[1][-2] == "3"
    assert str(rows[1][-1]).startswith("姓名：")
    assert "成绩：" in str(rows[1][-1])


def test_refused_rows_can_be_corrected_and_imported_and_refused_again() -> None:
    once = refused(a_line(name=""), a_line(id_number=an_id_number(1), passed="优"))
    book = load_workbook(io.BytesIO(once))
    book.worksheets[0]["A2"].value = "张样例"
    sheet = read_rows(saved(book))
    results, faults = parse_result_rows(sheet, TODAY)
    assert [row.name for row in results] == ["张样例"]
    assert values(refused_rows_xlsx(sheet, faults))[0] == [*TITLES, "原行号", "原因"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_no_cell_becomes_a_formula(text: str) -> None:
    book = load_workbook(io.BytesIO(refused(a_line(name=text, note=text))))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_signs_that_a_workbook_cannot_hold_are_left_out() -> None:
    rows = values(refused(a_line(name="张\x0b样\x0c1")))
    assert rows[1][0] == "张样1"


def test_rows_shorter_than_the_header_come_back() -> None:
    assert values(refused(["张样例"]))[1][0] == "张样例"


def test_with_nothing_refused_only_the_header_comes_back() -> None:
    assert len(values(refused(a_line()))) == 1
