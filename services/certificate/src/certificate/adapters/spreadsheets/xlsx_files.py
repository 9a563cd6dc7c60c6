"""Excel workbooks (.xlsx, ECMA-376), streamed row by row.

The cells are read here and not by openpyxl, which knows none of the date formats that Chinese
Excel has built in (27–36, 50–58), gives up on styles that some office programs write, drops
rows that stand out of order, and keeps in memory what a hostile file repeats. No formula is
evaluated.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from openpyxl.styles.numbers import is_date_format

from certificate.adapters.spreadsheets.sheet import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SCANNED_ROWS,
    Cell,
    FileFaultCode,
    Form,
    RawRow,
    Table,
    Unreadable,
)
from certificate.adapters.spreadsheets.xlsx_parts import (
    Attributes,
    Handler,
    Package,
    damage_told,
    damaged,
    unpacks_to_too_much,
)

EXACT_DIGITS: Final = 15
LAST_EXCEL_ROW: Final = 1_048_576

_MAX_STRINGS: Final = MAX_ROWS * MAX_COLUMNS
_BUILT_IN_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_EPOCH_1900: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)
_NO_CELL: Final = Cell("")
_SHORT_INTEGER: Final = re.compile(rf"-?[0-9]{{1,{EXACT_DIGITS}}}")
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})[0-9]*")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_CELL_TEXT: Final = 100_000


def tables_in_xlsx(content: bytes) -> Iterator[Table]:
    """Give the visible sheets of a workbook in their order; `Unreadable` where it is none."""
    with damage_told():
        package = Package(content)
        main = next(
            (each.part for each in package.relationships("") if each.kind == "officeDocument"), ""
        )
        related = package.relationships(main)
        workbook = package.parsed(main, _WorkbookHandler())
        part_of = {each.kind: each.part for each in related}
        strings, styles = _StringsHandler(), _StylesHandler()
        if "sharedStrings" in part_of:
            package.parsed(part_of["sharedStrings"], strings)
        if "styles" in part_of:
            package.parsed(part_of["styles"], styles)
    if not workbook.visible_sheets:
        raise damaged()
    sheets = {each.id: each.part for each in related if each.kind == "worksheet"}
    for title, sheet in workbook.visible_sheets:
        if sheet in sheets:
            values = _Values(strings.found, styles.date_styles(), workbook.epoch)
            yield Table(title, _rows(package, sheets[sheet], values))


def _rows(package: Package, part: str, values: "_Values") -> Iterator[RawRow]:
    handler = _RowsHandler(values)
    with damage_told():
        for _ in package.pieces(part, handler):
            yield from handler.taken()


class _WorkbookHandler(Handler):
    """Hears of the visible sheets and of the day from which dates are counted."""

    def __init__(self) -> None:
        super().__init__()
        self.epoch = _EPOCH_1900
        self.visible_sheets: Final[list[tuple[str, str]]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true", "on"):
            self.epoch = _EPOCH_1904
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            self.visible_sheets.extend((attributes.get("name", ""), each) for each in ids)


class _StringsHandler(Handler):
    """Hears the table of shared strings; phonetic guides (`rPh`) are no part of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Final[list[str]] = []
        self._pieces: Final[list[str]] = []

    def end(self, name: str) -> None:
        if name == "si":
            self.found.append(_unescaped("".join(self._pieces)))
            self._pieces.clear()
            if len(self.found) > _MAX_STRINGS:
                raise unpacks_to_too_much()

    def text(self, data: str) -> None:
        if self.open_tags[-1] == "t" and "rPh" not in self.open_tags:
            self._pieces.append(data)


