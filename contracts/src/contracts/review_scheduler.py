"""What review_scheduler answers and announces: the calendar of daily work."""

from datetime import date, datetime

from contracts.fields import Cursor, PageSize
from contracts.message import Event, Query, Value


class DayTask(Value):
    """One piece of daily work on one day; `closed_at` is set once it has been done."""

    day: date
    task: str
    attempts: int
    closed_at: datetime | None


class DayTasks(Value):
    """A page of the calendar, newest day first."""

    items: tuple[DayTask, ...]
    next: str | None


class ListDayTasks(Query[DayTasks]):
    """List what was done on which day; for the authority's staff."""

    cursor: Cursor | None = None
    size: PageSize = 50


class DayTaskClosed(Event):
    """A piece of daily work was done for its day."""

    day: date
    task: str
