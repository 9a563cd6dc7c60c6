"""The days that the model reckons with are those of the rules' own examples (RULES 4)."""

from datetime import date

import pytest

from tests.model.days import Life, months_on, term_from

YOUNG = Life(born=date(1990, 5, 1), male=True)


@pytest.mark.parametrize(
    ("life", "first", "last", "deadline"),
    [
        (YOUNG, date(2024, 3, 15), date(2029, 3, 14), date(2026, 9, 14)),
        (YOUNG, date(2024, 2, 29), date(2029, 2, 27), date(2026, 8, 28)),
        (YOUNG, date(2024, 8, 31), date(2029, 8, 30), date(2027, 2, 27)),
        (
            Life(born=date(1966, 5, 1), male=True),
            *(date(2024, 3, 15), date(2026, 4, 30), date(2026, 4, 30)),
        ),
        (
            Life(born=date(1972, 2, 29), male=False),
            *(date(2025, 3, 1), date(2027, 2, 27), date(2027, 2, 27)),
        ),
    ],
)
def test_a_term_is_the_rules(life: Life, first: date, last: date, deadline: date) -> None:
    term = term_from(first, life)
    assert (term.last, term.deadline) == (last, deadline)


def test_the_window_opens_three_months_before_the_next_term() -> None:
    assert term_from(date(2024, 3, 15), YOUNG).window == (date(2028, 12, 15), date(2029, 3, 14))


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 1, 31), -2, date(2023, 11, 30)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
    ],
)
def test_months_clamp_both_ways(day: date, months: int, moved: date) -> None:
    assert months_on(day, months) == moved
