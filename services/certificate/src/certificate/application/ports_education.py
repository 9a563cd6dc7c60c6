"""What continuing education needs of the world: files, terms held, records, one transaction."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from certificate.application.ports import Page, Sight
from certificate.application.ports_results import NewImport
from certificate.domain.education import HeldTerm
from contracts.certificate import CeImport, CeRecord, CeReview, RowFault, SheetFormat
from contracts.vocabulary import CertificateKind, Province, Trade


class ReadCeRow(Protocol):
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
        """The kind of certificate."""
        ...

    @property
    def trade(self) -> Trade | None:
        """An operator's trade."""
        ...

    @property
    def ordinal(self) -> int:
        """Whether it is a term's first or second continuing education."""
        ...

    @property
    def issued_on(self) -> date:
        """The day of issue of the proof (发证日期)."""
        ...

    @property
    def institution(self) -> str:
        """The training institution."""
        ...

    @property
    def certificate(self) -> str | None:
        """The certificate's number, where it is told."""
        ...


class CeSheet(Protocol):
    """A spreadsheet of continuing-education records that was read."""

    @property
    def rows(self) -> int:
        """How many rows hold something."""
        ...

    @property
    def records(self) -> Sequence[ReadCeRow]:
        """The sound rows, in the file's order."""
        ...

    @property
    def faults(self) -> Sequence[RowFault]:
        """Everything wrong with the others."""
        ...

    def refused(self, faults: Sequence[RowFault]) -> bytes:
        """Write the rows that have faults, with their reasons, as XLSX."""
        ...


class CeFiles(Protocol):
    """Spreadsheets of continuing-education records."""

    def read(self, content: bytes, today: date) -> CeSheet:
        """Read a file; raises `InvalidMessage` for one that is refused as a whole."""
        ...

    def template(self, form: SheetFormat) -> bytes:
        """Give the published template."""
        ...


@dataclass(frozen=True, kw_only=True)
class Whose:
    """The person, kind and trade that a record is about (K11)."""

    person: UUID
    kind: CertificateKind
    trade: Trade | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a record takes: the certificate's term, and which of its two it is (K11)."""

    certificate: UUID
    term: int
    ordinal: int


@dataclass(frozen=True, kw_only=True)
class NewCeRecord:
    """A record about to be kept."""

    place: Place
    holder: UUID
    issued_on: date
    institution: str


@dataclass(frozen=True, kw_only=True)
class WantedCeRecords:
    """Which records are wanted; what is `None` does not matter."""

    size: int
    before: int | None = None
    certificate: UUID | None = None
    person: UUID | None = None
    ordinal: int | None = None
    imported_in: UUID | None = None


class CeRegister(Protocol):
    """Continuing-education records and imports, for reading."""

    def terms(
        self, persons: Sequence[UUID], province: Province, today: date
    ) -> Mapping[Whose, tuple[HeldTerm, ...]]:
        """Give all terms of these persons' certificates in a province, cancelled ones left out."""
        ...

    def issue_days(self, places: Sequence[Place]) -> Mapping[Place, date]:
        """Give the issue days of the records that have these places already."""
        ...

    def records(self, wanted: WantedCeRecords, sight: Sight, today: date) -> Page[CeRecord]:
        """Give a page of records that may be seen, newest first."""
        ...

    def reviews(self, certificate: UUID) -> tuple[CeReview, ...]:
        """Give a certificate's automatic reviews with what they judged on, newest first."""
        ...

    def imports(self, province: Province, before: int | None, size: int) -> Page[CeImport]:
        """Give a page of imports, newest first."""
        ...


class CeRecordsTransaction(Protocol):
    """One transaction on continuing-education records."""

    def add_import(self, made: NewImport, records: Sequence[NewCeRecord]) -> int:
        """Keep an import with its records and tell of them; gives how many were new."""
        ...


CeTransactions = Callable[[], AbstractContextManager[CeRecordsTransaction]]
