"""Continuing-education records (继续教育合格证明), imported by the authority (六.6, K11)."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from contracts.certificate.results import ImportReport, SheetFormat, Spreadsheet
from contracts.fields import Cursor, File, PageSize, Rule
from contracts.message import Command, Query, Value
from contracts.vocabulary import CeRecordStatus, CertificateKind, Trade

Ordinal = Annotated[int, Rule(least=1, most=2, number=True)]


class GetCeTemplate(Query[Spreadsheet]):
    """Get the template for importing continuing-education records; anyone may."""

    format: SheetFormat = SheetFormat.XLSX


class ImportCeRecords(Command[ImportReport]):
    """Import passed continuing education from CSV or XLSX: good rows are kept, others told (六.6).

    A record that was issued in time lifts the mark of a review it was not there for (D8).
    """

    content: File
    dry_run: bool = False


class GetRefusedCeRows(Command[Spreadsheet]):
    """Give back the rows an import of this file would refuse, with their reasons; keeps nothing."""

    wire_remembered: ClassVar[bool] = False
    content: File


class CeImport(Value):
    """An import of continuing-education records in a list."""

    id: UUID
    imported_at: datetime
    rows: int
    accepted: int
    already_known: int
    refused: int


class CeImports(Value):
    """A page of imports."""

    items: tuple[CeImport, ...]
    next: str | None


class ListCeImports(Query[CeImports]):
    """List imports of continuing-education records, newest first, for the authority's staff."""

    cursor: Cursor | None = None
    size: PageSize = 50


class CeRecord(Value):
    """A continuing-education record; it serves one term of one certificate, once (K11)."""

    id: UUID
    certificate: UUID
    number: str
    person: UUID
    kind: CertificateKind
    trade: Trade | None
    term: int
    ordinal: int
    issued_on: date
    institution: str
    status: CeRecordStatus
    recorded_at: datetime
    imported_in: UUID


class CeRecords(Value):
    """A page of continuing-education records."""

    items: tuple[CeRecord, ...]
    next: str | None


class ListCeRecords(Query[CeRecords]):
    """List continuing-education records, newest first: one's own, or the province's for staff."""

    certificate: UUID | None = None
    person: UUID | None = None
    ordinal: Ordinal | None = None
    imported_in: UUID | None = None
    cursor: Cursor | None = None
    size: PageSize = 50
