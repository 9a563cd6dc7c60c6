"""What review_scheduler answers and announces: the calendar of daily work."""

from datetime import date, datetime
from enum import StrEnum, unique
from typing import ClassVar

from contracts.fields import Cursor, PageSize
from contracts.message import Command, Event, Query, Value


class DayTask(Value):
    """One piece of daily work on one day; `closed_at` is set once it has been done.

    `counts` are what the work has told of itself.
    """

    day: date
    task: str
    attempts: int
    closed_at: datetime | None
    counts: dict[str, int]


class DayTasks(Value):
    """A page of the calendar, newest day first."""

    items: tuple[DayTask, ...]
    next: str | None


class ListDayTasks(Query[DayTasks]):
    """List what was done on which day; for the authority's staff."""

    cursor: Cursor | None = None
    size: PageSize = 50


class LegalClock(Value):
    """The legal day (D11), and who has not followed yet where it was moved a moment ago.

    `days_ahead` says how far it is ahead of the machine's day; `version` counts the moves.
    """

    day: date
    days_ahead: int
    version: int
    is_movable: bool
    waits_for: tuple[str, ...]


class GetLegalClock(Query[LegalClock]):
    """Tell the legal day; for anyone."""


class MoveLegalClock(Command[LegalClock]):
    """Move the legal clock forward to a day, in a sandbox; for administrators."""

    day: date


class LegalClockMoved(Event):
    """The sandbox's legal clock was moved; the greatest version is what holds."""

    version: int
    days_ahead: int


@unique
class Reconciled(StrEnum):
    """What is compared between the services."""

    EVENTS = "events"
    UNKNOWN_EVENTS = "unknown_events"
    JOBS = "jobs"
    VERSIONS = "versions"
    CATEGORIES = "categories"


class ReconciliationLine(Value):
    """One line of the table: how much there is, how far it has come, and what lacks.

    `waiting` comes about by itself, `stuck` is parked or has failed and waits for an operator,
    `lacking` should be there and is not, `mended` of those was sent again.
    """

    what: Reconciled
    of: str
    total: int
    done: int
    waiting: int
    stuck: int
    lacking: int
    mended: int
    examples: tuple[str, ...]


class Reconciliation(Value):
    """What a period's events, jobs, versions and categories have come to."""

    since: datetime
    until: datetime
    lines: tuple[ReconciliationLine, ...]


class Reconcile(Command[Reconciliation]):
    """Compare what the services hold of a period; with `mend`, have sent again what lacks.

    The period is from `since` until before `until`; an event belongs to the moment at which it
    was announced. Unknown events are looked for among those received in the last 15 days alone:
    of older ones the source need not have kept any. `what` names what is compared, everything
    where it is empty; categories are compared as they stand, whatever the period.
    """

    wire_remembered: ClassVar[bool] = False
    since: datetime
    until: datetime
    mend: bool = False
    what: tuple[Reconciled, ...] = ()


class DaysClosed(Event):
    """A piece of daily work was done for these days, in their order; for each day but once."""

    task: str
    days: tuple[date, ...]
