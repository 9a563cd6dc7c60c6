"""Any bytes give either rows or a clear refusal, never an exception."""

import io
import zipfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from certificate.adapters.spreadsheets import (
    FileFaultCode,
    parse_result_rows,
    read_sheet,
    refused_rows_xlsx,
)
from tests.unit.certificate.spreadsheet_makers import (
    TITLES,
    TODAY,
    a_line,
    csv_of,
    repacked,
    xlsx_of,
)

SAMPLES = Path(__file__).parents[3] / "deploy" / "samples"
FILES = [path.read_bytes() for path in sorted(SAMPLES.glob("results-*"))]
WORKBOOK = xlsx_of([TITLES, a_line()])
PARTS = zipfile.ZipFile(io.BytesIO(WORKBOOK)).namelist()
TEXT = st.text(max_size=40)


def assert_answered(content: bytes) -> None:
    """Read, parse and give back; check that nothing was lost on the way."""
    sheet = read_sheet(content)
    results, faults = parse_result_rows(sheet, TODAY)
    assert bool(sheet.rows) != bool(sheet.faults)
    assert all(fault.code in FileFaultCode and fault.reason for fault in sheet.faults)
    assert all(fault.reason and fault.code for fault in faults)
    rows = {row.row_number for row in sheet.rows}
    assert {row.row_number for row in results} == rows - {fault.row for fault in faults}
    assert refused_rows_xlsx(sheet, faults)


def test_the_files_to_damage_are_sound() -> None:
    assert len(FILES) == 4
    assert read_sheet(WORKBOOK).faults == ()


@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + bytes(18))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
def test_any_bytes_are_answered(content: bytes) -> None:
    assert_answered(content)


@settings(max_examples=60)
@given(st.sampled_from(FILES), st.data())
def test_damaged_files_are_answered(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    assert_answered(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))
    assert_answered(bytes(damaged))


@settings(max_examples=100)
@given(st.sampled_from(PARTS), st.data())
def test_workbooks_with_a_damaged_part_are_answered(part: str, data: st.DataObject) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 30)))
        return content[:start] + data.draw(st.binary(max_size=30)) + content[end:]

    assert_answered(repacked(WORKBOOK, change))


@given(st.lists(st.lists(TEXT, max_size=12), max_size=6))
def test_any_cells_under_a_header_are_answered(lines: list[list[str]]) -> None:
    assert_answered(csv_of([TITLES, a_line(), *lines], "utf-8"))


@given(st.lists(TEXT, min_size=9, max_size=9))
def test_any_words_in_a_row_are_answered(line: list[str]) -> None:
    assert_answered(csv_of([TITLES, line, a_line()], "gb18030"))


@settings(max_examples=50)
@given(st.lists(st.one_of(st.floats(), st.booleans(), st.datetimes(), st.none()), max_size=9))
def test_any_values_in_a_workbook_are_answered(line: list[object]) -> None:
    assert_answered(xlsx_of([TITLES, line, a_line()]))
