"""Reading the calendar, page by page."""

from datetime import date

import pytest

from contracts.errors import InvalidMessage
from contracts.review_scheduler import ListDayTasks
from review_scheduler.application.calendar_reading import CalendarReading
from review_scheduler.application.ports import Done
from review_scheduler.domain.calendar import Task
from tests.unit.review_scheduler.fakes import START, CalendarInMemory

TASK = Task.RETRY_PENDING_ISSUANCES
DAYS = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]


@pytest.fixture
def reading() -> CalendarReading:
    calendar = CalendarInMemory()
    calendar.open_days(TASK, DAYS)
    claim = calendar.claim_newest(TASK, DAYS[1])
    assert claim is not None
    calendar.close(claim, Done(day=claim.day, counts={"done": 7}), START)
    return CalendarReading(calendar=calendar)


def test_the_newest_day_comes_first(reading: CalendarReading) -> None:
    page = reading.page(ListDayTasks())
    assert [(task.day, task.attempts, task.closed_at) for task in page.items] == [
        (DAYS[2], 0, None),
        (DAYS[1], 1, START),
        (DAYS[0], 0, START),
    ]
    assert ({task.task for task in page.items}, page.next) == ({TASK.value}, None)
    assert [task.counts for task in page.items] == [{}, {"done": 7}, {}]


def test_a_page_says_where_the_next_begins(reading: CalendarReading) -> None:
    first = reading.page(ListDayTasks(size=2))
    second = reading.page(ListDayTasks(size=2, cursor=first.next))
    assert [task.day for task in (*first.items, *second.items)] == DAYS[::-1]
    assert second.next is None


@pytest.mark.parametrize("cursor", ["", "1", "2024-02-30/x", "/retry_pending_issuances"])
def test_a_cursor_that_no_page_gave_is_refused(reading: CalendarReading, cursor: str) -> None:
    with pytest.raises(InvalidMessage) as refused:
        reading.page(ListDayTasks(cursor=cursor))
    assert [fault.path for fault in refused.value.faults] == ["cursor"]
