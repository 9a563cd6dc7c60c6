"""A calendar in memory, a clock that can be set, and work that fails as it is told."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from contracts.errors import GasCertError
from contracts.message import Event
from review_scheduler.application.ports import Done, Entry, Page, Span
from review_scheduler.domain.calendar import Claim, Task

DAY = date(2024, 3, 15)
LEASE = timedelta(seconds=60)
START = datetime(2024, 3, 15, 2, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class SetClock:
    """A clock that stands where it was set."""

    day: date = DAY
    moment: datetime = START

    def now(self) -> datetime:
        """Give the moment."""
        return self.moment

    def today(self) -> date:
        """Give the day."""
        return self.day


@dataclass(kw_only=True)
class ToldWork:
    """Work that keeps which days it was asked for, and fails with what it is told."""

    failures: list[GasCertError] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    idle: set[date] = field(default_factory=set)

    def __call__(self, day: date, today: date) -> Done:
        """Do it for the first day that is not idle, and count how often it was done, or fail."""
        self.days.append(day)
        if self.failures:
            raise self.failures.pop(0)
        while day in self.idle and day < today:
            day += timedelta(days=1)
        return Done(day=day, counts={"done": len(self.days)})


@dataclass(frozen=True, kw_only=True)
class Row:
    """A task of one day."""

    attempts: int = 0
    next_try_at: datetime = START
    error: str | None = None
    closed_at: datetime | None = None
    closed_with: date | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class CalendarInMemory:
    """Days and their tasks; one transaction at a time. Its machine's clock is `moment`."""

    rows: dict[tuple[date, str], Row] = field(default_factory=dict)
    announced: list[Event] = field(default_factory=list)
    moment: datetime = START

    @contextmanager
    def __call__(self) -> Iterator["CalendarInMemory"]:
        """Give a transaction: whatever it changed is undone when it fails."""
        before = (dict(self.rows), list(self.announced))
        try:
            yield self
        except BaseException:
            self.rows, self.announced = before
            raise

    def last_day(self, task: Task) -> date | None:
        """Give the last day that was opened."""
        return max((day for day, its in self.rows if its == task.value), default=None)

    def open_days(self, task: Task, days: Sequence[date]) -> None:
        """Open days."""
        for day in days:
            self.rows.setdefault((day, task), Row(next_try_at=self.moment))

    def claim_newest(self, task: Task, today: date) -> Claim | None:
        """Take the newest day up to today, if it is due."""
        days = [day for day, its in self.rows if its == task.value and day <= today]
        return self._claim(task, max(days, default=None))

    def claim_oldest(self, task: Task, today: date) -> Claim | None:
        """Take the oldest open day up to today, if it is due."""
        days = [
            day
            for (day, its), row in self.rows.items()
            if its == task.value and day <= today and row.closed_at is None
        ]
        return self._claim(task, min(days, default=None))

    def _claim(self, task: Task, day: date | None) -> Claim | None:
        if day is None:
            return None
        row = self.rows[day, task]
        if row.closed_at is not None or row.next_try_at > self.moment:
            return None
        claim = Claim(day=day, task=task, attempts=row.attempts + 1)
        self.rows[day, task] = replace(
            row, attempts=claim.attempts, next_try_at=self.moment + LEASE
        )
        return claim

    def put_back(self, claim: Claim, error: GasCertError, pause: timedelta) -> None:
        """Let a claimed day rest."""
        row = self.rows[claim.day, claim.task]
        if row.closed_at is None and row.attempts == claim.attempts:
            self.rows[claim.day, claim.task] = replace(
                row, error=error.code, next_try_at=self.moment + pause
            )

    def close(self, claim: Claim, done: Done, at: datetime) -> tuple[date, ...]:
        """Close the day that was done and all before it."""
        closed = sorted(
            day
            for (day, task), row in self.rows.items()
            if task == claim.task.value and day <= done.day and row.closed_at is None
        )
        for day in closed:
            self.rows[day, claim.task] = replace(
                self.rows[day, claim.task],
                closed_at=at,
                closed_with=done.day,
                error=None,
                counts=done.counts if day == done.day else {},
            )
        return tuple(closed)

    def announce(self, event: Event) -> None:
        """Keep what was told."""
        self.announced.append(event)

    def page(self, span: Span) -> Page:
        """Give a page, newest day first."""
        found = [
            Entry(
                day=day,
                task=Task(task),
                attempts=row.attempts,
                closed_at=row.closed_at,
                counts=row.counts,
            )
            for (day, task), row in sorted(self.rows.items(), reverse=True)
            if span.after is None or (day, task) < span.after
        ]
        return Page(entries=tuple(found[: span.size]), has_more=len(found) > span.size)
