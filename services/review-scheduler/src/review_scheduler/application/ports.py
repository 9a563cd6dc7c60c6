"""What the use cases need of the world: a clock, the calendar, and who does the work."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from contracts.errors import GasCertError
from contracts.message import Call, Event
from review_scheduler.domain.calendar import Claim, Task

Reply = TypeVar("Reply")


@dataclass(frozen=True, kw_only=True)
class Done:
    """A day's work that is done, with its counts; before that day nothing is left to do."""

    day: date
    counts: Mapping[str, int]


class Work(Protocol):
    """Does a task's work."""

    def __call__(self, day: date, today: date) -> Done:
        """Do the work of the first day that has any, from an open day to today.

        Raises the errors of the contracts: that day stays open.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One task on one day, as the calendar shows it."""

    day: date
    task: Task
    attempts: int
    closed_at: datetime | None
    counts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Span:
    """Which page is wanted: at most `size` entries that come after `after`, newest day first."""

    after: tuple[date, str] | None
    size: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the calendar; `has_more` says whether another follows."""

    entries: tuple[Entry, ...]
    has_more: bool


class Clock(Protocol):
    """The legal clock (D11)."""

    def now(self) -> datetime:
        """Give the moment, in UTC."""
        ...

    def today(self) -> date:
        """Give the legal day."""
        ...


@dataclass(frozen=True, kw_only=True)
class Move:
    """A move of the legal clock; `days_ahead` of the machine's day."""

    version: int
    days_ahead: int


class Moves(Protocol):
    """The moves of the legal clock."""

    def last(self) -> Move:
        """Give the newest move; before any, the one that moves nothing."""
        ...

    def add(self, days_ahead: int) -> Move | None:
        """Move the clock and tell the others; `None` where it is as far already."""
        ...


class Followers(Protocol):
    """The services that follow the legal clock."""

    @property
    def names(self) -> tuple[str, ...]:
        """Name them."""
        ...

    def behind(self, move: Move) -> tuple[str, ...]:
        """Name those that have not heard of a move, or do not answer."""
        ...


class AskServices(Protocol):
    """Asks the other services, as this service itself; raises the errors of the contracts."""

    def __call__(self, call: Call[Reply]) -> Reply:
        """Ask and wait for the answer."""
        ...


class Calendar(Protocol):
    """The calendar, for reading."""

    def page(self, span: Span) -> Page:
        """Give a page, newest day first."""
        ...


class Records(Protocol):
    """One transaction on the calendar."""

    def last_day(self, task: Task) -> date | None:
        """Give the last day that was opened."""
        ...

    def open_days(self, task: Task, days: Sequence[date]) -> None:
        """Open days; those that are open or closed already stay as they are."""
        ...

    def claim_newest(self, task: Task, today: date) -> Claim | None:
        """Take the newest day up to today, if it is due and nobody else has it."""
        ...

    def claim_oldest(self, task: Task, today: date) -> Claim | None:
        """Take the oldest open day up to today, if it is due and nobody else has it."""
        ...

    def put_back(self, claim: Claim, error: GasCertError, pause: timedelta) -> None:
        """Let a claimed day rest; one that was claimed again in the meantime stays claimed."""
        ...

    def close(self, claim: Claim, done: Done, at: datetime) -> tuple[date, ...]:
        """Close the day that was done and all before it; gives those that were open, in order."""
        ...

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        ...


Transactions = Callable[[], AbstractContextManager[Records]]
