"""Integrity records (诚信行为记录): what cannot be so, and their withdrawal (二.1)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from contracts.vocabulary import Province

IN_FORCE: Final = "in_force"
WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class IntegrityRecord:
    """A record of a person's conduct; it is never deleted."""

    id: UUID
    person: UUID
    kind: str
    title: str
    text: str
    document: str
    happened_on: date
    province: Province
    recorded_by: str
    recorded_at: datetime
    status: str = IN_FORCE
    reason: str | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    version: int = 1


def record_faults(record: IntegrityRecord, *, today: date) -> Iterator[tuple[str, str]]:
    """Tell everything that is wrong with a record."""
    if not record.title:
        yield "title", "EMPTY"
    if record.happened_on > today:
        yield "happened_on", "IN_THE_FUTURE"


def withdrawn(record: IntegrityRecord, reason: str, by: str, at: datetime) -> IntegrityRecord:
    """Withdraw a record; what it said stays."""
    return replace(
        record,
        status=WITHDRAWN,
        reason=reason,
        withdrawn_by=by,
        withdrawn_at=at,
        version=record.version + 1,
    )
