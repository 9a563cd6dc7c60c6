"""Importing continuing-education records: good rows are kept, all other faults told (六.6, K11)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from certificate.application.certificates import sight_of
from certificate.application.ports import Clock
from certificate.application.ports_education import (
    CeFiles,
    CeRegister,
    CeSheet,
    CeTransactions,
    NewCeRecord,
    Place,
    ReadCeRow,
    Whose,
)
from certificate.application.ports_results import Named, NewImport, People, Resolved
from certificate.application.results_import import MEDIA_TYPES
from certificate.domain.education import (
    Claim,
    HeldTerm,
    Misfit,
    may_still_serve,
    nearest_span,
    term_of,
)
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vocabulary import Province

# The columns in which a row is to be corrected, by the titles that offices see.
KIND: Final = "证书类别"
CERTIFICATE: Final = "证书编号"
ISSUED_ON: Final = "发证日期"
ORDINALS: Final = {1: "第一次", 2: "第二次"}


@dataclass(kw_only=True)
class _Judged:
    """A file's rows, while they are being judged."""

    sheet: CeSheet
    records: list[NewCeRecord] = field(default_factory=list)
    known: int = 0
    faults: list[told.RowFault] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Count the rows that are not taken."""
        return len({fault.row for fault in self.faults})


@dataclass(frozen=True, kw_only=True)
class CeImporting:
    """What the authority's examiners do with spreadsheets of continuing-education records."""

    clock: Clock
    new_id: Callable[[], UUID]
    files: CeFiles
    people: People
    register: CeRegister
    transactions: CeTransactions

    def template(self, call: told.GetCeTemplate) -> told.Spreadsheet:
        """Give the published template."""
        return told.Spreadsheet(
            filename=f"ce-records-template.{call.format.value}",
            media_type=MEDIA_TYPES[call.format],
            content=self.files.template(call.format),
        )

    def apply(self, call: told.ImportCeRecords, by: Principal) -> told.ImportReport:
        """Take a file's good rows, or only tell which they are."""
        judged = self._judged(call.content, by)
        if call.dry_run:
            return _report(judged, None, accepted=len(judged.records))
        made = NewImport(
            id=self.new_id(),
            province=_province(by),
            by=by.subject,
            at=self.clock.now(),
            rows=judged.sheet.rows,
            refused=judged.refused,
        )
        with self.transactions() as records:
            accepted = records.add_import(made, judged.records)
        return _report(judged, made.id, accepted=accepted)

    def refused_rows(self, call: told.GetRefusedCeRows, by: Principal) -> told.Spreadsheet:
        """Give back the rows that an import would refuse, and keep nothing of them."""
        judged = self._judged(call.content, by)
        return told.Spreadsheet(
            filename="refused-rows.xlsx",
            media_type=MEDIA_TYPES[told.SheetFormat.XLSX],
            content=judged.sheet.refused(judged.faults),
        )

    def _judged(self, content: bytes, by: Principal) -> _Judged:
        today = self.clock.today()
        judged = _Judged(sheet=self.files.read(content, today))
        judged.faults += judged.sheet.faults
        people = self._resolved(judged)
        terms = self.register.terms(
            tuple({person for _, person in people if person}), _province(by), today
        )
        placed = [
            (row, record)
            for row, person in people
            if (record := _record(row, person, terms, judged.faults)) is not None
        ]
        self._compare(placed, judged)
        judged.faults.sort(key=lambda fault: fault.row)
        return judged

    def _resolved(self, judged: _Judged) -> list[tuple[ReadCeRow, UUID | None]]:
        """Ask for each person once; nobody is entered, for who is unknown has no certificate."""
        rows = judged.sheet.records
        named = [Named(name=row.name, id_number=row.id_number) for row in rows]
        once = list(dict.fromkeys(named))
        found: dict[Named, Resolved] = dict(
            zip(once, self.people.resolve(once, create=False), strict=True)
        )
        known: list[tuple[ReadCeRow, UUID | None]] = []
        for row, name in zip(rows, named, strict=True):
            fault = found[name].fault
            if fault is None:
                known.append((row, found[name].person))
            else:
                judged.faults.append(_row_fault(row, fault.column, fault.code, fault.reason))
        return known

    def _compare(self, placed: list[tuple[ReadCeRow, NewCeRecord]], judged: _Judged) -> None:
        """Sort out what is known already, and what contradicts the register or another row."""
        known = self.register.issue_days([record.place for _, record in placed])
        for rows in _by_place(placed):
            row, record = rows[0]
            if any(other.issued_on != record.issued_on for _, other in rows):
                judged.faults += [_contradiction(each, rows) for each, _ in rows]
                continue
            judged.faults += [
                _row_fault(each, KIND, "DUPLICATE_ROW", f"与第{row.row_number}行重复")
                for each, _ in rows[1:]
            ]
            day = known.get(record.place)
            if day is None:
                judged.records.append(record)
            elif day == record.issued_on:
                judged.known += 1
            else:
                reason = f"该次继续教育已登记，发证日期为{day.isoformat()}"
                judged.faults.append(_row_fault(row, ISSUED_ON, "CE_RECORDED_OTHERWISE", reason))


