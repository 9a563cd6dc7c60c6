"""Turns the rows of a spreadsheet into exam results, telling everything wrong with each."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from certificate.adapters.spreadsheets import cells
from certificate.adapters.spreadsheets.cells import Tell
from certificate.adapters.spreadsheets.sheet import ReadRow, RowFault, Sheet
from certificate.adapters.spreadsheets.words import WORDS_FOR_NOTHING, Column, compact
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
    institution: str
    note: str | None = field(repr=False)


class _Draft(NamedTuple):
    """What could be read of a row, and what could not."""

    row_number: int
    name: str | None
    id_number: str | None
    kind: CertificateKind | None
    trade: Trade | None
    exam_on: date | None
    score: Decimal | None
    has_passed: bool | None
    institution: str | None
    note: str | None
    faults: tuple[RowFault, ...]


def parse_result_rows(
    sheet: Sheet, today: date
) -> tuple[tuple[ResultRow, ...], tuple[RowFault, ...]]:
    """Return the good rows and every fault of the others, both in the order of the file."""
    drafts = [_draft(row, today) for row in sheet.rows]
    faults = [fault for draft in drafts for fault in draft.faults]
    faults += _repetitions(drafts)
    faults += _second_names(drafts)
    refused = {fault.row for fault in faults}
    results = (_result(draft) for draft in drafts if draft.row_number not in refused)
    return (
        tuple(result for result in results if result is not None),
        tuple(sorted(faults, key=lambda fault: (fault.row, _PLACE[fault.column]))),
    )


def _draft(row: ReadRow, today: date) -> _Draft:
    faults = list(row.faults)
    spoilt = {fault.column for fault in row.faults}

    def tell(column: Column, code: str, reason: str) -> None:
        faults.append(RowFault(row=row.row_number, column=column, code=code, reason=reason))

    def read(column: Column, reader: Callable[[str, Tell], T | None]) -> T | None:
        text = row.values.get(column, "")
        if column in spoilt:
            return None
        return reader(text, lambda code, reason: tell(column, code, reason))

    kind = read(Column.KIND, cells.kind_in)
    trade_is_due = kind is CertificateKind.OPERATOR or (
        kind is None and compact(row.values.get(Column.TRADE, "")) not in WORDS_FOR_NOTHING
    )
    return _Draft(
        row_number=row.row_number,
        name=read(Column.NAME, cells.name_in),
        id_number=read(Column.ID_NUMBER, lambda text, tell: cells.id_number_in(text, today, tell)),
        kind=kind,
        trade=read(Column.TRADE, cells.trade_in if trade_is_due else cells.no_trade_in),
        exam_on=read(Column.EXAM_DATE, lambda text, tell: cells.exam_date_in(text, today, tell)),
        score=read(Column.SCORE, cells.score_in),
        has_passed=read(Column.PASSED, cells.passed_in),
        institution=read(Column.INSTITUTION, cells.institution_in),
        note=read(Column.NOTE, cells.note_in),
        faults=tuple(faults),
    )


def _result(draft: _Draft) -> ResultRow | None:
    match draft:
        case _Draft(
            name=str(name),
            id_number=str(id_number),
            kind=CertificateKind() as kind,
            exam_on=date() as exam_on,
            has_passed=bool(has_passed),
            institution=str(institution),
        ):
            return ResultRow(
                row_number=draft.row_number,
                name=name,
                id_number=id_number,
                kind=kind,
                trade=draft.trade,
                exam_on=exam_on,
                score=draft.score,
                has_passed=has_passed,
                institution=institution,
                note=draft.note,
            )
        case _:
            return None


def _key(draft: _Draft) -> Key | None:
    if draft.id_number is None or draft.kind is None or draft.exam_on is None:
        return None
    if draft.kind is CertificateKind.OPERATOR and draft.trade is None:
        return None
    return draft.id_number, draft.kind, draft.trade, draft.exam_on


def _repetitions(drafts: Sequence[_Draft]) -> Iterator[RowFault]:
    """Of rows that say the same the first is kept; rows that contradict are all refused."""
    by_key: defaultdict[Key, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        if (key := _key(draft)) is not None:
            by_key[key].append(draft)
    for first, *others in by_key.values():
        if not others:
            continue
        if len({(draft.score, draft.has_passed) for draft in (first, *others)}) == 1:
            for draft in others:
                yield _repetition(draft, "DUPLICATE_ROW", f"与第{first.row_number}行重复")
        else:
            said = "行是同一人的同一次考试，但成绩或是否合格不一致"
            yield _repetition(first, "CONTRADICTORY_ROW", f"与第{others[0].row_number}{said}")
            for draft in others:
                yield _repetition(draft, "CONTRADICTORY_ROW", f"与第{first.row_number}{said}")


def _repetition(draft: _Draft, code: str, reason: str) -> RowFault:
    return RowFault(row=draft.row_number, column=Column.ID_NUMBER, code=code, reason=reason)


def _second_names(drafts: Sequence[_Draft]) -> Iterator[RowFault]:
    """One ID number under two names is a mistake in at least one row; no one can tell which."""
    by_number: defaultdict[str, dict[str, int]] = defaultdict(dict)
    named = [(draft, draft.id_number, draft.name) for draft in drafts]
    for draft, number, name in named:
        if number is not None and name is not None:
            by_number[number].setdefault(name, draft.row_number)
    for draft, number, name in named:
        if number is None or name is None or len(by_number[number]) == 1:
            continue
        first_rows = list(by_number[number].items())[:_NAMES_TOLD]
        others = "、".join(str(row) for other, row in first_rows if other != name)
        yield RowFault(
            row=draft.row_number,
            column=Column.NAME,
            code="ID_NUMBER_UNDER_TWO_NAMES",
            reason=f"与第{others}行身份证号相同但姓名不同，请核对",
        )
