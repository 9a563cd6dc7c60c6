"""Integrity records (诚信行为记录): entered by the authority, seen by the person (二.1)."""

from datetime import date, datetime
from enum import StrEnum, unique
from typing import Annotated
from uuid import UUID

from contracts.fields import Cursor, LongText, PageSize, Reason, Rule, ShortText, VersionNumber
from contracts.message import Command, Event, Query, Value
from contracts.vocabulary import Province


@unique
class IntegrityKind(StrEnum):
    """Whether conduct was good (良好行为) or bad (不良行为)."""

    GOOD = "good"
    BAD = "bad"


@unique
class IntegrityStatus(StrEnum):
    """Whether a record counts; one that was withdrawn stays, with the reason."""

    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


class IntegrityRecord(Value):
    """A record of a person's conduct; `document` is the number of the decision it rests on."""

    id: UUID
    person: UUID
    kind: IntegrityKind
    title: str
    text: str
    document: str
    happened_on: date
    status: IntegrityStatus
    reason: str | None
    province: Province
    recorded_at: datetime
    withdrawn_at: datetime | None
    version: int


class IntegrityRecords(Value):
    """A page of integrity records."""

    items: tuple[IntegrityRecord, ...]
    next: str | None


class EnterIntegrityRecord(Command[IntegrityRecord]):
    """Enter a record of a person's conduct; by the authority."""

    person: UUID
    kind: IntegrityKind
    title: ShortText
    happened_on: date
    text: LongText = ""
    document: Annotated[str, Rule(most=100)] = ""


class WithdrawIntegrityRecord(Command[IntegrityRecord]):
    """Withdraw a record with a reason, on the version that was read; it is not deleted."""

    record: UUID
    version: VersionNumber
    reason: Reason


class GetIntegrityRecord(Query[IntegrityRecord]):
    """Get an integrity record: one's own, or any for the authority's staff."""

    record: UUID


class ListIntegrityRecords(Query[IntegrityRecords]):
    """List integrity records, newest first: one's own, or a person's for the staff."""

    person: UUID | None = None
    kind: IntegrityKind | None = None
    status: IntegrityStatus | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class IntegrityRecordMoved(Event):
    """A record of a person's conduct was entered or withdrawn."""

    record: UUID
    person: UUID
    status: IntegrityStatus
    version: int
