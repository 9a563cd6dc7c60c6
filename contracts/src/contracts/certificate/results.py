"""Exam results on their way to a certificate (六.1)."""

from datetime import date, datetime
from enum import StrEnum, unique
from typing import ClassVar
from uuid import UUID

from contracts.fields import Cursor, File, PageSize, Reason
from contracts.message import Command, Query, Value
from contracts.vocabulary import (
    CertificateKind,
    ResultStatus,
    Trade,
)


@unique
class SheetFormat(StrEnum):
    """The two formats of spreadsheets."""

    CSV = "csv"
    XLSX = "xlsx"


class Spreadsheet(Value):
    """A file to download."""

    filename: str
    media_type: str
    content: File


class GetResultTemplate(Query[Spreadsheet]):
    """Get the template for importing exam results; anyone may."""

    format: SheetFormat = SheetFormat.XLSX


class RowFault(Value):
    """What is wrong in one cell of a spreadsheet; never repeats an ID number in full."""

    row: int
    column: str
    code: str
    reason: str


class ImportReport(Value):
    """What an import took and refused; a dry run has no `id` and keeps nothing."""

    id: UUID | None
    is_dry_run: bool
    rows: int
    accepted: int
    already_known: int
    refused: int
    faults: tuple[RowFault, ...]


class ImportExamResults(Command[ImportReport]):
    """Import exam results from CSV or XLSX: good rows are kept, refused rows are told (六.1)."""

    content: File
    dry_run: bool = False


class GetRefusedRows(Command[Spreadsheet]):
    """Give back the rows an import of this file would refuse, with their reasons; keeps nothing."""

    wire_remembered: ClassVar[bool] = False
    content: File


class ImportSummary(Value):
    """An import in a list."""

    id: UUID
    imported_at: datetime
    rows: int
    accepted: int
    refused: int
    counts: dict[str, int]


class Imports(Value):
    """A page of imports."""

    items: tuple[ImportSummary, ...]
    next: str | None


class ListImports(Query[Imports]):
    """List imports, newest first, for the authority's staff."""

    cursor: Cursor | None = None
    size: PageSize = 50


class ExamResult(Value):
    """An exam result on its way to a certificate."""

    id: UUID
    person: UUID
    kind: CertificateKind
    trade: Trade | None
    exam_on: date
    score: str | None
    has_passed: bool
    institution: str
    status: ResultStatus
    missing: tuple[str, ...]
    certificate: UUID | None
    imported_in: UUID


class ExamResults(Value):
    """A page of exam results."""

    items: tuple[ExamResult, ...]
    next: str | None


class ListExamResults(Query[ExamResults]):
    """List exam results: one's own, or all for the authority's staff."""

    status: ResultStatus | None = None
    imported_in: UUID | None = None
    person: UUID | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class JobStarted(Value):
    """A bulk job that was started."""

    job: UUID


class ApproveExamResults(Command[JobStarted]):
    """Approve an import's passed results; certificates are issued where all conditions hold."""

    imported_in: UUID


class RejectedResults(Value):
    """How many results were rejected."""

    rejected: int


class RejectExamResults(Command[RejectedResults]):
    """Reject an import's undecided results, with a reason."""

    imported_in: UUID
    reason: Reason


class RetriedIssuances(Value):
    """The job that tries the pending issuances again."""

    job: UUID | None


class RetryPendingIssuances(Command[RetriedIssuances]):
    """Try all pending issuances again (H9), once for a day; for the scheduler."""

    day: date
