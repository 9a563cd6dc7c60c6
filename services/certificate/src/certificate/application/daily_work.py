"""The daily work: review, expiry and reminders, a job for each day that the scheduler names."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from certificate.application.ports import Clock, JobReader
from certificate.application.refusals import refusal
from contracts import certificate as told
from contracts.vocabulary import JobStatus


class DailyRecords(Protocol):
    """One transaction in which a day's work is started."""

    def first_day(self, task: told.DailyTask, day: date, through: date) -> date:
        """Give the first day that has a job or may have something due, else `through`."""
        ...

    def start(self, task: told.DailyTask, day: date, today: date) -> UUID | None:
        """Give the job of a task's day, started now unless it was; none where nothing is due."""
        ...


def key_of(task: told.DailyTask, day: date) -> str:
    """Give the key of the job that a task's day starts."""
    return f"{task.value}:{day.isoformat()}"


def day_of(key: str) -> date:
    """Give the day whose job a key names."""
    return date.fromisoformat(key.partition(":")[2])


@dataclass(frozen=True, kw_only=True)
class DailyWork:
    """Does each day's work once, however often it is asked for."""

    clock: Clock
    jobs: JobReader
    transactions: Callable[[], AbstractContextManager[DailyRecords]]

    def run(self, call: told.RunDailyWork) -> told.DailyRun:
        """Have the next day's work done, or tell how far it is; refused for a day yet to come."""
        today = self.clock.today()
        if call.day > today:
            raise refusal("DAY_NOT_COME", day=call.day.isoformat(), today=today.isoformat())
        with self.transactions() as records:
            day = records.first_day(call.task, call.day, min(call.through, today))
        found = self.jobs.by_key(key_of(call.task, day))
        if found is None:
            with self.transactions() as records:
                job = records.start(call.task, day, today)
            return told.DailyRun(day=day, job=job, is_done=job is None, counts={})
        failed = {"failed": found.failed} if found.failed else {}
        return told.DailyRun(
            day=day,
            job=found.id,
            is_done=found.status is JobStatus.DONE,
            counts={**found.counts, **failed},
        )
