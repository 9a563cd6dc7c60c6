"""Workbooks from offices: what Excel and WPS write, and what an attacker would."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from certificate.adapters.spreadsheets import Column
from certificate.adapters.spreadsheets.xlsx_files import tables_in_xlsx
from deploy.samples.workbooks import saved as saved_as_excel_does
from tests.unit.certificate.spreadsheet_makers import (
    MAIN,
    SHEET,
    TITLES,
    a_line,
    codes,
    file_codes,
    parsed,
    read_rows,
    saved,
    with_part,
    with_sheet,
    xlsx_of,
)


def test_merged_titles_above_the_header_are_passed_over() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["2024年考试成绩"])
    sheet.append([])
    sheet.append(["填报单位：样例中心"])
    sheet.merge_cells("A1:I2")
    sheet.append(["姓　名", *TITLES[1:]])
    sheet.append([])
    sheet.append(a_line())
    results, faults = parsed(saved(book))
    assert ([row.row_number for row in results], faults) == ([6], ())


@pytest.mark.parametrize(
    "value",
    [
        date(2024, 3, 15),
        datetime(2024, 3, 15, 9, 30),  # noqa: DTZ001 - a cell has no zone
        "2024-03-15",
        20240315,
        "2024年3月15日",
    ],
)
def test_true_days_texts_and_numbers_give_the_same_day(value: object) -> None:
    line: list[object] = list(a_line())
    line[4] = value
    assert parsed(xlsx_of([TITLES, line]))[0][0].exam_on == date(2024, 3, 15)


@pytest.mark.parametrize("number_format", [14, 27, 31, 36, 50, 57, 58])
def test_the_date_formats_built_into_chinese_excel_are_days(number_format: int) -> None:
    book = Workbook()
    book.worksheets[0].append(TITLES)
    book.worksheets[0].append(a_line())
    book.worksheets[0]["E2"] = 45366
    book.worksheets[0]["E2"].number_format = "mm-dd-yy"
    styles = f'numFmtId="{number_format}"'.encode()
    content = with_part(saved(book), "xl/styles.xml", b'numFmtId="14"', styles)
    assert parsed(content)[0][0].exam_on == date(2024, 3, 15)


def test_a_workbook_that_counts_from_1904_gives_the_same_day() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - openpyxl's own constant has no zone
    book.worksheets[0].append(TITLES)
    book.worksheets[0].append([*a_line()[:4], date(2024, 3, 15), *a_line()[5:]])
    content = saved(book)
    assert b"date1904" in zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")
    assert parsed(content)[0][0].exam_on == date(2024, 3, 15)


def test_a_number_is_read_as_excel_shows_it() -> None:
    line: list[object] = list(a_line())
    line[3], line[5] = 5, 85.1 + 0.2
    result = parsed(xlsx_of([TITLES, line]))[0][0]
    assert (result.trade, str(result.score)) == ("05", "85.3")


@pytest.mark.parametrize("number", [639999198512319991, 6.39999198512319991e17])
def test_an_id_number_stored_as_a_number_is_refused(number: float) -> None:
    line: list[object] = list(a_line())
    line[1] = number
    _, faults = parsed(xlsx_of([TITLES, line]))
    assert codes(faults) == [(2, Column.ID_NUMBER, "ID_NUMBER_LOST_DIGITS")]


def test_formulas_and_error_values_are_not_trusted() -> None:
    line: list[object] = list(a_line())
    line[0], line[5] = "#REF!", "=A1+1"
    _, faults = parsed(xlsx_of([TITLES, line]))
    assert codes(faults) == [(2, Column.NAME, "CELL_ERROR"), (2, Column.SCORE, "CELL_FORMULA")]


def test_the_value_that_a_formula_left_behind_is_not_taken() -> None:
    _, faults = parsed(with_sheet('<row><c r="F2"><f>1+1</f><v>90</v></c></row>'))
    assert (2, Column.SCORE, "CELL_FORMULA") in codes(faults)


def test_only_the_visible_sheet_with_results_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["填写说明"])
    for title, state in (("旧表", "hidden"), ("更旧", "veryHidden"), ("成绩", "visible")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(TITLES)
        sheet.append(a_line(name=title))
    book.create_sheet("空表").append(TITLES)
    assert [row.name for row in parsed(saved(book))[0]] == ["成绩"]


def test_two_sheets_with_results_are_refused() -> None:
    book = Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("二")):
        sheet.append(TITLES)
        sheet.append(a_line())
    assert file_codes(saved(book)) == ["FILE_MORE_SHEETS"]


def test_a_false_dimension_hides_no_row() -> None:
    content = xlsx_of([TITLES, a_line()])
    assert len(parsed(with_part(content, SHEET, b'ref="A1:I2"', b'ref="A1"'))[0]) == 1


def test_shared_strings_are_read_without_their_phonetic_guides() -> None:
    book = Workbook()
    book.worksheets[0].append(TITLES)
    book.worksheets[0].append(a_line())
    plain = "<si><t>张样例</t></si>".encode()
    guided = "<si><r><t>张样</t></r><r><t>例</t></r><rPh><t>zhang</t></rPh></si>".encode()
    content = with_part(saved_as_excel_does(book), "xl/sharedStrings.xml", plain, guided)
    assert parsed(content)[0][0].name == "张样例"


def test_prefixed_elements_and_absolute_targets_are_read() -> None:
    content = xlsx_of([TITLES, a_line()])
    content = with_part(content, SHEET, b"<row ", b"<x:row ")
    content = with_part(content, SHEET, b"</row>", b"</x:row>")
    content = with_part(content, SHEET, b"<worksheet ", f'<worksheet xmlns:x="{MAIN}" '.encode())
    assert len(parsed(content)[0]) == 1


def test_rows_out_of_order_are_not_dropped() -> None:
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>x</t></is></c></row>'
    sheet = read_rows(with_sheet(row.format(9) + row.format(4)))
    assert [each.row_number for each in sheet.rows] == [9, 4]


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Cn")), min_size=1).filter(
        lambda text: text[0] not in "=#" and "_x" not in text
    ),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=6))
def test_what_openpyxl_writes_is_read_as_it_was(lines: list[list[object]]) -> None:
    (table,) = tables_in_xlsx(xlsx_of(lines))
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        [str(value) for value in line] for line in lines
    ]
