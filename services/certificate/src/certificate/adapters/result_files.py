"""Spreadsheets, read and written outside the hub's thread (DESIGN 5.6)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol, TypeVar

from certificate.adapters.spreadsheets import (
    CE_RECORDS,
    RESULTS,
    CeRow,
    Column,
    ResultRow,
    Sheet,
    parse_ce_rows,
    parse_result_rows,
    read_sheet,
    refused_rows_xlsx,
    template_csv,
    template_xlsx,
)
from certificate.adapters.spreadsheets import RowFault as SheetFault
from contracts.certificate import RowFault, SheetFormat
from contracts.errors import Fault, InvalidMessage

_TEMPLATES: Final = {SheetFormat.CSV: template_csv, SheetFormat.XLSX: template_xlsx}
_LIKE_AN_ID_NUMBER: Final = re.compile(r"[0-9]{15}")


class InThread(Protocol):
    """Does CPU-bound work while others go on."""

    def __call__(self, work: Any, *args: Any) -> Any:
        """Give what the work gives."""
        ...


Row = TypeVar("Row", ResultRow, CeRow)


@dataclass(frozen=True, kw_only=True)
class _ReadSpreadsheet:
    """A spreadsheet that was read."""

    sheet: Sheet
    faults: Sequence[RowFault]
    in_thread: InThread

    @property
    def rows(self) -> int:
        """How many rows hold something."""
        return len(self.sheet.rows)

    def refused(self, faults: Sequence[RowFault]) -> bytes:
        """Write the rows that have faults, with their reasons, as XLSX."""
        told = [
            SheetFault(row=each.row, column=each.column, code=each.code, reason=each.reason)
            for each in faults
        ]
        written: bytes = self.in_thread(refused_rows_xlsx, self.sheet, told)
        return written


@dataclass(frozen=True, kw_only=True)
class SpreadsheetResults(_ReadSpreadsheet):
    """A spreadsheet of exam results that was read."""

    results: Sequence[ResultRow]


@dataclass(frozen=True, kw_only=True)
class SpreadsheetCeRecords(_ReadSpreadsheet):
    """A spreadsheet of continuing-education records that was read."""

    records: Sequence[CeRow]


@dataclass(frozen=True, kw_only=True)
class SpreadsheetFiles:
    """Spreadsheets of exam results."""

    in_thread: InThread

    def read(self, content: bytes, today: date) -> SpreadsheetResults:
        """Read a file; raises `InvalidMessage` for one that is refused as a whole."""
        sheet, results, faults = self.in_thread(_read_results, content, today)
        _refuse_faulty(sheet)
        return SpreadsheetResults(
            sheet=sheet, results=results, faults=faults, in_thread=self.in_thread
        )

    def template(self, form: SheetFormat) -> bytes:
        """Give the published template."""
        written: bytes = self.in_thread(_TEMPLATES[form], RESULTS)
        return written


@dataclass(frozen=True, kw_only=True)
class CeSpreadsheetFiles:
    """Spreadsheets of continuing-education records."""

    in_thread: InThread

    def read(self, content: bytes, today: date) -> SpreadsheetCeRecords:
        """Read a file; raises `InvalidMessage` for one that is refused as a whole."""
        sheet, records, faults = self.in_thread(_read_ce_records, content, today)
        _refuse_faulty(sheet)
        return SpreadsheetCeRecords(
            sheet=sheet, records=records, faults=faults, in_thread=self.in_thread
        )

    def template(self, form: SheetFormat) -> bytes:
        """Give the published template."""
        written: bytes = self.in_thread(_TEMPLATES[form], CE_RECORDS)
        return written


def _refuse_faulty(sheet: Sheet) -> None:
    if sheet.faults:
        raise InvalidMessage(
            sheet.faults[0].code,
            "；".join(fault.reason for fault in sheet.faults),
            "The file cannot be imported",
            faults=tuple(Fault(path="content", reason=each.reason) for each in sheet.faults),
        )


def _read_results(content: bytes, today: date) -> tuple[Sheet, list[ResultRow], list[RowFault]]:
    sheet = read_sheet(content, RESULTS)
    rows, faults = parse_result_rows(sheet, today)
    return sheet, *_without_id_numbers(rows, faults)


def _read_ce_records(content: bytes, today: date) -> tuple[Sheet, list[CeRow], list[RowFault]]:
    sheet = read_sheet(content, CE_RECORDS)
    rows, faults = parse_ce_rows(sheet, today)
    return sheet, *_without_id_numbers(rows, faults)


def _without_id_numbers(
    rows: Sequence[Row], faults: Sequence[SheetFault]
) -> tuple[list[Row], list[RowFault]]:
    """Refuse the rows that would have an ID number kept as something else (H10)."""
    slipped = {row.row_number for row in rows if _holds_an_id_number(row.institution)}
    told = [
        RowFault(row=each.row, column=each.column, code=each.code, reason=each.reason)
        for each in faults
    ]
    told += [_id_number_out_of_place(number) for number in sorted(slipped)]
    return [row for row in rows if row.row_number not in slipped], told


def _holds_an_id_number(text: str) -> bool:
    """Tell whether a text that would be kept may hold an ID number, which may not be (H10)."""
    return _LIKE_AN_ID_NUMBER.search(unicodedata.normalize("NFKC", text)) is not None


def _id_number_out_of_place(row: int) -> RowFault:
    return RowFault(
        row=row,
        column=Column.INSTITUTION,
        code="ID_NUMBER_OUT_OF_PLACE",
        reason="培训机构一栏中似乎有身份证号，请核对各列",
    )
