"""Importing exam results: good rows are kept, every fault of the others is told (六.1, H10)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from certificate.application.certificates import sight_of
from certificate.application.ports import Clock
from certificate.application.ports_results import (
    Named,
    NewImport,
    NewResult,
    People,
    ReadResult,
    Resolved,
    ResultFiles,
    ResultRegister,
    ResultSheet,
    ResultTransactions,
)
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal

MEDIA_TYPES: Final = {
    told.SheetFormat.CSV: "text/csv; charset=utf-8",
    told.SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """A file's rows once their people are known; `newcomers` name someone yet to be entered."""

    sheet: ResultSheet
    results: tuple[NewResult, ...]
    newcomers: int
    faults: tuple[told.RowFault, ...]

    @property
    def refused(self) -> int:
        """Count the rows that are not taken."""
        return len({fault.row for fault in self.faults})


@dataclass(frozen=True, kw_only=True)
class ResultsImport:
    """What the authority's examiners do with spreadsheets of exam results."""

    clock: Clock
    new_id: Callable[[], UUID]
    files: ResultFiles
    people: People
    register: ResultRegister
    transactions: ResultTransactions

    def template(self, call: told.GetResultTemplate) -> told.Spreadsheet:
        """Give the published template."""
        return told.Spreadsheet(
            filename=f"exam-results-template.{call.format.value}",
            media_type=MEDIA_TYPES[call.format],
            content=self.files.template(call.format),
        )

    def apply(self, call: told.ImportExamResults, by: Principal) -> told.ImportReport:
        """Take a file's good rows, or only tell which they are."""
        province = sight_of(by).province
        if province is None:
            raise NotFound
        judged = self._judged(call.content, create=not call.dry_run)
        if call.dry_run:
            known = self.register.known(judged.results)
            return _report(judged, None, accepted=self._good(judged) - known)
        made = NewImport(
            id=self.new_id(),
            province=province,
            by=by.subject,
            at=self.clock.now(),
            rows=judged.sheet.rows,
            refused=judged.refused,
        )
        with self.transactions() as records:
            accepted = records.add_import(made, judged.results)
        return _report(judged, made.id, accepted=accepted)

    def refused_rows(self, call: told.GetRefusedRows) -> told.Spreadsheet:
        """Give back the rows that an import would refuse, and keep nothing of them."""
        judged = self._judged(call.content, create=False)
        return told.Spreadsheet(
            filename="refused-rows.xlsx",
            media_type=MEDIA_TYPES[told.SheetFormat.XLSX],
            content=judged.sheet.refused(judged.faults),
        )

    def _judged(self, content: bytes, *, create: bool) -> _Judged:
        sheet = self.files.read(content, self.clock.today())
        rows = sheet.results
        resolved = self._resolved(rows, create=create)
        pairs = list(zip(rows, resolved, strict=True))
        faults = [
            told.RowFault(
                row=row.row_number,
                column=found.fault.column,
                code=found.fault.code,
                reason=found.fault.reason,
            )
            for row, found in pairs
            if found.fault is not None
        ]
        results = tuple(
            _new_result(row, found.person) for row, found in pairs if found.person is not None
        )
        return _Judged(
            sheet=sheet,
            results=results,
            newcomers=len(rows) - len(results) - len(faults),
            faults=tuple(sorted((*sheet.faults, *faults), key=lambda fault: fault.row)),
        )

    def _resolved(self, rows: Sequence[ReadResult], *, create: bool) -> list[Resolved]:
        """Ask for each person once, however many exams they took."""
        named = [Named(name=row.name, id_number=row.id_number) for row in rows]
        once = list(dict.fromkeys(named))
        found = dict(zip(once, self.people.resolve(once, create=create), strict=True))
        return [found[each] for each in named]

    @staticmethod
    def _good(judged: _Judged) -> int:
        return len(judged.results) + judged.newcomers


def _new_result(row: ReadResult, person: UUID) -> NewResult:
    return NewResult(
        person=person,
        kind=row.kind,
        trade=row.trade,
        exam_on=row.exam_on,
        score=row.score,
        has_passed=row.has_passed,
        institution=row.institution,
    )


def _report(judged: _Judged, made: UUID | None, *, accepted: int) -> told.ImportReport:
    return told.ImportReport(
        id=made,
        is_dry_run=made is None,
        rows=judged.sheet.rows,
        accepted=accepted,
        already_known=judged.sheet.rows - judged.refused - accepted,
        refused=judged.refused,
        faults=judged.faults,
    )
