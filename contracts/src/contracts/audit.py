"""What every service answers of its audit trail: who changed what, and whether the chain holds."""

from datetime import datetime
from enum import StrEnum, unique
from typing import Annotated, Any

from contracts.fields import Cursor, PageSize, Rule, ShortText
from contracts.message import Query, Value
from contracts.operations import Addressed


class AuditRow(Value):
    """What the audit trail tells of one deed: ids, enumerations, numbers and days, no names.

    `position` and `digest` are set once the row is sealed, some seconds after it was written.
    """

    id: int
    at: datetime
    kind: str
    name: str
    subject: str
    correlation_id: str
    causation_id: str | None
    details: dict[str, Any]
    position: int | None
    digest: str | None


class AuditTrail(Value):
    """A page of a service's audit trail, newest first."""

    items: tuple[AuditRow, ...]
    next: str | None


class ListAuditTrail(Addressed[AuditTrail], Query[AuditTrail]):
    """List what was changed at a service, by whom and in what connection."""

    since: datetime | None = None
    until: datetime | None = None
    subject: ShortText | None = None
    correlation: ShortText | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


@unique
class AuditBreakKind(StrEnum):
    """How a chain of audit rows is broken."""

    MISSING = "missing"
    ALTERED = "altered"


class AuditBreak(Value):
    """The first place at which a chain is broken; `row` is the altered row's id."""

    position: int
    row: int | None
    kind: AuditBreakKind


class VerifiedAuditTrail(Value):
    """How far a chain holds: the last good place and its digest, to go on from or to compare."""

    upto: int
    digest: str
    unsealed: int
    has_more: bool
    broken: AuditBreak | None


class VerifyAuditTrail(Addressed[VerifiedAuditTrail], Query[VerifiedAuditTrail]):
    """Verify a page of a service's audit chain, from the place after `after` on.

    `digest` is what the page before ended with.
    """

    after: Annotated[int, Rule(least=0, most=2**63 - 1, number=True)] = 0
    digest: ShortText = ""
    size: Annotated[int, Rule(least=1, most=10_000, number=True)] = 5_000
