"""The days of a certificate: months that clamp, terms of validity, deadlines, windows (D0–D10)."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ADULT_MONTHS: Final = 18 * 12  # 六.1(5)
TERM_MONTHS: Final = 60  # 六.1
FIRST_DEADLINE_MONTHS: Final = 30  # 六.1
RENEWAL_MONTHS: Final = 3  # 六.6
LEGAL_ZONE: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Term:
    """One term of validity, all three days inclusive."""

    valid_from: date
    valid_to: date
    ce_deadline: date


@dataclass(frozen=True, kw_only=True)
class Window:
    """A span of days, both ends inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def legal_day(moment: datetime) -> date:
    """Give the legal day of an aware moment."""
    return moment.astimezone(LEGAL_ZONE).date()


def months_later(day: date, months: int) -> date:
    """Move a day by whole months, clamped to the month's end and to what `date` can hold (D5)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def day_after(day: date) -> date:
    """Give the next day; the last one that `date` can hold stays."""
    return day if day == date.max else day + timedelta(days=1)


def day_before(day: date) -> date:
    """Give the day before; the first one that `date` can hold stays."""
    return day if day == date.min else day - timedelta(days=1)


def adult_on(born: date) -> date:
    """Give the 18th birthday, the first day on which a certificate may be held (D4, D5)."""
    return months_later(born, ADULT_MONTHS)


def term_from(valid_from: date, age_limit_on: date) -> Term:
    """Give the term that starts on a day (D1, D2).

    Raises `ValueError` from the age limit on: there is no day left to be valid on.
    """
    if valid_from >= age_limit_on:
        raise ValueError("a term must start before the age limit")
    valid_to = min(day_before(months_later(valid_from, TERM_MONTHS)), day_before(age_limit_on))
    deadline = day_before(months_later(valid_from, FIRST_DEADLINE_MONTHS))
    return Term(valid_from=valid_from, valid_to=valid_to, ce_deadline=min(deadline, valid_to))


def after_passed_review(term: Term) -> Term:
    """Set the deadline to the end of validity; months are never added (六.5, D3)."""
    return replace(term, ce_deadline=term.valid_to)


def review_due_on(term: Term) -> date | None:
    """Give the day of the review; none where expiry comes instead (D7, D10)."""
    return None if term.ce_deadline >= term.valid_to else day_after(term.ce_deadline)


def renewal_window(valid_to: date) -> Window:
    """Give the days on which renewal may be submitted (六.6, D9)."""
    return Window(first=months_later(day_after(valid_to), -RENEWAL_MONTHS), last=valid_to)


def age_allows_renewal(valid_to: date, age_limit_on: date) -> bool:
    """Tell whether the renewed term would start before the age limit (D10).

    The limit is the one in force on the day after `valid_to`.
    """
    return day_after(valid_to) < age_limit_on


def renewed_term(valid_to: date, age_limit_on: date) -> Term:
    """Give the term that follows on one that ends on `valid_to`, however late it is decided (D9).

    Raises `ValueError` where `age_allows_renewal` is false.
    """
    return term_from(day_after(valid_to), age_limit_on)
