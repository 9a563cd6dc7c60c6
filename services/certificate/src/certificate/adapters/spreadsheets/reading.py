"""Reads an office's spreadsheet: tells its kind by content, finds the header, takes the rows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from certificate.adapters.spreadsheets.csv_files import table_in_csv
from certificate.adapters.spreadsheets.layouts import RESULTS, Layout
from certificate.adapters.spreadsheets.sheet import (
    HEADER_WITHIN_ROWS,
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    FileFault,
    FileFaultCode,
    Form,
    RawRow,
    ReadRow,
    RowFault,
    Sheet,
    Table,
    Unreadable,
)
from certificate.adapters.spreadsheets.words import Column, compact, tidy
from certificate.adapters.spreadsheets.xlsx_files import EXACT_DIGITS, tables_in_xlsx

LOST_DIGITS: Final = "ID_NUMBER_LOST_DIGITS"
LOST_DIGITS_REASON: Final = (
    f"身份证号存成了数字，第{EXACT_DIGITS}位以后已丢失；请把该列设为文本格式后重新填写"
)

_FEWEST_TITLES: Final = 3
_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_OTHER_FORMATS: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"<", "网页或 XML"),
    (b"\xef\xbb\xbf<", "网页或 XML"),
    (b"{\\rtf", "RTF 文档"),
)


def read_sheet(content: bytes, layout: Layout = RESULTS) -> Sheet:
    """Read CSV or XLSX; whatever the bytes are, a sheet with rows or with its faults comes."""
    try:
        return _read(content, layout)
    except Unreadable as refusal:
        return Sheet(faults=(refusal.fault,))


def _read(content: bytes, layout: Layout) -> Sheet:
    found = [
        (table.title, sheet)
        for table in _tables(content, layout)
        if (sheet := _sheet_in(table, layout))
    ]
    if not found:
        titles = "、".join(layout.required)
        raise Unreadable(
            FileFaultCode.HEADER_NOT_FOUND,
            f"前{HEADER_WITHIN_ROWS}行内没有找到表头；表头应有：{titles}"
            f"（{layout.not_required}按需）",
        )
    filled = [(title, sheet) for title, sheet in found if sheet.rows or sheet.faults]
    if not filled:
        raise Unreadable(FileFaultCode.NO_ROWS, "表头下面没有数据")
    if len(filled) > 1:
        titles = "、".join(f"“{title}”" for title, _ in filled)
        raise Unreadable(
            FileFaultCode.MORE_SHEETS,
            f"工作簿中有多张{layout.sheet}表（{titles}），请每次只导入一张",
        )
    return filled[0][1]


def _tables(content: bytes, layout: Layout) -> Iterator[Table]:
    if len(content) > MAX_BYTES:
        raise Unreadable(
            FileFaultCode.TOO_LARGE, f"文件超过{MAX_BYTES // 1024 // 1024}MB，请拆分后再导入"
        )
    if not content.strip():
        raise Unreadable(FileFaultCode.EMPTY, "文件是空的")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            FileFaultCode.OLD_EXCEL,
            "文件是旧版 .xls 或加了密码，请用 Excel 或 WPS 去掉密码并另存为 .xlsx 后再导入",
        )
    for start, name in _OTHER_FORMATS:
        if content.startswith(start):
            raise Unreadable(
                FileFaultCode.OTHER_FORMAT, f"文件的内容是{name}，不是表格，请另存为 .xlsx 或 .csv"
            )
    if content.startswith(b"PK"):
        yield from tables_in_xlsx(content)
    else:
        yield table_in_csv(content, lambda titles: len(_known(titles, layout)))


def _sheet_in(table: Table, layout: Layout) -> Sheet | None:
    """Read the table under its header; there is none where no row looks like a header."""
    header = _header_in(table.rows, layout)
    if header is None:
        return None
    titles = tuple(tidy(cell.text) for cell in header.cells)
    places = _known(titles, layout)
    if faults := tuple(_header_faults(titles, places, layout)):
        return Sheet(header=titles, faults=faults)
    return Sheet(header=titles, rows=tuple(_rows_under(table.rows, places, layout)))


def _header_in(rows: Iterator[RawRow], layout: Layout) -> RawRow | None:
    for row in rows:
        if row.number > HEADER_WITHIN_ROWS:
            return None
        known = _known((cell.text for cell in row.cells), layout)
        if len(known) >= _FEWEST_TITLES and (Column.NAME in known or Column.ID_NUMBER in known):
            return row
    return None


def _known(titles: Iterable[str], layout: Layout) -> dict[str, int]:
    """Tell where each known column first stands."""
    places: dict[str, int] = {}
    for place, title in enumerate(titles):
        if (column := layout.column_titled(title)) is not None:
            places.setdefault(column, place)
    return places


def _header_faults(
    titles: Sequence[str], places: Mapping[str, int], layout: Layout
) -> Iterator[FileFault]:
    if missing := [column for column in layout.required if column not in places]:
        yield FileFault(
            code=FileFaultCode.COLUMN_MISSING, reason=f"表头缺少列：{'、'.join(missing)}"
        )
    for column, count in Counter(map(layout.column_titled, titles)).items():
        if column is not None and count > 1:
            yield FileFault(
                code=FileFaultCode.COLUMN_TWICE,
                reason=f"表头中有{count}列都是“{column}”，请只保留一列",
            )


def _rows_under(
    rows: Iterator[RawRow], places: Mapping[str, int], layout: Layout
) -> Iterator[ReadRow]:
    count = 0
    for raw in rows:
        row = _row(raw, places)
        if not any(row.values.values()) or _repeats_header(row.values, layout):
            continue
        count += 1
        if count > MAX_ROWS:
            raise Unreadable(
                FileFaultCode.TOO_MANY_ROWS, f"数据超过{MAX_ROWS}行，请拆分成几个文件导入"
            )
        yield row


def _row(raw: RawRow, places: Mapping[str, int]) -> ReadRow:
    if any(cell.text.strip() for cell in raw.cells[MAX_COLUMNS:]):
        raise Unreadable(
            FileFaultCode.TOO_MANY_COLUMNS,
            f"第{raw.number}行超过{MAX_COLUMNS}列，请只保留模板中的列",
        )
    known = {column: raw.cells[place] for column, place in places.items() if place < len(raw.cells)}
    faults = (_fault_of(raw.number, column, cell) for column, cell in known.items())
    return ReadRow(
        row_number=raw.number,
        values={column: tidy(cell.text) for column, cell in known.items()},
        cells=tuple(cell.text for cell in raw.cells),
        faults=tuple(fault for fault in faults if fault is not None),
    )


def _fault_of(number: int, column: str, cell: Cell) -> RowFault | None:
    """Tell why a cell's text cannot be trusted, if it cannot."""
    if cell.form is Form.FORMULA:
        code, reason = "CELL_FORMULA", "单元格是公式，请复制后选择性粘贴为数值"
    elif cell.form is Form.ERROR:
        code, reason = "CELL_ERROR", "单元格是错误值，请重新填写"
    elif column == Column.ID_NUMBER and _SCIENTIFIC.fullmatch(compact(cell.text)):
        code, reason = LOST_DIGITS, LOST_DIGITS_REASON
    else:
        return None
    return RowFault(row=number, column=column, code=code, reason=reason)


def _repeats_header(values: Mapping[str, str], layout: Layout) -> bool:
    return all(layout.column_titled(text) == column for column, text in values.items() if text)
