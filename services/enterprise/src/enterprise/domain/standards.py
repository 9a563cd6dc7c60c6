"""Qualification standards (资质标准), each a series of versions."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Standard:
    """One version of a standard; the last one may say that it was withdrawn, and why."""

    id: UUID
    designation: str
    title: str
    text: str
    valid_from: date
    published_at: datetime
    withdrawn_at: datetime | None = None
    reason: str | None = None
    version: int = 1


def revised(
    standard: Standard, *, title: str, text: str, valid_from: date, at: datetime
) -> Standard:
    """Give the next version; the designation stays."""
    return replace(
        standard,
        title=title,
        text=text,
        valid_from=valid_from,
        published_at=at,
        version=standard.version + 1,
    )


def withdrawn(standard: Standard, *, reason: str, at: datetime) -> Standard:
    """Give the last version, which says that the standard no longer holds."""
    return replace(standard, withdrawn_at=at, reason=reason, version=standard.version + 1)
