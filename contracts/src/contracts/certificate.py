"""What certificate answers and announces: results, issuance, certificates, category effects."""

from datetime import date, datetime
from enum import StrEnum, unique
from typing import Annotated, Any, ClassVar
from uuid import UUID

from contracts.fields import Cursor, File, PageSize, Reason, Rule, ShortText, VersionNumber
from contracts.message import Command, Event, Query, Value
from contracts.vocabulary import (
    AbnormalReason,
    CaseStatus,
    CertificateKind,
    CertificateStatus,
    JobStatus,
    Province,
    ResultStatus,
    Trade,
    VersionCause,
    VersionStatus,
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


class Finding(Value):
    """The answer to one condition: met or not, on which facts, and who can mend it."""

    number: int | None
    code: str
    wording: str
    section: str
    is_met: bool
    facts: dict[str, Any]
    remedy: str | None
    met_from: date | None


class ChecklistReport(Value):
    """The answers to all conditions of one business, in the manual's order."""

    business: str
    is_met: bool
    findings: tuple[Finding, ...]


class CheckIssuance(Query[ChecklistReport]):
    """Tell which of the six conditions (六.1) an exam result meets; own, or the authority's.

    A principal who represents several enterprises may name one (H4).
    """

    result: UUID
    enterprise: UUID | None = None


class IssueCertificate(Command["Certificate"]):
    """Issue the certificate of a pending or qualified result at the person's command (H8).

    A principal who represents several enterprises names the one it is for (H4).
    """

    result: UUID
    enterprise: UUID | None = None


class CertificateVersion(Value):
    """One printed version; what it says never changes (K7)."""

    version: int
    term: int
    number: str
    holder_name: str
    enterprise: UUID
    enterprise_name: str
    categories: str
    trade: Trade | None
    photo: UUID
    valid_from: date
    valid_to: date
    cause: VersionCause
    caused_by: UUID | None
    made_at: datetime
    status: VersionStatus


class Certificate(Value):
    """A certificate with what its current version says; status as of today."""

    id: UUID
    number: str
    kind: CertificateKind
    trade: Trade | None
    holder: UUID
    holder_name: str
    enterprise: UUID
    enterprise_name: str
    province: Province
    status: CertificateStatus
    reasons: tuple[AbnormalReason, ...]
    is_usable: bool
    valid_from: date
    valid_to: date
    ce_deadline: date
    version: int


class Certificates(Value):
    """A page of certificates."""

    items: tuple[Certificate, ...]
    next: str | None


class CertificateVersions(Value):
    """All versions of a certificate, newest first."""

    items: tuple[CertificateVersion, ...]


class GetCertificate(Query[Certificate]):
    """Get a certificate: one's own, one's enterprise's, or any for the authority's staff."""

    certificate: UUID


class GetCertificateVersions(Query[CertificateVersions]):
    """Get all versions of a certificate, superseded ones included."""

    certificate: UUID


class ListCertificates(Query[Certificates]):
    """List certificates: one's own, those of one's enterprise, or all for the authority's staff."""

    kind: CertificateKind | None = None
    trade: Trade | None = None
    status: CertificateStatus | None = None
    reason: AbnormalReason | None = None
    enterprise: UUID | None = None
    holder: UUID | None = None
    number: Annotated[str, Rule(most=40, describe="Beginning of the number.")] | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class MarkChange(Value):
    """When and why an abnormal reason came or went (C7)."""

    reason: AbnormalReason
    is_lifted: bool
    caused_by: UUID | None
    at: datetime


class MarkHistory(Value):
    """A certificate's marks, newest first."""

    items: tuple[MarkChange, ...]


class GetMarkHistory(Query[MarkHistory]):
    """Get the history of a certificate's abnormal reasons."""

    certificate: UUID


@unique
class EffectKind(StrEnum):
    """What a category change does to one certificate."""

    REISSUE = "reissue"
    MARK = "mark"
    LIFT = "lift"


class Effect(Value):
    """What a category change would do to one certificate."""

    certificate: UUID
    holder_name: str
    kind: EffectKind
    number: str
    new_number: str | None
    reason: AbnormalReason | None


class CategoryPreview(Value):
    """What approving a category case would do now; the fingerprint stands for the whole list."""

    case: UUID
    case_version: int
    fingerprint: str
    reissues: int
    marks: int
    lifts: int
    effects: tuple[Effect, ...]
    next: str | None


class PreviewCategoryChange(Query[CategoryPreview]):
    """Preview a category case's effects (C6); for the authority's staff."""

    case: UUID
    cursor: Cursor | None = None
    size: PageSize = 100


class ApprovedCategoryChange(Value):
    """An approved category case; the job's key finds its progress as soon as it has begun."""

    case: UUID
    status: CaseStatus
    category_version: int
    job_key: str


class ApproveCategoryChange(Command[ApprovedCategoryChange]):
    """Approve a category case on the preview one has seen (C6, K6)."""

    case: UUID
    case_version: VersionNumber
    fingerprint: Annotated[str, Rule(least=64, most=64)]


class Job(Value):
    """A bulk job's progress, in items."""

    id: UUID
    kind: str
    key: str
    status: JobStatus
    total: int
    done: int
    failed: int
    counts: dict[str, int]
    started_at: datetime
    finished_at: datetime | None


class Jobs(Value):
    """A page of jobs."""

    items: tuple[Job, ...]
    next: str | None


class GetJob(Query[Job]):
    """Get a bulk job's progress by its id."""

    job: UUID


class FindJob(Query[Job]):
    """Get a bulk job's progress by its key."""

    key: ShortText


class ListJobs(Query[Jobs]):
    """List bulk jobs, newest first."""

    cursor: Cursor | None = None
    size: PageSize = 50


class RetriedIssuances(Value):
    """The job that tries the pending issuances again."""

    job: UUID | None


class RetryPendingIssuances(Command[RetriedIssuances]):
    """Try all pending issuances again (H9), once for a day; for the scheduler."""

    day: date


class CertificatesIssued(Event):
    """Certificates were issued, in one chunk of a job or singly."""

    certificates: tuple[UUID, ...]
    cause: VersionCause
    caused_by: UUID | None


class CertificatesReissued(Event):
    """Certificates got new versions for one cause."""

    certificates: tuple[UUID, ...]
    enterprise: UUID
    cause: VersionCause
    caused_by: UUID


class CertificatesMarked(Event):
    """Certificates were marked with an abnormal reason, or lost it."""

    certificates: tuple[UUID, ...]
    reason: AbnormalReason
    is_lifted: bool
    caused_by: UUID
