"""Qualification standards (资质标准): what enterprises of each qualification must satisfy."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from contracts.fields import (
    Cursor,
    PageSize,
    Reason,
    Rule,
    ShortText,
    VersionNumber,
    published_faults,
)
from contracts.message import Command, Query, Value

Designation = Annotated[
    str,
    Rule(least=2, most=40, pattern=r"[A-Za-z0-9./-]+\Z", faults=published_faults),
]
StandardTitle = Annotated[str, Rule(least=2, most=200, faults=published_faults)]
StandardText = Annotated[str, Rule(least=2, most=20_000, faults=published_faults)]


class QualificationStandard(Value):
    """A standard in its present version; `withdrawn_at` is set once it no longer holds."""

    id: UUID
    designation: str
    title: str
    text: str
    valid_from: date
    published_at: datetime
    withdrawn_at: datetime | None
    reason: str | None
    version: int


class QualificationStandards(Value):
    """A page of standards, or the versions of one."""

    items: tuple[QualificationStandard, ...]
    next: str | None = None


class PublishQualificationStandard(Command[QualificationStandard]):
    """Publish a standard; for administrators."""

    designation: Designation
    title: StandardTitle
    text: StandardText
    valid_from: date


class ReviseQualificationStandard(Command[QualificationStandard]):
    """Publish another version of a standard; the former ones stay readable."""

    standard: UUID
    version: VersionNumber
    title: StandardTitle
    text: StandardText
    valid_from: date


class WithdrawQualificationStandard(Command[QualificationStandard]):
    """Withdraw a standard with a reason; it stays readable and says so."""

    standard: UUID
    version: VersionNumber
    reason: Reason


class ListQualificationStandards(Query[QualificationStandards]):
    """List the standards in force, newest first; for anyone."""

    words: ShortText | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class GetQualificationStandard(Query[QualificationStandard]):
    """Get a standard, withdrawn or not; for anyone."""

    standard: UUID


class ListStandardVersions(Query[QualificationStandards]):
    """List all versions of a standard, newest first; for anyone."""

    standard: UUID
