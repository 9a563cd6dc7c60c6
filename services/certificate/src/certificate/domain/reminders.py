"""What holders are reminded of, how many days ahead, and until when that is of use (D6, 六.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from certificate.domain.terms import renewal_window
from contracts.vocabulary import ReminderKind

CE_DAYS: Final = (90, 60, 30, 7)
EXPIRY_DAYS: Final = (30, 7)
# The window opens three calendar months before the day after the last (D9): so many days ahead.
WINDOW_DAYS: Final = range(85, 95)


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A reminder due on a day of those whose deadline is `deadline`.

    That is the CE deadline or, for the others, the last day of validity. It is of use up to
    `useful_until`: then the next of its kind stands for it, or it is too late.
    """

    what: ReminderKind
    days: int
    deadline: date
    useful_until: date


def reminders_due(day: date) -> tuple[Reminder, ...]:
    """Give all reminders of a legal day, each with the deadline that it is for."""
    return (
        *_ahead(ReminderKind.CE_DEADLINE, CE_DAYS, day),
        *_openings(day),
        *_ahead(ReminderKind.EXPIRY, EXPIRY_DAYS, day),
    )


def _ahead(what: ReminderKind, ahead: tuple[int, ...], day: date) -> Iterator[Reminder]:
    for days, following in zip(ahead, (*ahead[1:], -1), strict=True):
        deadline = day + timedelta(days=days)
        yield Reminder(
            what=what,
            days=days,
            deadline=deadline,
            useful_until=deadline - timedelta(days=following + 1),
        )


def _openings(day: date) -> Iterator[Reminder]:
    """Several last days may share the opening of their windows, for months clamp (D9)."""
    for days in WINDOW_DAYS:
        last = day + timedelta(days=days)
        if renewal_window(last).first == day:
            yield Reminder(
                what=ReminderKind.RENEWAL_OPENS, days=0, deadline=last, useful_until=last
            )
