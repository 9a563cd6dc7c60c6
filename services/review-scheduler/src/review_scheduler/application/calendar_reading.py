"""Reading the calendar of daily work."""

from dataclasses import dataclass
from datetime import date

from contracts import review_scheduler as told
from contracts.errors import Fault, InvalidMessage
from review_scheduler.application.ports import Calendar, Entry, Span


@dataclass(frozen=True, kw_only=True)
class CalendarReading:
    """Tells what was done on which day."""

    calendar: Calendar

    def page(self, call: told.ListDayTasks) -> told.DayTasks:
        """Give a page of the calendar, newest day first."""
        page = self.calendar.page(Span(after=_entry_in(call.cursor), size=call.size))
        return told.DayTasks(
            items=tuple(_view(entry) for entry in page.entries),
            next=_cursor_of(page.entries[-1]) if page.has_more else None,
        )


def _view(entry: Entry) -> told.DayTask:
    return told.DayTask(
        day=entry.day,
        task=entry.task.value,
        attempts=entry.attempts,
        closed_at=entry.closed_at,
        counts=dict(entry.counts),
    )


def _cursor_of(entry: Entry) -> str:
    return f"{entry.day.isoformat()}/{entry.task.value}"


def _entry_in(cursor: str | None) -> tuple[date, str] | None:
    if cursor is None:
        return None
    day, _, task = cursor.partition("/")
    try:
        return date.fromisoformat(day), task
    except ValueError:
        fault = Fault(path="cursor", reason="is not one that a page gave")
        raise InvalidMessage(faults=(fault,)) from None
