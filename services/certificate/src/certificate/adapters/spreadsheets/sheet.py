"""A spreadsheet as it was read: its rows, their cells by column, and what could not be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Final, NamedTuple

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 64 * 1024 * 1024
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 50
MAX_SCANNED_ROWS: Final = 100_000
HEADER_WITHIN_ROWS: Final = 20


@unique
class Form(StrEnum):
    """What a cell holds, where that matters for trusting its text."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FORMULA = "formula"
    ERROR = "error"


class Cell(NamedTuple):
    """A cell's text as an office would read it, and its form."""

    text: str
    form: Form = Form.TEXT


class RawRow(NamedTuple):
    """One row as it stands in the file; `number` is the one that Excel shows beside it."""

    number: int
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """One sheet of a workbook, or a whole CSV file, read row by row."""

    title: str
    rows: Iterator[RawRow]


@unique
class FileFaultCode(StrEnum):
    """Why a file cannot be imported at all."""

    EMPTY = "FILE_EMPTY"
    TOO_LARGE = "FILE_TOO_LARGE"
    OLD_EXCEL = "FILE_OLD_EXCEL"
    OTHER_FORMAT = "FILE_OTHER_FORMAT"
    DAMAGED = "FILE_DAMAGED"
    ENCODING = "FILE_ENCODING"
    QUOTES = "FILE_QUOTES"
    TOO_MANY_ROWS = "FILE_TOO_MANY_ROWS"
    TOO_MANY_COLUMNS = "FILE_TOO_MANY_COLUMNS"
    HEADER_NOT_FOUND = "FILE_HEADER_NOT_FOUND"
    COLUMN_MISSING = "FILE_COLUMN_MISSING"
    COLUMN_TWICE = "FILE_COLUMN_TWICE"
    NO_ROWS = "FILE_NO_ROWS"
    MORE_SHEETS = "FILE_MORE_SHEETS"


@dataclass(frozen=True, kw_only=True)
class FileFault:
    """One reason why the whole file is refused, in Chinese for the office."""

    code: FileFaultCode
    reason: str


class Unreadable(Exception):
    """The file cannot be read; never leaves this package."""

    def __init__(self, code: FileFaultCode, reason: str) -> None:
        super().__init__(code)
        self.fault: Final = FileFault(code=code, reason=reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFault:
    """One thing wrong with one row: where (the column's Chinese title), a code, the reason."""

    row: int
    column: str
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadRow:
    """A row that holds something: the known columns tidied, and all cells as they came."""

    row_number: int
    values: Mapping[str, str] = field(repr=False)
    cells: tuple[str, ...] = field(repr=False)
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What was read of a file. With `faults` it is refused as a whole and has no rows."""

    header: tuple[str, ...] = ()
    rows: tuple[ReadRow, ...] = ()
    faults: tuple[FileFault, ...] = ()
