"""One transaction on the calendar, announcements included."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bus import telemetry
from bus.database import Database, Transaction
from bus.failpoints import failpoint
from contracts.errors import GasCertError
from contracts.message import Event
from review_scheduler.adapters.tables import DAY_TASKS
from review_scheduler.application.ports import Done
from review_scheduler.domain.calendar import Claim, Task

log = logging.getLogger("gascert.calendar")

LEASE: Final = timedelta(seconds=60)
_OF: Final = DAY_TASKS.c


@dataclass(frozen=True, kw_only=True)
class DatabaseRecords:
    """Writes the calendar. Leases and pauses go by the database's clock, days by the legal one."""

    transaction: Transaction

    def last_day(self, task: Task) -> date | None:
        """Give the last day that was opened."""
        last: date | None = self.transaction.execute(
            select(func.max(_OF.day)).where(_OF.task == task)
        ).scalar_one()
        return last

    def open_days(self, task: Task, days: Sequence[date]) -> None:
        """Open days; those that another replica has opened meanwhile stay as they are."""
        if days:
            self.transaction.execute(
                insert(DAY_TASKS).on_conflict_do_nothing(constraint="a_task_has_each_day_once"),
                [{"task": task, "day": day} for day in days],
            )

    def claim_newest(self, task: Task, today: date) -> Claim | None:
        """Lease the newest day up to today, if it is due and nobody else has it.

        Whoever dies with a lease lets it come due again.
        """
        others = DAY_TASKS.alias().c
        newest = select(func.max(others.day)).where(others.task == task, others.day <= today)
        return self._claim(task, newest.scalar_subquery())

    def claim_oldest(self, task: Task, today: date) -> Claim | None:
        """Lease the oldest open day up to today, if it is due and nobody else has it.

        While it rests or is in other hands, no later day is given: days are done in their order.
        """
        others = DAY_TASKS.alias().c
        oldest = select(func.min(others.day)).where(
            others.task == task, others.day <= today, others.closed_at.is_(None)
        )
        return self._claim(task, oldest.scalar_subquery())

    def _claim(self, task: Task, day: ScalarSelect[date]) -> Claim | None:
        due = (
            select(_OF.day, _OF.attempts)
            .where(
                _OF.task == task,
                _OF.day == day,
                _OF.closed_at.is_(None),
                _OF.next_try_at <= func.clock_timestamp(),
            )
            .with_for_update(of=DAY_TASKS, skip_locked=True)
        )
        row = self.transaction.execute(due).one_or_none()
        if row is None:
            return None
        claim = Claim(day=row.day, task=task, attempts=row.attempts + 1)
        self.transaction.execute(
            update(DAY_TASKS)
            .where(_OF.task == task, _OF.day == claim.day)
            .values(attempts=claim.attempts, next_try_at=func.clock_timestamp() + LEASE)
        )
        return claim

    def put_back(self, claim: Claim, error: GasCertError, pause: timedelta) -> None:
        """Let a claimed day rest; one that was claimed again in the meantime stays claimed."""
        telemetry.failure(log, "day task failed", error, task=claim.task, day=claim.day)
        self.transaction.execute(
            update(DAY_TASKS)
            .where(
                _OF.task == claim.task,
                _OF.day == claim.day,
                _OF.attempts == claim.attempts,
                _OF.closed_at.is_(None),
            )
            .values(error=error.code, next_try_at=func.clock_timestamp() + pause)
        )

    def close(self, claim: Claim, done: Done, at: datetime) -> tuple[date, ...]:
        """Close the day that was done and all before it; gives those that were open, in order.

        Rows are locked in the order of their days, so that two who close never deadlock.
        """
        still_open = (_OF.task == claim.task, _OF.day <= done.day, _OF.closed_at.is_(None))
        days = self.transaction.execute(
            select(_OF.day).where(*still_open).order_by(_OF.day).with_for_update()
        ).scalars()
        closed = tuple(days)
        if done.day in closed:
            self.transaction.execute(
                update(DAY_TASKS)
                .where(_OF.task == claim.task, _OF.day == done.day)
                .values(counts=dict(done.counts), attempts=func.greatest(_OF.attempts, 1))
            )
        self.transaction.execute(
            update(DAY_TASKS)
            .where(_OF.task == claim.task, _OF.day.in_(closed))
            .values(closed_at=at, closed_with=done.day, error=None)
        )
        failpoint("calendar.before_close")
        return closed

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        self.transaction.announce(event)


@dataclass(frozen=True, kw_only=True)
class DatabaseTransactions:
    """Begins transactions on the calendar."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseRecords]:
        """Give a transaction, committed at the block's end."""
        with self.database.transaction() as transaction:
            yield DatabaseRecords(transaction=transaction)
