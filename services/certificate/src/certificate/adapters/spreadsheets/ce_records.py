"""Turns the rows of a spreadsheet into continuing-education records, or tells their faults."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
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
from certificate.adapters.spreadsheets.words import CeColumn
from contracts.vocabulary import CertificateKind, Trade

_PLACE: Final = {column.value: place for place, column in enumerate(CeColumn)}


@dataclass(frozen=True, kw_only=True, slots=True)
class CeRow:
    """One continuing-education record as a row gives it; `certificate` is a number, if told."""

    row_number: int
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    kind: CertificateKind
    trade: Trade | None
    ordinal: int
    issued_on: date
    institution: str = field(repr=False)
    certificate: str | None

    @property
    def said(self) -> tuple[object, ...]:
        """What makes this record another one than those of other rows."""
        whose = (self.id_number, self.kind, self.trade, self.certificate)
        return (*whose, self.ordinal, self.issued_on)


def parse_ce_rows(sheet: Sheet, today: date) -> tuple[tuple[CeRow, ...], tuple[RowFault, ...]]:
    """Return the good rows and every fault of the others, both in the order of the file.

    Rows that say the same are one record, of which the first is kept. Whether two of different
    days claim one place of one certificate is known only once their certificate is.
    """
    sound: list[CeRow] = []
    faults: list[RowFault] = []
    for row in sheet.rows:
        record, its_faults = _read(row, today)
        faults += its_faults
        if record is not None:
            sound.append(record)
    faults += _repetitions(sound)
    faults += second_names(sound)
    refused = {fault.row for fault in faults}
    return (
        tuple(record for record in sound if record.row_number not in refused),
        tuple(sorted(faults, key=lambda fault: (fault.row, _PLACE[fault.column]))),
    )


def _read(row: ReadRow, today: date) -> tuple[CeRow | None, list[RowFault]]:
    cell = RowCells(row)
    faults, read = cell.faults, cell.read
    name = read(CeColumn.NAME, cells.name_in)
    number = read(CeColumn.ID_NUMBER, id_number_reader(today))
    kind = read(CeColumn.KIND, cells.kind_in)
    trade = read(CeColumn.TRADE, trade_reader(kind))
    ordinal = read(CeColumn.ORDINAL, cells.ordinal_in)
    issued_on = read(CeColumn.ISSUED_ON, day_reader(CeColumn.ISSUED_ON, today))
    institution = read(CeColumn.INSTITUTION, cells.institution_in)
    certificate = read(CeColumn.CERTIFICATE, cells.certificate_in)
    read(CeColumn.NOTE, cells.note_in)
    match name, number, kind, ordinal, issued_on, institution:
        case str(), str(), CertificateKind(), int(), date(), str() if not faults:
            record = CeRow(
                row_number=row.row_number,
                name=name,
                id_number=number,
                kind=kind,
                trade=trade,
                ordinal=ordinal,
                issued_on=issued_on,
                institution=institution,
                certificate=certificate,
            )
            return record, faults
    return None, faults


def _repetitions(records: Sequence[CeRow]) -> Iterator[RowFault]:
    same: defaultdict[tuple[object, ...], list[CeRow]] = defaultdict(list)
    for record in records:
        same[record.said].append(record)
    for first, *others in same.values():
        for each in others:
            yield RowFault(
                row=each.row_number,
                column=CeColumn.ID_NUMBER,
                code="DUPLICATE_ROW",
                reason=f"与第{first.row_number}行重复",
            )
