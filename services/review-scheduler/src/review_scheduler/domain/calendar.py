"""The calendar of daily work: its tasks, which days are opened, how long a failure pauses."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, unique
from typing import Final

MOST_DAYS_AT_ONCE: Final = 500
PAUSE_AFTER_OUTAGE: Final = timedelta(seconds=30)
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
_MOST_DOUBLINGS: Final = 10


@unique
class Task(StrEnum):
    """What is done once for every legal day."""

    RETRY_PENDING_ISSUANCES = "retry_pending_issuances"  # H9
    RECONCILE = "reconcile"  # I1
    REVIEW = "review"  # 六.5
    RECORD_EXPIRIES = "record_expiries"  # H2
    REMIND = "remind"  # D6


# These judge by their day, so each is asked for, the oldest first (D7). The others look at the
# register as it stands: done for one day, they have done all that is left of the days before,
# which are closed with it.
IN_ORDER: Final = frozenset({Task.REVIEW, Task.RECORD_EXPIRIES, Task.REMIND})


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A task of one day that this replica has taken, as its so-many-eth attempt."""

    day: date
    task: Task
    attempts: int


def days_to_open(last: date | None, today: date) -> tuple[date, ...]:
    """Give the days to be opened next, in order, after the last one that was.

    The calendar begins with the day on which it is first asked. A long gap is opened in parts of
    500 days; where the clock has gone back, there is nothing to open.
    """
    if last is None:
        return (today,)
    missing = min((today - last).days, MOST_DAYS_AT_ONCE)
    return tuple(last + timedelta(days=number) for number in range(1, missing + 1))


def pause_after(attempts: int, *, is_outage: bool) -> timedelta:
    """Give how long a failed task rests: briefly after an outage, else longer each time."""
    if is_outage:
        return PAUSE_AFTER_OUTAGE
    doubled = 1 << min(attempts - 1, _MOST_DOUBLINGS)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)
