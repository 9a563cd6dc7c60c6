"""Writes the spreadsheets that go out: the template and the refused rows with their reasons."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from certificate.adapters.spreadsheets.layouts import RESULTS, Layout
from certificate.adapters.spreadsheets.sheet import RowFault, Sheet
from certificate.adapters.spreadsheets.words import TRADE_TITLES, CeColumn, Column, compact

REASON_TITLE: Final = "原因"
ROW_NUMBER_TITLE: Final = "原行号"

_WIDTHS: Final[dict[str, int]] = {
    Column.NAME: 16,
    Column.ID_NUMBER: 24,
    Column.KIND: 24,
    Column.TRADE: 24,
    Column.INSTITUTION: 28,
    CeColumn.CERTIFICATE: 26,
    Column.NOTE: 28,
    REASON_TITLE: 60,
}
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_CELL: Final = 32_767


def template_xlsx(layout: Layout = RESULTS) -> bytes:
    """Return the published template: an empty table of text cells and a sheet of notes."""
    book = Workbook(write_only=True)
    sheet = _sheet(book, layout.sheet, layout.columns)
    for _ in range(200):
        sheet.append([_text(sheet, "") for _ in layout.columns])
    notes = _sheet(book, "填写说明", ["列名", "是否必填", "填写要求"])
    for column in layout.columns:
        told = (column, _necessity(column, layout), layout.notes[column])
        notes.append([_text(notes, text) for text in told])
    notes.append([])
    notes.append([_text(notes, text) for text in ("工种代码", "", "工种名称")])
    for trade, title in TRADE_TITLES.items():
        notes.append([_text(notes, text) for text in (trade, "", title)])
    notes.append([])
    for note in layout.general_notes:
        notes.append([_text(notes, note)])
    return _saved(book)


def template_csv(layout: Layout = RESULTS) -> bytes:
    """Return the template as CSV with a BOM, so that Excel opens it as UTF-8; notes on top."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for column in layout.columns:
        note = layout.notes[column]
        writer.writerow([f"说明：{column}（{_necessity(column, layout)}）：{note}"])
    trades = "；".join(f"{trade} {title}" for trade, title in TRADE_TITLES.items())
    writer.writerow([f"说明：工种代码和名称：{trades}"])
    writer.writerows([f"说明：{note}"] for note in layout.general_notes)
    writer.writerow(layout.columns)
    return text.getvalue().encode("utf-8-sig")


def refused_rows_xlsx(sheet: Sheet, faults: Sequence[RowFault]) -> bytes:
    """Return the refused rows as they came, each with its row number and all its reasons.

    It can be corrected and imported as it is: the two added columns are no columns of ours.
    """
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    for fault in faults:
        reasons[fault.row].append(f"{fault.column}：{fault.reason}")
    kept = [
        place
        for place, title in enumerate(sheet.header)
        if compact(title) not in (REASON_TITLE, ROW_NUMBER_TITLE)
    ]
    titles = [sheet.header[place] for place in kept]
    book = Workbook(write_only=True)
    out = _sheet(book, "退回的行", [*titles, ROW_NUMBER_TITLE, REASON_TITLE])
    for row in sheet.rows:
        if row.row_number in reasons:
            cells = [row.cells[place] if place < len(row.cells) else "" for place in kept]
            told = "；".join(reasons[row.row_number])
            out.append([_text(out, text) for text in (*cells, str(row.row_number), told)])
    return _saved(book)


def _sheet(book: Workbook, title: str, titles: Sequence[str]) -> Worksheet:
    sheet = cast("Worksheet", book.create_sheet(title))
    sheet.freeze_panes = "A2"
    for place, column_title in enumerate(titles, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column_title, 14)
    sheet.append([_heading(sheet, each) for each in titles])
    return sheet


def _heading(sheet: Worksheet, text: str) -> Cell:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(horizontal="center")
    return cell


def _text(sheet: Worksheet, text: str) -> Cell:
    """Make a cell that stays text whatever it begins with, here and when it is edited."""
    cell: Cell = WriteOnlyCell(sheet)
    cell.value = _FORBIDDEN.sub("", text)[:_LONGEST_CELL]
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    return cell


def _necessity(column: str, layout: Layout) -> str:
    if column in layout.by_case:
        return "按类别" if column == Column.TRADE else "按情况"
    return "必填" if column in layout.required else "选填"


def _saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
