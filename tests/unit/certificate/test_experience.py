"""Years in the trade (从业年数, 二.1), with both sides of each anniversary."""

from datetime import date

import pytest

from certificate.domain.experience import full_years


@pytest.mark.parametrize(
    ("since", "on", "years"),
    [
        (None, date(2024, 3, 15), 0),
        (date(2024, 3, 15), date(2024, 3, 14), 0),
        (date(2024, 3, 15), date(2025, 3, 14), 0),
        (date(2024, 3, 15), date(2025, 3, 15), 1),
        (date(2019, 3, 15), date(2024, 3, 14), 4),
        (date(2019, 3, 15), date(2024, 3, 16), 5),
        (date(2024, 2, 29), date(2025, 2, 27), 0),
        (date(2024, 2, 29), date(2025, 2, 28), 1),
        (date(2024, 2, 29), date(2028, 2, 28), 3),
        (date(2024, 2, 29), date(2028, 2, 29), 4),
    ],
)
def test_an_anniversary_completes_a_year(since: date | None, on: date, years: int) -> None:
    assert full_years(since, on) == years
