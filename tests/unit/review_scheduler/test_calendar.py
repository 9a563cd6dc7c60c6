"""Which days are opened, and how long a failure pauses."""

from datetime import date, timedelta

import pytest

from review_scheduler.domain.calendar import MOST_DAYS_AT_ONCE, days_to_open, pause_after

TODAY = date(2024, 3, 1)


def test_the_calendar_begins_with_the_day_on_which_it_is_first_asked() -> None:
    assert days_to_open(None, TODAY) == (TODAY,)


@pytest.mark.parametrize(
    ("last", "days"),
    [
        (date(2024, 3, 1), ()),
        (date(2024, 2, 29), (date(2024, 3, 1),)),
        (date(2024, 2, 27), (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1))),
    ],
)
def test_every_missed_day_is_opened_in_order(last: date, days: tuple[date, ...]) -> None:
    assert days_to_open(last, TODAY) == days


def test_a_clock_that_has_gone_back_opens_nothing() -> None:
    assert days_to_open(date(2024, 3, 2), TODAY) == ()


def test_a_long_gap_is_opened_in_parts_and_left_without_a_hole() -> None:
    last, opened = date(2020, 1, 1), list[date]()
    while days := days_to_open(last, TODAY):
        assert len(days) <= MOST_DAYS_AT_ONCE
        opened += days
        last = days[-1]
    assert opened == [date(2020, 1, 2) + timedelta(days=n) for n in range(len(opened))]
    assert opened[-1] == TODAY


def test_an_outage_pauses_briefly_however_long_it_lasts() -> None:
    assert pause_after(1, is_outage=True) == pause_after(500, is_outage=True)
    assert pause_after(1, is_outage=True) == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (10_000, 60)]
)
def test_a_refusal_pauses_longer_each_time_up_to_an_hour(attempts: int, minutes: int) -> None:
    assert pause_after(attempts, is_outage=False) == timedelta(minutes=minutes)
