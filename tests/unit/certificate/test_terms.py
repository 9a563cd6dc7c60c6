"""Terms of validity, deadlines and windows: RULES 4, both sides of every boundary."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from certificate.domain.terms import (
    Term,
    adult_on,
    after_passed_review,
    age_allows_renewal,
    day_after,
    day_before,
    months_later,
    renewal_window,
    renewed_term,
    review_due_on,
    term_from,
)

DAY = timedelta(days=1)
FAR = date(2100, 1, 1)
days = st.dates(date(1950, 1, 1), date(2090, 12, 31))
months = st.integers(-600, 600)


def test_the_worked_term_of_a_young_man_runs_five_years() -> None:
    term = term_from(date(2024, 3, 15), date(2050, 5, 1))
    assert term == Term(
        valid_from=date(2024, 3, 15), valid_to=date(2029, 3, 14), ce_deadline=date(2026, 9, 14)
    )
    assert renewal_window(term.valid_to).first == date(2028, 12, 15)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "ce_deadline"),
    [
        (date(2024, 2, 29), date(2029, 2, 27), date(2026, 8, 28)),
        (date(2024, 8, 31), date(2029, 8, 30), date(2027, 2, 27)),
        (date(2024, 2, 28), date(2029, 2, 27), date(2026, 8, 27)),
        (date(2024, 3, 1), date(2029, 2, 28), date(2026, 8, 31)),
        (date(2023, 2, 28), date(2028, 2, 27), date(2025, 8, 27)),
        (date(2023, 3, 1), date(2028, 2, 29), date(2025, 8, 31)),
        (date(2024, 8, 30), date(2029, 8, 29), date(2027, 2, 27)),
        (date(2024, 9, 1), date(2029, 8, 31), date(2027, 2, 28)),
    ],
)
def test_months_clamp_to_the_end_of_a_short_month(
    valid_from: date, valid_to: date, ce_deadline: date
) -> None:
    term = term_from(valid_from, FAR)
    assert (term.valid_to, term.ce_deadline) == (valid_to, ce_deadline)


@pytest.mark.parametrize(
    ("limit", "valid_to"),
    [
        (date(2029, 3, 14), date(2029, 3, 13)),
        (date(2029, 3, 15), date(2029, 3, 14)),
        (date(2029, 3, 16), date(2029, 3, 14)),
    ],
)
def test_a_term_ends_the_day_before_the_age_limit_where_that_comes_first(
    limit: date, valid_to: date
) -> None:
    assert term_from(date(2024, 3, 15), limit).valid_to == valid_to


@pytest.mark.parametrize(
    ("limit", "ce_deadline"),
    [
        (date(2026, 9, 14), date(2026, 9, 13)),
        (date(2026, 9, 15), date(2026, 9, 14)),
        (date(2026, 9, 16), date(2026, 9, 14)),
    ],
)
def test_the_first_deadline_never_lies_beyond_the_end_of_validity(
    limit: date, ce_deadline: date
) -> None:
    assert term_from(date(2024, 3, 15), limit).ce_deadline == ce_deadline


def test_a_term_may_start_on_the_last_day_before_the_age_limit_and_no_later() -> None:
    limit = date(2026, 5, 1)
    only_day = limit - DAY
    assert term_from(only_day, limit) == Term(
        valid_from=only_day, valid_to=only_day, ce_deadline=only_day
    )
    for too_late in (limit, limit + DAY):
        with pytest.raises(ValueError, match="before the age limit"):
            term_from(too_late, limit)


def test_a_passed_review_sets_the_deadline_to_the_end_where_adding_would_fall_short() -> None:
    term = term_from(date(2024, 8, 31), FAR)
    assert after_passed_review(term).ce_deadline == date(2029, 8, 30)
    assert months_later(term.ce_deadline, 30) == date(2029, 8, 27)


def test_the_review_runs_from_the_day_after_the_deadline() -> None:
    assert review_due_on(term_from(date(2024, 3, 15), FAR)) == date(2026, 9, 15)


def test_expiry_comes_instead_of_a_review_where_the_deadline_is_the_last_day() -> None:
    cut_by_age = term_from(date(2024, 3, 15), date(2026, 5, 1))
    assert review_due_on(cut_by_age) is None
    assert review_due_on(after_passed_review(term_from(date(2024, 3, 15), FAR))) is None


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2028, 12, 14), False),
        (date(2028, 12, 15), True),
        (date(2028, 12, 16), True),
        (date(2029, 3, 13), True),
        (date(2029, 3, 14), True),
        (date(2029, 3, 15), False),
    ],
)
def test_renewal_is_open_for_the_last_three_months_of_validity(day: date, *, is_open: bool) -> None:
    assert (day in renewal_window(date(2029, 3, 14))) is is_open


@pytest.mark.parametrize(
    ("valid_to", "opens"),
    [
        (date(2029, 2, 27), date(2028, 11, 28)),
        (date(2029, 2, 28), date(2028, 12, 1)),
        (date(2029, 5, 30), date(2029, 2, 28)),
        (date(2029, 5, 31), date(2029, 3, 1)),
        (date(2028, 5, 30), date(2028, 2, 29)),
    ],
)
def test_the_renewal_window_counts_back_from_the_day_after_expiry(
    valid_to: date, opens: date
) -> None:
    assert renewal_window(valid_to).first == opens


@pytest.mark.parametrize(
    ("limit", "allowed"),
    [(date(2029, 3, 14), False), (date(2029, 3, 15), False), (date(2029, 3, 16), True)],
)
def test_age_refuses_renewal_only_where_no_day_would_be_left(limit: date, *, allowed: bool) -> None:
    assert age_allows_renewal(date(2029, 3, 14), limit) is allowed


def test_a_renewed_term_follows_the_old_one_without_a_gap_however_late_it_is_decided() -> None:
    assert renewed_term(date(2029, 3, 14), FAR) == term_from(date(2029, 3, 15), FAR)


@pytest.mark.parametrize(
    ("born", "adult"),
    [
        (date(2006, 3, 15), date(2024, 3, 15)),
        (date(2000, 2, 29), date(2018, 2, 28)),
        (date(2000, 2, 28), date(2018, 2, 28)),
        (date(2000, 3, 1), date(2018, 3, 1)),
    ],
)
def test_one_is_adult_on_the_eighteenth_birthday(born: date, adult: date) -> None:
    assert adult_on(born) == adult


def test_days_beyond_the_calendar_stay_at_its_ends() -> None:
    assert months_later(date.max, 1) == date.max
    assert months_later(date.min, -1) == date.min
    assert day_after(date.max) == date.max
    assert day_before(date.min) == date.min


@given(st.dates(), st.integers(-200_000, 200_000))
def test_moving_by_months_never_raises(day: date, by: int) -> None:
    assert date.min <= months_later(day, by) <= date.max


@given(days, months)
def test_moving_by_months_lands_in_the_month_counted_to(day: date, by: int) -> None:
    moved = months_later(day, by)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == by


@given(days, months)
def test_the_day_of_the_month_stays_or_is_the_months_last(day: date, by: int) -> None:
    moved = months_later(day, by)
    last = monthrange(moved.year, moved.month)[1]
    assert moved.day == min(day.day, last)


@given(days, days, months)
def test_moving_by_months_keeps_the_order_of_days(one: date, other: date, by: int) -> None:
    assume(one <= other)
    assert months_later(one, by) <= months_later(other, by)


@given(days, days)
def test_every_term_is_in_order_and_ends_before_the_age_limit(start: date, limit: date) -> None:
    assume(start < limit)
    term = term_from(start, limit)
    assert term.valid_from <= term.ce_deadline <= term.valid_to < limit


@given(days, days)
def test_no_term_is_longer_than_five_years(start: date, limit: date) -> None:
    assume(start < limit)
    assert term_from(start, limit).valid_to < months_later(start, 60)


@given(days)
def test_the_renewal_window_lies_within_a_full_term(start: date) -> None:
    term = term_from(start, date(2200, 1, 1))
    window = renewal_window(term.valid_to)
    assert term.ce_deadline < window.first <= window.last == term.valid_to


@given(days, days)
def test_a_review_is_due_within_validity_or_not_at_all(start: date, limit: date) -> None:
    assume(start < limit)
    term = term_from(start, limit)
    due = review_due_on(term)
    assert due is None or term.ce_deadline < due <= term.valid_to
