"""Turns the rows of a spreadsheet into exam results, telling everything wrong with each."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final, TypeVar

from certificate.adapters.spreadsheets import cells
from certificate.adapters.spreadsheets.cells import Tell
from certificate.adapters.spreadsheets.sheet import ReadRow, RowFault, Sheet
from certificate.adapters.spreadsheets.words import Column
from contracts.vocabulary import CertificateKind, Trade

_PLACE: Final = {column.value: place for place, column in enumerate(Column)}
_NAMES_TOLD: Final = 4

T = TypeVar("T")
Key = tuple[str, CertificateKind, Trade | None, date]


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultRow:
    """One exam result as a row gives it; a score is 0 to 100 with at most one decimal.

    Its key within a file and in the register is the person, the kind, the trade and the day.
    """

    row_number: int
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    kind: CertificateKind
    trade: Trade | None
    exam_on: date
    score: Decimal | None
    has_passed: bool
    institution: str = field(repr=False)
    note: str | None = field(repr=False)

    @property
    def key(self) -> Key:
        """What makes this exam another one than those of other rows."""
        return self.id_number, self.kind, self.trade, self.exam_on


def parse_result_rows(
    sheet: Sheet, today: date
) -> tuple[tuple[ResultRow, ...], tuple[RowFault, ...]]:
    """Return the good rows and every fault of the others, both in the order of the file.

    Only rows that are sound in themselves are compared: a bad row never spoils a good one.
    """
    sound: list[ResultRow] = []
    faults: list[RowFault] = []
    for row in sheet.rows:
        result, its_faults = _read(row, today)
        faults += its_faults
        if result is not None:
            sound.append(result)
    faults += _repetitions(sound)
    faults += _second_names(sound)
    refused = {fault.row for fault in faults}
    return (
        tuple(result for result in sound if result.row_number not in refused),
        tuple(sorted(faults, key=lambda fault: (fault.row, _PLACE[fault.column]))),
    )


def _read(row: ReadRow, today: date) -> tuple[ResultRow | None, list[RowFault]]:
    faults = list(row.faults)
    spoilt = {fault.column for fault in row.faults}

    def read(column: Column, reader: Callable[[str, Tell], T | None]) -> T | None:
        def tell(code: str, reason: str) -> None:
            faults.append(RowFault(row=row.row_number, column=column, code=code, reason=reason))

        return None if column in spoilt else reader(row.values.get(column, ""), tell)

    name = read(Column.NAME, cells.name_in)
    number = read(Column.ID_NUMBER, lambda text, tell: cells.id_number_in(text, today, tell))
    kind = read(Column.KIND, cells.kind_in)
    trade = read(Column.TRADE, _trade_reader(kind))
    exam_on = read(Column.EXAM_DATE, lambda text, tell: cells.exam_date_in(text, today, tell))
    score = read(Column.SCORE, cells.score_in)
    has_passed = read(Column.PASSED, cells.passed_in)
    institution = read(Column.INSTITUTION, cells.institution_in)
    note = read(Column.NOTE, cells.note_in)
    match name, number, kind, exam_on, has_passed, institution:
        case str(), str(), CertificateKind(), date(), bool(), str() if not faults:
            result = ResultRow(
                row_number=row.row_number,
                name=name,
                id_number=number,
                kind=kind,
                trade=trade,
                exam_on=exam_on,
                score=score,
                has_passed=has_passed,
                institution=institution,
                note=note,
            )
            return result, faults
    return None, faults


def _trade_reader(kind: CertificateKind | None) -> Callable[[str, Tell], Trade | None]:
    """A trade is due for operators, may stand where the kind is unknown, and else may not."""
    match kind:
        case CertificateKind.OPERATOR:
            return cells.trade_in
        case None:
            return cells.any_trade_in
        case _:
            return cells.no_trade_in


def _repetitions(results: Sequence[ResultRow]) -> Iterator[RowFault]:
    """Of rows that say the same the first is kept; rows that contradict are all refused."""
    by_key: defaultdict[Key, list[ResultRow]] = defaultdict(list)
    for result in results:
        by_key[result.key].append(result)
    for first, *others in by_key.values():
        if all((each.score, each.has_passed) == (first.score, first.has_passed) for each in others):
            for each in others:
                yield _repetition(each, "DUPLICATE_ROW", f"与第{first.row_number}行重复")
        else:
            said = "行是同一人的同一次考试，但成绩或是否合格不一致"
            yield _repetition(first, "CONTRADICTORY_ROW", f"与第{others[0].row_number}{said}")
            for each in others:
                yield _repetition(each, "CONTRADICTORY_ROW", f"与第{first.row_number}{said}")


def _repetition(result: ResultRow, code: str, reason: str) -> RowFault:
    return RowFault(row=result.row_number, column=Column.ID_NUMBER, code=code, reason=reason)


def _second_names(results: Sequence[ResultRow]) -> Iterator[RowFault]:
    """One ID number under two names is a mistake in at least one row; no one can tell which."""
    names_of: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for result in results:
        names_of[result.id_number].setdefault(result.name, result.row_number)
    for result in results:
        names = names_of[result.id_number]
        if len(names) > 1:
            first_rows = islice(names.items(), _NAMES_TOLD)
            others = "、".join(str(row) for name, row in first_rows if name != result.name)
            yield RowFault(
                row=result.row_number,
                column=Column.NAME,
                code="ID_NUMBER_UNDER_TWO_NAMES",
                reason=f"与第{others}行身份证号相同但姓名不同，请核对",
            )
