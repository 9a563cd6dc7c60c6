"""What rows of every sort of spreadsheet share: their cells with faults, and names compared."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final, Protocol, TypeVar

from certificate.adapters.spreadsheets import cells
from certificate.adapters.spreadsheets.cells import Tell
from certificate.adapters.spreadsheets.sheet import ReadRow, RowFault
from certificate.adapters.spreadsheets.words import Column
from contracts.vocabulary import CertificateKind, Trade

_NAMES_TOLD: Final = 4

T = TypeVar("T")


@dataclass
class RowCells:
    """A row's cells while they are being read, and what has been found wrong with them."""

    row: ReadRow
    faults: list[RowFault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.faults += self.row.faults
        self._spoilt = {fault.column for fault in self.row.faults}

    def read(self, column: str, reader: Callable[[str, Tell], T | None]) -> T | None:
        """Read a cell; one that could not be taken from the file is not judged again."""

        def tell(code: str, reason: str) -> None:
            row = self.row.row_number
            self.faults.append(RowFault(row=row, column=column, code=code, reason=reason))

        return None if column in self._spoilt else reader(self.row.values.get(column, ""), tell)


def day_reader(column: str, today: date) -> Callable[[str, Tell], date | None]:
    """Read days up to today."""
    return lambda text, tell: cells.day_in(column, text, today, tell)


def id_number_reader(today: date) -> Callable[[str, Tell], str | None]:
    """Read ID numbers of people born by today."""
    return lambda text, tell: cells.id_number_in(text, today, tell)


def trade_reader(kind: CertificateKind | None) -> Callable[[str, Tell], Trade | None]:
    """A trade is due for operators, may stand where the kind is unknown, and else may not."""
    match kind:
        case CertificateKind.OPERATOR:
            return cells.trade_in
        case None:
            return cells.any_trade_in
        case _:
            return cells.no_trade_in


class Named(Protocol):
    """A row that names a person."""

    @property
    def row_number(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def id_number(self) -> str: ...


def second_names(rows: Sequence[Named]) -> Iterator[RowFault]:
    """One ID number under two names is a mistake in at least one row; no one can tell which."""
    names_of: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        names_of[row.id_number].setdefault(row.name, row.row_number)
    for row in rows:
        names = names_of[row.id_number]
        if len(names) > 1:
            first_rows = islice(names.items(), _NAMES_TOLD)
            numbers = (str(number) for name, number in first_rows if name != row.name)
            others = "、".join(numbers)
            yield RowFault(
                row=row.row_number,
                column=Column.NAME,
                code="ID_NUMBER_UNDER_TWO_NAMES",
                reason=f"与第{others}行身份证号相同但姓名不同，请核对",
            )
