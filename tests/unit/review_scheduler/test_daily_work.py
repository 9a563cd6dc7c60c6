"""The daily work: each day once, none left out, failures left open."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from contracts.errors import Refused, Unavailable
from contracts.review_scheduler import DaysClosed
from review_scheduler.application.daily_work import DailyWork
from review_scheduler.domain.calendar import Task
from tests.unit.review_scheduler.fakes import CalendarInMemory, SetClock, ToldWork

TASK = Task.RETRY_PENDING_ISSUANCES
FIRST = date(2024, 3, 15)


def day(number: int) -> date:
    """The so-many-eth day of the calendar, from 1."""
    return FIRST + timedelta(days=number - 1)


def catch_up(daily_work: DailyWork) -> None:
    """Do all that is due, as the timer does."""
    while daily_work.advance():
        pass


def closings(*days: date) -> list[DaysClosed]:
    """What is announced of days that are closed one by one, in order."""
    return [closing(each) for each in days]


def closing(*days: date, task: Task = TASK) -> DaysClosed:
    """What is announced of days that are closed together."""
    return DaysClosed(task=task.value, days=days)


def span(first: int, last: int) -> Iterator[date]:
    """The days of the calendar from one number to another."""
    return (day(number) for number in range(first, last + 1))


@pytest.fixture
def calendar() -> CalendarInMemory:
    return CalendarInMemory()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(day=FIRST)


@pytest.fixture
def work() -> ToldWork:
    return ToldWork()


@pytest.fixture
def daily_work(calendar: CalendarInMemory, clock: SetClock, work: ToldWork) -> DailyWork:
    return DailyWork(works={TASK: work}, clock=clock, transactions=calendar)


def test_a_day_is_done_once_however_often_one_looks(
    daily_work: DailyWork, calendar: CalendarInMemory, work: ToldWork
) -> None:
    for _ in range(3):
        catch_up(daily_work)
    assert work.days == [FIRST]
    assert calendar.announced == closings(FIRST)
    assert calendar.rows[FIRST, TASK].attempts == 1


def test_each_new_day_is_done_in_its_turn(
    daily_work: DailyWork, calendar: CalendarInMemory, clock: SetClock, work: ToldWork
) -> None:
    for number in (1, 2, 3):
        clock.day = day(number)
        catch_up(daily_work)
    assert work.days == [day(1), day(2), day(3)]
    assert calendar.announced == closings(*work.days)


def test_missed_days_are_closed_with_the_newest_which_is_asked_for_once(
    daily_work: DailyWork, calendar: CalendarInMemory, clock: SetClock, work: ToldWork
) -> None:
    catch_up(daily_work)
    clock.day = day(5)
    catch_up(daily_work)
    assert work.days == [day(1), day(5)]
    assert calendar.announced == [closing(day(1)), closing(*span(2, 5))]
    assert {row.closed_with for (on, _), row in calendar.rows.items() if on != FIRST} == {day(5)}


def test_years_of_missed_days_each_get_their_row(
    daily_work: DailyWork, calendar: CalendarInMemory, clock: SetClock, work: ToldWork
) -> None:
    catch_up(daily_work)
    clock.day = day(1201)
    catch_up(daily_work)
    spans = ((1, 1), (2, 501), (502, 1001), (1002, 1201))
    assert calendar.announced == [closing(*span(*each)) for each in spans]
    assert work.days == [day(1), day(501), day(1001), day(1201)]


@pytest.mark.parametrize("error", [Unavailable(), Refused()])
def test_what_fails_is_left_open_and_rests(
    daily_work: DailyWork, calendar: CalendarInMemory, work: ToldWork, error: Refused
) -> None:
    work.failures = [error]
    catch_up(daily_work)
    catch_up(daily_work)
    assert (work.days, calendar.announced) == ([FIRST], [])
    assert calendar.rows[FIRST, TASK].error == error.code
    calendar.moment += timedelta(minutes=1)
    catch_up(daily_work)
    assert work.days == [FIRST, FIRST]
    assert calendar.announced == closings(FIRST)
    assert calendar.rows[FIRST, TASK].attempts == 2


def test_a_new_day_does_not_wait_for_the_pause_of_an_old_one(
    daily_work: DailyWork, calendar: CalendarInMemory, clock: SetClock, work: ToldWork
) -> None:
    work.failures = [Unavailable()]
    catch_up(daily_work)
    clock.day = day(2)
    catch_up(daily_work)
    assert work.days == [day(1), day(2)]
    assert calendar.announced == [closing(day(1), day(2))]


def test_who_dies_with_a_day_leaves_it_to_the_next(
    daily_work: DailyWork, calendar: CalendarInMemory, work: ToldWork
) -> None:
    with calendar() as records:
        records.open_days(TASK, [FIRST])
        assert records.claim_newest(TASK, FIRST) is not None
    catch_up(daily_work)
    assert work.days == []
    calendar.moment += timedelta(minutes=1)
    catch_up(daily_work)
    assert calendar.announced == closings(FIRST)


def test_a_clock_that_goes_back_leaves_later_days_until_they_come(
    daily_work: DailyWork, calendar: CalendarInMemory, clock: SetClock, work: ToldWork
) -> None:
    work.failures = [Unavailable()]
    clock.day = day(5)
    catch_up(daily_work)
    clock.day = day(3)
    calendar.moment += timedelta(minutes=1)
    catch_up(daily_work)
    assert (work.days, calendar.announced) == ([day(5)], [])
    clock.day = day(5)
    catch_up(daily_work)
    assert calendar.announced == closings(day(5))


class TestInOrder:
    """The tasks that judge by their day (D7)."""

    @pytest.fixture
    def daily_work(self, calendar: CalendarInMemory, clock: SetClock, work: ToldWork) -> DailyWork:
        return DailyWork(works={Task.REVIEW: work}, clock=clock, transactions=calendar)

    def test_every_missed_day_is_done_the_oldest_first(
        self, daily_work: DailyWork, calendar: CalendarInMemory, clock: SetClock, work: ToldWork
    ) -> None:
        catch_up(daily_work)
        clock.day = day(5)
        catch_up(daily_work)
        assert work.days == [day(number) for number in range(1, 6)]
        assert calendar.announced == [closing(each, task=Task.REVIEW) for each in work.days]
        assert all(row.closed_with == on for (on, _), row in calendar.rows.items())

    def test_no_later_day_is_done_while_an_earlier_one_rests(
        self, daily_work: DailyWork, calendar: CalendarInMemory, clock: SetClock, work: ToldWork
    ) -> None:
        clock.day = day(2)
        catch_up(daily_work)
        clock.day = day(4)
        work.failures = [Unavailable()]
        catch_up(daily_work)
        catch_up(daily_work)
        assert work.days == [day(2), day(3)]
        calendar.moment += timedelta(minutes=1)
        catch_up(daily_work)
        assert work.days == [day(2), day(3), day(3), day(4)]

    def test_each_day_keeps_its_own_counts(
        self, daily_work: DailyWork, calendar: CalendarInMemory, clock: SetClock
    ) -> None:
        catch_up(daily_work)
        clock.day = day(3)
        catch_up(daily_work)
        counts = [calendar.rows[day(number), Task.REVIEW].counts for number in (1, 2, 3)]
        assert counts == [{"done": 1}, {"done": 2}, {"done": 3}]

    def test_days_with_nothing_due_are_closed_with_the_next_that_has(
        self, daily_work: DailyWork, calendar: CalendarInMemory, clock: SetClock, work: ToldWork
    ) -> None:
        work.idle = {day(number) for number in (2, 3, 5, 6, 7)}
        catch_up(daily_work)
        clock.day = day(7)
        catch_up(daily_work)
        assert work.days == [day(1), day(2), day(5)]
        spans = ((1, 1), (2, 4), (5, 7))
        assert calendar.announced == [closing(*span(*each), task=Task.REVIEW) for each in spans]
        rows = [calendar.rows[day(number), Task.REVIEW] for number in range(1, 8)]
        assert [row.closed_with for row in rows] == [day(each) for each in (1, 4, 4, 4, 7, 7, 7)]
        assert [row.counts for row in rows] == [
            {"done": 1}, {}, {}, {"done": 2}, {}, {}, {"done": 3}
        ]  # fmt: skip

    def test_a_day_comes_to_an_end_before_the_next_of_any_task(
        self, calendar: CalendarInMemory, clock: SetClock, work: ToldWork
    ) -> None:
        """Who has much to catch up with keeps nobody else waiting."""
        other = ToldWork()
        works = {Task.REVIEW: work, Task.REMIND: other}
        daily_work = DailyWork(works=works, clock=clock, transactions=calendar)
        catch_up(daily_work)
        clock.day = day(4)
        assert daily_work.advance()
        assert work.days == other.days == [day(1), day(2)]
