"""Makers of spreadsheets: a valid one-row file, of which a test states only what differs."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from openpyxl import Workbook

from certificate.adapters.spreadsheets import (
    Column,
    ResultRow,
    RowFault,
    Sheet,
    parse_result_rows,
    read_sheet,
)
from contracts.id_number import check_digit_of

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TODAY = date(2024, 6, 1)
TITLES = tuple(column.value for column in Column)
A_ROW = {
    Column.NAME: "张样例",
    Column.ID_NUMBER: "639999198512319991",
    Column.KIND: "运行、维护和抢修人员",
    Column.TRADE: "05",
    Column.EXAM_DATE: "2024-03-15",
    Column.SCORE: "85.5",
    Column.PASSED: "合格",
    Column.INSTITUTION: "样例燃气培训中心",
    Column.NOTE: "",
}


def an_id_number(place: int = 0) -> str:
    """Make one of many sound, fictitious ID numbers."""
    born_on = date(1980, 1, 1) + timedelta(days=place % 7000)
    first_17 = f"639999{born_on:%Y%m%d}{900 + place // 7000:03d}"
    return first_17 + check_digit_of(first_17)


def a_line(**cells: str) -> list[str]:
    """Make a good row; cells by the names of `Column`, in small letters."""
    changed = {Column[name.upper()]: text for name, text in cells.items()}
    return [{**A_ROW, **changed}[column] for column in Column]


def csv_of(lines: Iterable[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Write lines as they are, header and all."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(lines)
    return text.getvalue().encode(encoding)


def xlsx_of(lines: Iterable[Sequence[object]]) -> bytes:
    """Write lines into a workbook's only sheet."""
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(list(line))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Save a workbook as bytes."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Change the parts of a workbook, each by its name."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def with_part(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Replace bytes in one part, which must hold them."""

    def change(name: str, data: bytes) -> bytes:
        assert name != part or old in data
        return data.replace(old, new) if name == part else data

    return repacked(content, change)


def with_sheet(rows: str) -> bytes:
    """Make a workbook whose sheet holds the template's header and the XML of rows."""
    cells = "".join(f'<c t="inlineStr"><is><t>{title}</t></is></c>' for title in TITLES)
    xml = f'<worksheet xmlns="{MAIN}"><sheetData><row>{cells}</row>{rows}</sheetData></worksheet>'
    return repacked(saved(Workbook()), lambda name, data: xml.encode() if name == SHEET else data)


def file_codes(content: bytes) -> list[str]:
    """Read a file that is refused as a whole, and tell why."""
    sheet = read_sheet(content)
    assert sheet.rows == ()
    assert sheet.faults
    return [fault.code for fault in sheet.faults]


def read_rows(content: bytes) -> Sheet:
    """Read a file that is not refused."""
    sheet = read_sheet(content)
    assert sheet.faults == ()
    return sheet


def parsed(content: bytes) -> tuple[tuple[ResultRow, ...], tuple[RowFault, ...]]:
    """Read a file that is not refused, and parse its rows."""
    return parse_result_rows(read_rows(content), TODAY)


def parsed_lines(*lines: Sequence[str]) -> tuple[tuple[ResultRow, ...], tuple[RowFault, ...]]:
    """Parse lines under the template's header; the first is row 2."""
    return parsed(csv_of([TITLES, *lines]))


def codes(faults: Iterable[RowFault]) -> list[tuple[int, str, str]]:
    """Tell faults by row, column and code."""
    return [(fault.row, fault.column, fault.code) for fault in faults]


def only_codes(**cells: str) -> list[tuple[str, str]]:
    """Tell what is wrong with one row."""
    results, faults = parsed_lines(a_line(**cells))
    assert bool(results) != bool(faults)
    return [(fault.column, fault.code) for fault in faults]
