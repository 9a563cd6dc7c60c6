"""Text files with separated columns (CSV), as Excel, WPS and offices' own systems write them."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

from certificate.adapters.spreadsheets.sheet import (
    HEADER_WITHIN_ROWS,
    MAX_SCANNED_ROWS,
    Cell,
    FileFaultCode,
    Form,
    RawRow,
    Table,
    Unreadable,
)

DELIMITERS: Final = (",", "\t", ";")

_TEXT_LITERAL: Final = re.compile(r'="([^"]*)"')
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Likeness = Callable[[Iterable[str]], int]


def table_in_csv(content: bytes, likeness: Likeness) -> Table:
    """Return the table in a text file; `Unreadable` where it is none.

    `likeness` counts how many known column titles a row holds: the delimiter is the one that
    makes the likeliest header.
    """
    text = _decoded(content)
    delimiter = max(DELIMITERS, key=lambda each: _best_likeness(text, each, likeness))
    return Table("", _rows(text, delimiter))


def _decoded(content: bytes) -> str:
    declared = [encoding for bom, encoding in _BOMS if content.startswith(bom)]
    for encoding in declared or ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _NO_TEXT.search(text) is None:
            return text
    raise Unreadable(
        FileFaultCode.ENCODING,
        "文件不是可识别的文本（UTF-8 或 GBK/GB18030），请另存为“CSV UTF-8”或 .xlsx 后再导入",
    )


def _best_likeness(text: str, delimiter: str, likeness: Likeness) -> int:
    best = 0
    with suppress(Unreadable):
        for record in islice(_records(text, delimiter), HEADER_WITHIN_ROWS):
            best = max(best, likeness(record))
    return best


def _rows(text: str, delimiter: str) -> Iterator[RawRow]:
    for number, record in enumerate(_records(text, delimiter), start=1):
        if number > MAX_SCANNED_ROWS:
            raise Unreadable(
                FileFaultCode.TOO_MANY_ROWS,
                f"文件超过{MAX_SCANNED_ROWS}行（含空行），请拆分后再导入",
            )
        yield RawRow(number, tuple(_cell(field) for field in record))


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Split the text strictly: a quote left open would swallow all the rows below it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    first_line = 1
    try:
        for record in reader:
            yield record
            first_line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            FileFaultCode.QUOTES,
            f"从文件第{first_line}行文本起引号不成对或单元格过长，无法分列，请改正后再导入",
        ) from error


def _cell(field: str) -> Cell:
    """Excel's way of keeping digits as text, `="0123"`, is no formula; any other `=` is."""
    if literal := _TEXT_LITERAL.fullmatch(field.strip()):
        return Cell(literal[1])
    return Cell(field, Form.FORMULA if field.lstrip().startswith("=") else Form.TEXT)
