"""Exam results as spreadsheets: what comes from offices, and what goes back to them.

Pure functions on bytes. Parsing 20,000 rows takes a second or two of processor time: callers
run it outside the hub's thread (DESIGN 5.6).
"""

from certificate.adapters.spreadsheets.reading import read_sheet
from certificate.adapters.spreadsheets.results import ResultRow, parse_result_rows
from certificate.adapters.spreadsheets.sheet import (
    FileFault,
    FileFaultCode,
    ReadRow,
    RowFault,
    Sheet,
)
from certificate.adapters.spreadsheets.words import KIND_TITLES, TRADE_TITLES, Column
from certificate.adapters.spreadsheets.writing import (
    refused_rows_xlsx,
    template_csv,
    template_xlsx,
)

__all__ = [
    "KIND_TITLES",
    "TRADE_TITLES",
    "Column",
    "FileFault",
    "FileFaultCode",
    "ReadRow",
    "ResultRow",
    "RowFault",
    "Sheet",
    "parse_result_rows",
    "read_sheet",
    "refused_rows_xlsx",
    "template_csv",
    "template_xlsx",
]
