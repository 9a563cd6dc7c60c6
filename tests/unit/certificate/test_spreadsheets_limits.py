"""Workbooks that no office sends: bombs, entities, impossible rows and damage."""

import io
import tracemalloc
import zipfile
import zlib

import pytest

from certificate.adapters.spreadsheets.sheet import MAX_ROWS, MAX_UNPACKED_BYTES
from tests.unit.certificate.spreadsheet_makers import (
    SHEET,
    TITLES,
    a_line,
    an_id_number,
    file_codes,
    read_rows,
    repacked,
    with_part,
    with_sheet,
    xlsx_of,
)


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_part(
    declaration: str, part: str, encoding: str
) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        body = data.decode().partition("?>")[2] if data.startswith(b"<?xml") else data.decode()
        return f"{declaration}{body}".encode(encoding)

    content = repacked(xlsx_of([TITLES, a_line()]), change)
    assert file_codes(content) == ["FILE_DAMAGED"]


def test_a_bomb_is_stopped_by_what_it_unpacks_to() -> None:
    filler = b"\n" * (MAX_UNPACKED_BYTES + 1)
    content = with_part(xlsx_of([TITLES, a_line()]), SHEET, b"<sheetData>", b"<sheetData>" + filler)
    assert len(content) < 200_000
    tracemalloc.start()
    assert file_codes(content) == ["FILE_TOO_LARGE"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


@pytest.mark.parametrize(
    ("start", "end"), [("<!--", "-->"), ("<?x ", "?>"), ("<x y='", "'/>"), ("<", "/>")]
)
def test_what_expat_would_hold_in_memory_whole_is_refused(start: str, end: str) -> None:
    row = '<row r="2"><c t="str"><v>x</v></c></row>'
    assert len(read_rows(with_sheet(f"{row}{start}{'x' * 300_000}{end}")).rows) == 1
    assert file_codes(with_sheet(f"{row}{start}{'x' * 3_000_000}{end}")) == ["FILE_DAMAGED"]


def test_elements_have_an_end() -> None:
    assert file_codes(with_sheet("<x/>" * 4_000_001)) == ["FILE_TOO_LARGE"]


def test_one_enormous_cell_is_refused() -> None:
    cell = f'<row><c t="inlineStr"><is><t>{"张" * 200_000}</t></is></c></row>'
    assert file_codes(with_sheet(cell)) == ["FILE_DAMAGED"]


def test_deep_nesting_is_refused() -> None:
    assert file_codes(with_sheet("<a>" * 1000 + "</a>" * 1000)) == ["FILE_DAMAGED"]


@pytest.mark.parametrize("number", ["0", "-1", "1048577", "99999999999999999999", "x", "1e3"])
def test_a_row_that_no_sheet_can_have_is_refused(number: str) -> None:
    assert file_codes(with_sheet(f'<row r="{number}"/>')) == ["FILE_DAMAGED"]


@pytest.mark.parametrize("reference", ["1", "ABCD1", "a1", "$A$1", "A1:B2"])
def test_a_cell_that_no_sheet_can_have_is_refused(reference: str) -> None:
    assert file_codes(with_sheet(f'<row r="2"><c r="{reference}"/></row>')) == ["FILE_DAMAGED"]


def test_a_far_column_is_refused_only_if_something_stands_there() -> None:
    far = '<row r="2"><c r="A2"><v>1</v></c><c r="XFD2">{}</c></row>'
    assert len(read_rows(with_sheet(far.format(""))).rows) == 1
    assert file_codes(with_sheet(far.format("<v>1</v>"))) == ["FILE_TOO_MANY_COLUMNS"]


def test_rows_that_are_only_formatted_have_an_end() -> None:
    assert file_codes(with_sheet("<row/>" * 100_001)) == ["FILE_TOO_MANY_ROWS"]


def test_a_workbook_without_its_parts_is_damaged() -> None:
    for missing in ("xl/workbook.xml", "_rels/.rels", SHEET, "xl/_rels/workbook.xml.rels"):
        target = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(xlsx_of([TITLES, a_line()]))) as old,
            zipfile.ZipFile(target, "w") as new,
        ):
            for name in old.namelist():
                if name != missing:
                    new.writestr(name, old.read(name))
        assert file_codes(target.getvalue()) == ["FILE_DAMAGED"], missing


def test_a_zip_that_is_no_workbook_is_damaged() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("成绩.csv", "x")
    assert file_codes(target.getvalue()) == ["FILE_DAMAGED"]


def test_a_part_with_a_wrong_checksum_is_damaged() -> None:
    content = bytearray(xlsx_of([TITLES, a_line()]))
    crc = zlib.crc32(zipfile.ZipFile(io.BytesIO(bytes(content))).read(SHEET)).to_bytes(4, "little")
    wrong = bytes(content).replace(crc, bytes(4))
    assert file_codes(wrong) == ["FILE_DAMAGED"]


def test_twenty_thousand_rows_take_little_memory() -> None:
    lines = [a_line(id_number=an_id_number(place)) for place in range(MAX_ROWS)]
    content = xlsx_of([TITLES, *lines])
    tracemalloc.start()
    sheet = read_rows(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(sheet.rows) == MAX_ROWS
    assert peak < 64 * 1024 * 1024


def test_one_row_too_many_refuses_the_workbook() -> None:
    row = '<row><c t="str"><v>张样例</v></c></row>'
    assert len(read_rows(with_sheet(row * MAX_ROWS)).rows) == MAX_ROWS
    assert file_codes(with_sheet(row * (MAX_ROWS + 1))) == ["FILE_TOO_MANY_ROWS"]
