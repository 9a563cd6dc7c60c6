"""Turns the rows of a spreadsheet into exam results, telling everything wrong with each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from certificate.adapters.spreadsheets import cells
from certificate.adapters.spreadsheets.rows import (
    RowCells,
    day_reader,
    id_number_reader,
    second_names,
    trade_reader,
)
from certificate.adapters.spreadsheets.sheet import ReadRow, RowFault, Sheet
from certificate.adapters.spreadsheets.words import Column
from contracts.vocabulary import CertificateKind, Trade

_PLACE: Final = {column.value: place for place, column in enumerate(Column)}

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
    faults += second_names(sound)
    refused = {fault.row for fault in faults}
    return (
        tuple(result for result in sound if result.row_number not in refused),
        tuple(sorted(faults, key=lambda fault: (fault.row, _PLACE[fault.column]))),
    )


def _read(row: ReadRow, today: date) -> tuple[ResultRow | None, list[RowFault]]:
    cell = RowCells(row)
    faults, read = cell.faults, cell.read
    name = read(Column.NAME, cells.name_in)
    number = read(Column.ID_NUMBER, id_number_reader(today))
    kind = read(Column.KIND, cells.kind_in)
    trade = read(Column.TRADE, trade_reader(kind))
    exam_on = read(Column.EXAM_DATE, day_reader(Column.EXAM_DATE, today))
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