def _province(by: Principal) -> Province:
    province = sight_of(by).province
    if province is None:
        raise NotFound
    return province


def _record(
    row: ReadCeRow,
    person: UUID | None,
    terms: Mapping[Whose, tuple[HeldTerm, ...]],
    faults: list[told.RowFault],
) -> NewCeRecord | None:
    """Give a row's record with the term it belongs to, or tell why it belongs to none."""
    whose = None if person is None else Whose(person=person, kind=row.kind, trade=row.trade)
    theirs = terms.get(whose, ()) if whose else ()
    claim = Claim(ordinal=row.ordinal, issued_on=row.issued_on, number=row.certificate)
    term = term_of(claim, theirs)
    if isinstance(term, HeldTerm) and not may_still_serve(term, row.ordinal):
        term = Misfit.VOID
    if isinstance(term, Misfit) or person is None:
        faults.append(_misfit(row, claim, theirs))
        return None
    return NewCeRecord(
        place=Place(certificate=term.certificate, term=term.term, ordinal=row.ordinal),
        holder=person,
        issued_on=row.issued_on,
        institution=row.institution,
    )


def _misfit(row: ReadCeRow, claim: Claim, terms: Sequence[HeldTerm]) -> told.RowFault:
    why = term_of(claim, terms)
    match why:
        case Misfit.NO_CERTIFICATE:
            column = CERTIFICATE if row.certificate else KIND
            return _row_fault(row, column, why, "该人员在本省没有这一类别、工种（编号）的证书")
        case Misfit.CERTIFICATE_NOT_NAMED:
            return _row_fault(row, CERTIFICATE, why, "该人员有多本这一类别的证书，请填写证书编号")
        case Misfit.DAY_OUT_OF_TERM:
            return _row_fault(row, ISSUED_ON, why, _span_told(claim, terms))
        case _:
            reason = "证书已到期且未提交延期申请，继续教育合格证明作废"
            return _row_fault(row, ISSUED_ON, Misfit.VOID, reason)


def _span_told(claim: Claim, terms: Sequence[HeldTerm]) -> str:
    span = nearest_span(claim, terms)
    ordinal = ORDINALS[claim.ordinal]
    if span is None:
        return f"该证书的继续教育截止日期就是有效期截止日期，没有{ordinal}继续教育"
    days = f"{span.first.isoformat()}至{span.last.isoformat()}"
    return f"{ordinal}继续教育合格证明的发证日期应在{days}之间"


def _contradiction(row: ReadCeRow, rows: Sequence[tuple[ReadCeRow, NewCeRecord]]) -> told.RowFault:
    other = next(each for each, _ in rows if each.row_number != row.row_number)
    reason = f"与第{other.row_number}行是同一次继续教育，但发证日期不一致"
    return _row_fault(row, ISSUED_ON, "CONTRADICTORY_ROW", reason)


def _by_place(
    placed: Sequence[tuple[ReadCeRow, NewCeRecord]],
) -> Iterator[list[tuple[ReadCeRow, NewCeRecord]]]:
    found = defaultdict[Place, list[tuple[ReadCeRow, NewCeRecord]]](list)
    for row, record in placed:
        found[record.place].append((row, record))
    yield from found.values()


def _row_fault(row: ReadCeRow, column: str, code: str, reason: str) -> told.RowFault:
    return told.RowFault(row=row.row_number, column=column, code=code, reason=reason)


def _report(judged: _Judged, made: UUID | None, *, accepted: int) -> told.ImportReport:
    return told.ImportReport(
        id=made,
        is_dry_run=made is None,
        rows=judged.sheet.rows,
        accepted=accepted,
        already_known=judged.sheet.rows - judged.refused - accepted,
        refused=judged.refused,
        faults=tuple(judged.faults),
    )
