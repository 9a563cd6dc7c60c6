"""One transaction in which a day's work is started, or found to have been."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Executable, Select, func, select

from bus import jobs, tables
from bus.database import Database, Transaction
from certificate.adapters import expiry_jobs, reminder_jobs, review_jobs
from certificate.application.daily_work import day_of, key_of
from contracts.certificate import DailyTask


@dataclass(frozen=True, kw_only=True)
class Work:
    """A task's kind of job, what is due for it by a day, and the next day on which anything is."""

    kind: str
    due: Callable[[date], Select[Any]]
    next_due: Callable[[date], Executable]
    chunk: int


WORKS: Final[Mapping[DailyTask, Work]] = {
    DailyTask.REVIEW: Work(
        kind=review_jobs.KIND,
        due=review_jobs.due,
        next_due=lambda _: review_jobs.first_due(),
        chunk=review_jobs.CHUNK,
    ),
    DailyTask.RECORD_EXPIRIES: Work(
        kind=expiry_jobs.KIND,
        due=expiry_jobs.due,
        next_due=lambda _: expiry_jobs.first_due(),
        chunk=expiry_jobs.CHUNK,
    ),
    DailyTask.REMIND: Work(
        kind=reminder_jobs.KIND,
        due=reminder_jobs.due,
        next_due=reminder_jobs.next_due,
        chunk=reminder_jobs.CHUNK,
    ),
}


@dataclass(frozen=True, kw_only=True)
class DatabaseDailyRecords:
    """Starts one job for a task's day, and none where nothing is due."""

    transaction: Transaction

    def first_day(self, task: DailyTask, day: date, through: date) -> date:
        """Give the first day that has a job or may have something due, else `through`."""
        if through <= day:
            return day
        work = WORKS[task]
        due = self.transaction.execute(work.next_due(day)).scalar_one()
        job = self.transaction.execute(
            select(func.min(tables.JOBS.c.key)).where(
                tables.JOBS.c.kind == work.kind,
                tables.JOBS.c.key.between(key_of(task, day), key_of(task, through)),
            )
        ).scalar_one()
        begun = None if job is None else day_of(job)
        found = [max(day, each) for each in (due, begun) if each is not None]
        return min([*found, through])

    def start(self, task: DailyTask, day: date, today: date) -> UUID | None:
        """Give the job of a task's day, started now unless it was; none where nothing is due."""
        work = WORKS[task]
        items = work.due(day)
        if not self._count(items):
            return None
        return jobs.start(
            self.transaction,
            work.kind,
            key=key_of(task, day),
            items=items,
            params={"day": day.isoformat(), "today": today.isoformat()},
            chunk=work.chunk,
        )

    def _count(self, items: Select[Any]) -> int:
        """Count what is due; to look for one of them alone would be planned as a search."""
        counted = select(func.count()).select_from(items.subquery())
        return int(self.transaction.execute(counted).scalar_one())


@dataclass(frozen=True, kw_only=True)
class DatabaseDailyTransactions:
    """Opens transactions in which daily work is started."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseDailyRecords]:
        """Open one, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseDailyRecords(transaction=transaction)
