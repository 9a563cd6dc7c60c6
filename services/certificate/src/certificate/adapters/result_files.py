"""Spreadsheets of exam results, read and written outside the hub's thread (DESIGN 5.6)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol, TypeVar

from certificate.adapters.spreadsheets import (
    Column,
    ResultRow,
    Sheet,
    parse_result_rows,
    read_sheet,
    refused_rows_xlsx,
    template_csv,
    template_xlsx,
)
from certificate.adapters.spreadsheets import RowFault as SheetFault
from contracts.certificate import RowFault, SheetFormat
from contracts.errors import Fault, InvalidMessage

Result = TypeVar("Result")
_TEMPLATES: Final = {SheetFormat.CSV: template_csv, SheetFormat.XLSX: template_xlsx}
_LIKE_AN_ID_NUMBER: Final = re.compile(r"[0-9]{15}")


class InThread(Protocol):
    """Does CPU-bound work while others go on."""

    def __call__(self, work: Any, *args: Any) -> Any:
        """Give what the work gives."""
        ...


@dataclass(frozen=True, kw_only=True)
class SpreadsheetResults:
    """A spreadsheet that was read."""

    sheet: Sheet
    results: Sequence[ResultRow]
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
class SpreadsheetFiles:
    """Spreadsheets of exam results."""

    in_thread: InThread

    def read(self, content: bytes, today: date) -> SpreadsheetResults:
        """Read a file; raises `InvalidMessage` for one that is refused as a whole."""
        sheet, results, faults = self.in_thread(_read, content, today)
        if sheet.faults:
            raise InvalidMessage(
                sheet.faults[0].code,
                "；".join(fault.reason for fault in sheet.faults),
                "The file cannot be imported",
                faults=tuple(Fault(path="content", reason=each.reason) for each in sheet.faults),
            )
        return SpreadsheetResults(
            sheet=sheet, results=results, faults=faults, in_thread=self.in_thread
        )

    def template(self, form: SheetFormat) -> bytes:
        """Give the published template."""
        written: bytes = self.in_thread(_TEMPLATES[form])
        return written


def _read(content: bytes, today: date) -> tuple[Sheet, list[ResultRow], list[RowFault]]:
    sheet = read_sheet(content)
    rows, faults = parse_result_rows(sheet, today)
    slipped = [row for row in rows if _holds_an_id_number(row.institution)]
    refused = {row.row_number for row in slipped}
    return (
        sheet,
        [row for row in rows if row.row_number not in refused],
        [
            *(
                RowFault(row=each.row, column=each.column, code=each.code, reason=each.reason)
                for each in faults
            ),
            *(_id_number_out_of_place(row.row_number) for row in slipped),
        ],
    )


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
