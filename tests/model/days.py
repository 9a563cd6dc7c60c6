"""The days of a certificate reckoned anew from the rules' own words, to compare the register with.

Nothing here is taken from the product: D1 to D5, D9 and D10 are written down a second time.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DAY: Final = timedelta(days=1)
YEARS_OF_AGE: Final = {True: 60, False: 55}  # D4, by whether male


def months_on(day: date, months: int) -> date:
    """The same day of another month, or that month's last where it has no such day (D5)."""
    step = 1 if months > 0 else -1
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += step
        if month not in range(1, 13):
            year, month = year + step, 13 - (month - step)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True, kw_only=True)
class Life:
    """When somebody comes of age, and from which day on they are too old (D4)."""

    born: date
    male: bool

    @property
    def adult_on(self) -> date:
        return months_on(self.born, 18 * 12)

    @property
    def too_old_on(self) -> date:
        return months_on(self.born, YEARS_OF_AGE[self.male] * 12)

    def is_of_age(self, on: date) -> bool:
        return self.adult_on <= on < self.too_old_on


@dataclass(kw_only=True)
class Term:
    """A term of validity, and the continuing education proved for it; all days inclusive."""

    first: date
    last: date
    deadline: date
    records: dict[int, date]

    def span(self, ordinal: int) -> tuple[date, date]:
        """The days on which a record must be issued (K11)."""
        return (self.first, self.deadline) if ordinal == 1 else (self.deadline + DAY, self.last)

    def is_reviewed(self, done_through: date) -> bool:
        """The review runs from the day after the deadline, or expiry comes instead (D7, D10)."""
        return self.deadline < self.last and self.deadline < done_through

    @property
    def window(self) -> tuple[date, date]:
        """When a renewal may be submitted (D9)."""
        return months_on(self.last + DAY, -3), self.last


def term_from(first: date, life: Life) -> Term:
    """The term that begins on a day (D1, D2)."""
    last = min(months_on(first, 60) - DAY, life.too_old_on - DAY)
    deadline = min(months_on(first, 30) - DAY, last)
    return Term(first=first, last=last, deadline=deadline, records={})