class _StylesHandler(Handler):
    """Hears which cell formats show their number as a date."""

    def __init__(self) -> None:
        super().__init__()
        self._custom: Final[dict[str, bool]] = {}
        self._formats: Final[list[str]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        number = attributes.get("numFmtId", "0")
        if name == "numFmt":
            self._custom[number] = is_date_format(attributes.get("formatCode", ""))
        if name == "xf" and self.open_tags[-2] == "cellXfs":
            self._formats.append(number)

    def date_styles(self) -> frozenset[str]:
        """Give the styles as cells name them: by their place in the list."""
        return frozenset(
            str(place) for place, number in enumerate(self._formats) if self._is_date(number)
        )

    def _is_date(self, number: str) -> bool:
        return self._custom.get(number, number.isdecimal() and int(number) in _BUILT_IN_DATES)


class _Values:
    """Turns what a cell holds into the text that an office sees in it."""

    def __init__(self, strings: Sequence[str], date_styles: frozenset[str], epoch: date) -> None:
        self._strings: Final = strings
        self._date_styles: Final = date_styles
        self._epoch: Final = epoch

    def cell(self, attributes: Attributes, text: str, inline: str) -> Cell:
        """Return the cell of one `<c>`; `ValueError` or `LookupError` where it makes no sense."""
        match attributes.get("t", "n"):
            case "n":
                return self._number(text, is_date=attributes.get("s") in self._date_styles)
            case "s":
                return Cell(self._strings[int(text)] if text else "")
            case "inlineStr":
                return Cell(_unescaped(inline))
            case "str":
                return Cell(_unescaped(text))
            case "b":
                return Cell("TRUE" if text == "1" else "FALSE")
            case "d":
                return Cell(text.partition("T")[0], Form.DATE)
            case _:
                return Cell(text, Form.ERROR)

    def _number(self, text: str, *, is_date: bool) -> Cell:
        if not text:
            return _NO_CELL
        if is_date:
            try:
                day = self._epoch + timedelta(days=int(float(text)))
            except OverflowError:
                return Cell(text, Form.ERROR)
            return Cell(day.isoformat(), Form.DATE)
        if _SHORT_INTEGER.fullmatch(text):
            return Cell(text, Form.NUMBER)
        return Cell(f"{float(text):.{EXACT_DIGITS}g}", Form.NUMBER)


class _RowsHandler(Handler):
    """Hears a worksheet and gathers the rows that have ended."""

    def __init__(self, values: _Values) -> None:
        super().__init__()
        self._values: Final = values
        self._rows: list[RawRow] = []
        self._scanned = 0
        self._number = 0
        self._column = 0
        self._cells: dict[int, Cell] = {}
        self._attributes: Attributes = {}
        self._pieces: dict[str, str] = {}

    def taken(self) -> list[RawRow]:
        """Give the rows that have ended since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._column = _column_of(attributes.get("r", ""), after=self._column)
            self._attributes, self._pieces = attributes, {}
        elif name == "f":
            self._pieces["f"] = ""
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._column, self._cells = 0, {}

    def text(self, data: str) -> None:
        tag = self.open_tags[-1]
        if tag in ("v", "f", "t") and "rPh" not in self.open_tags:
            piece = self._pieces.get(tag, "") + data
            if len(piece) > _MAX_CELL_TEXT:
                raise damaged()
            self._pieces[tag] = piece

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()

    def _end_cell(self) -> None:
        cell = self._cell()
        if not cell.text.strip():
            return
        if self._column > MAX_COLUMNS:
            raise Unreadable(
                FileFaultCode.TOO_MANY_COLUMNS,
                f"第{self._number}行超过{MAX_COLUMNS}列，请只保留模板中的列",
            )
        self._cells[self._column] = cell

    def _cell(self) -> Cell:
        if "f" in self._pieces:
            return Cell(f"={self._pieces['f']}", Form.FORMULA)
        return self._values.cell(
            self._attributes, self._pieces.get("v", "").strip(), self._pieces.get("t", "")
        )

    def _end_row(self) -> None:
        self._scanned += 1
        if self._scanned > MAX_SCANNED_ROWS:
            raise Unreadable(
                FileFaultCode.TOO_MANY_ROWS,
                f"工作表超过{MAX_SCANNED_ROWS}行（含空行），请删除多余的空行或拆分后再导入",
            )
        if not 1 <= self._number <= LAST_EXCEL_ROW:
            raise damaged()
        if self._cells:
            columns = range(1, max(self._cells) + 1)
            cells = tuple(self._cells.get(column, _NO_CELL) for column in columns)
            self._rows.append(RawRow(self._number, cells))


def _column_of(reference: str, *, after: int) -> int:
    """Return the column of a cell reference such as `AB12`; without one it is the next."""
    if not reference:
        return after + 1
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise damaged()
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _unescaped(text: str) -> str:
    """Undo Excel's `_x000D_` for signs that XML cannot hold; half a surrogate pair is lost."""
    return _ESCAPE.sub(_escaped_sign, text) if "_x" in text else text


def _escaped_sign(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)
