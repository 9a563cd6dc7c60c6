"""Spreadsheets of exam results and CE records: what comes from offices, and what goes back.

Pure functions on bytes. Parsing 20,000 rows takes a second or two of processor time: callers
run it outside the hub's thread (DESIGN 5.6).
"""

from certificate.adapters.spreadsheets.ce_records import CeRow, parse_ce_rows
from certificate.adapters.spreadsheets.layouts import CE_RECORDS, RESULTS, Layout
from certificate.adapters.spreadsheets.reading import read_sheet
from certificate.adapters.spreadsheets.results import ResultRow, parse_result_rows
from certificate.adapters.spreadsheets.sheet import (
    FileFault,
    FileFaultCode,
    ReadRow,
    RowFault,
    Sheet,
)
from certificate.adapters.spreadsheets.words import KIND_TITLES, TRADE_TITLES, CeColumn, Column
from certificate.adapters.spreadsheets.writing import (
    refused_rows_xlsx,
    template_csv,
    template_xlsx,
)

__all__ = [
    "CE_RECORDS",
    "KIND_TITLES",
    "RESULTS",
    "TRADE_TITLES",
    "CeColumn",
    "CeRow",
    "Column",
    "FileFault",
    "FileFaultCode",
    "Layout",
    "ReadRow",
    "ResultRow",
    "RowFault",
    "Sheet",
    "parse_ce_rows",
    "parse_result_rows",
    "read_sheet",
    "refused_rows_xlsx",
    "template_csv",
    "template_xlsx",
]
