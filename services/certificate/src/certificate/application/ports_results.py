"""What importing and reviewing exam results need of the world: files, people, records."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from certificate.application.ports import Page, Sight
from contracts.certificate import ExamResult, ImportSummary, RowFault, SheetFormat
from contracts.vocabulary import CertificateKind, Province, ResultStatus, Trade


class ReadResult(Protocol):
    """A row of a spreadsheet that is sound in itself."""

    @property
    def row_number(self) -> int:
        """The row's number as Excel shows it."""
        ...

    @property
    def name(self) -> str:
        """The person's name."""
        ...

    @property
    def id_number(self) -> str:
        """The person's ID number, which is never kept here (H10)."""
        ...

    @property
    def kind(self) -> CertificateKind:
        """The kind of certificate examined for."""
        ...

    @property
    def trade(self) -> Trade | None:
        """An operator's trade."""
        ...

    @property
    def exam_on(self) -> date:
        """The day of the exam."""
        ...

    @property
    def score(self) -> Decimal | None:
        """The score, 0 to 100, if there is one."""
        ...

    @property
    def has_passed(self) -> bool:
        """Whether the exam was passed."""
        ...

    @property
    def institution(self) -> str:
        """The training institution."""
        ...


class ResultSheet(Protocol):
    """A spreadsheet that was read."""

    @property
    def rows(self) -> int:
        """How many rows hold something."""
        ...

    @property
    def results(self) -> Sequence[ReadResult]:
        """The sound rows, in the file's order."""
        ...

    @property
    def faults(self) -> Sequence[RowFault]:
        """Everything wrong with the others."""
        ...

    def refused(self, faults: Sequence[RowFault]) -> bytes:
        """Write the rows that have faults, with their reasons, as XLSX."""
        ...


class ResultFiles(Protocol):
    """Spreadsheets of exam results."""

    def read(self, content: bytes, today: date) -> ResultSheet:
        """Read a file; raises `InvalidMessage` for one that is refused as a whole."""
        ...

    def template(self, form: SheetFormat) -> bytes:
        """Give the published template."""
        ...


@dataclass(frozen=True, kw_only=True)
class Named:
    """A person as a row names them."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PersonFault:
    """Why a name and an ID number name nobody; `column` is the one to correct."""

    column: str
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """Whom a row means, or why it means nobody; neither where the person is yet to be entered."""

    person: UUID | None = None
    fault: PersonFault | None = None


class People(Protocol):
    """Those who are known to identity."""

    def resolve(self, named: Sequence[Named], *, create: bool) -> Sequence[Resolved]:
        """Find all of them, in their order, entering those nobody knows if `create` says so."""
        ...


@dataclass(frozen=True, kw_only=True)
class NewResult:
    """A result about to be kept; its key is the person, the kind, the trade and the day."""

    person: UUID
    kind: CertificateKind
    trade: Trade | None
    exam_on: date
    score: Decimal | None
    has_passed: bool
    institution: str


@dataclass(frozen=True, kw_only=True)
class NewImport:
    """An import about to be kept."""

    id: UUID
    province: Province
    by: str
    at: datetime
    rows: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class WantedResults:
    """Which results are wanted; what is `None` does not matter."""

    size: int
    before: int | None = None
    status: ResultStatus | None = None
    imported_in: UUID | None = None
    person: UUID | None = None


class ResultRegister(Protocol):
    """Exam results and imports, for reading."""

    def known(self, results: Sequence[NewResult]) -> int:
        """Count those whose key is in the register already."""
        ...

    def imports(self, province: Province, before: int | None, size: int) -> Page[ImportSummary]:
        """Give a page of imports, newest first."""
        ...

    def results(self, wanted: WantedResults, sight: Sight) -> Page[ExamResult]:
        """Give a page of results that may be seen, newest first."""
        ...

    def result(self, result: UUID, sight: Sight) -> ExamResult | None:
        """Give a result, if it may be seen."""
        ...


@dataclass(frozen=True, kw_only=True)
class Review:
    """A decision on an import's results: who, when, and the reason of a rejection."""

    imported_in: UUID
    by: str
    at: datetime
    reason: str | None = None


class ResultRecords(Protocol):
    """One transaction on exam results."""

    def add_import(self, made: NewImport, results: Sequence[NewResult]) -> int:
        """Keep an import with its results; gives how many were new, known keys are left out."""
        ...

    def locked_import(self, imported_in: UUID) -> Province | None:
        """Give the province of an import that nobody else can review until this ends."""
        ...

    def approve(self, review: Review) -> int:
        """Let an import's unreviewed results be pending, or failed; gives how many there were."""
        ...

    def reject(self, review: Review) -> int:
        """Reject an import's unreviewed results; gives how many there were."""
        ...

    def start_issuance(self, imported_in: UUID) -> UUID:
        """Start the job that issues the certificates of an import's pending results."""
        ...

    def try_day_again(self, day: date) -> UUID:
        """Start, once for a day, the job that tries all pending results (H9)."""
        ...

    def try_person_again(self, person: UUID, *, cause: str) -> None:
        """Start, once for a cause, a job that tries a person's pending results, if any (H9)."""
        ...


ResultTransactions = Callable[[], AbstractContextManager[ResultRecords]]
