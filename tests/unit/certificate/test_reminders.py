"""Which deadlines a day reminds of, and until when a reminder is of use (D6, 六.6)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.reminders import Reminder, reminders_due
from certificate.domain.terms import renewal_window
from contracts.vocabulary import ReminderKind

DEADLINE, LAST, DAY = date(2026, 9, 14), date(2029, 3, 14), timedelta(days=1)
CE, OPENS, EXPIRY = ReminderKind
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))


def reminders_of(what: ReminderKind, deadline: date) -> list[tuple[date, Reminder]]:
    """Give the days that remind of a deadline, each with its reminder."""
    found = []
    for ahead in range(-10, 120):
        day = deadline - ahead * DAY
        found += [
            (day, each)
            for each in reminders_due(day)
            if each.what is what and each.deadline == deadline
        ]
    return sorted(found, key=lambda pair: pair[0])


@given(days)
def test_each_ce_deadline_is_reminded_of_90_60_30_and_7_days_before(deadline: date) -> None:
    found = reminders_of(CE, deadline)
    assert [(deadline - day).days for day, _ in found] == [90, 60, 30, 7]
    assert [each.days for _, each in found] == [90, 60, 30, 7]


@given(days)
def test_expiry_is_reminded_of_30_and_7_days_before(last: date) -> None:
    assert [(last - day).days for day, _ in reminders_of(EXPIRY, last)] == [30, 7]


@given(days)
def test_the_window_s_opening_is_told_on_the_day_it_opens_and_on_no_other(last: date) -> None:
    found = reminders_of(OPENS, last)
    assert [(day, each.days) for day, each in found] == [(renewal_window(last).first, 0)]


@given(days)
def test_each_is_of_use_until_the_next_of_its_kind_or_the_deadline(deadline: date) -> None:
    for what in ReminderKind:
        found = reminders_of(what, deadline)
        ends = [day - DAY for day, _ in found[1:]] + [deadline]
        assert [each.useful_until for _, each in found] == ends


@pytest.mark.parametrize(
    ("last", "opens"),
    [
        (LAST, date(2028, 12, 15)),
        (date(2029, 5, 27), date(2029, 2, 28)),
        (date(2029, 5, 30), date(2029, 2, 28)),
        (date(2029, 2, 27), date(2028, 11, 28)),
        (date(2029, 8, 30), date(2029, 5, 31)),
    ],
)
def test_windows_at_the_ends_of_months(last: date, opens: date) -> None:
    assert [day for day, _ in reminders_of(OPENS, last)] == [opens]
