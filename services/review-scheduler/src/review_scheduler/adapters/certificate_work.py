"""The daily work that certificate does, which is asked as the service itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from bus.remote import Ask
from contracts.certificate import DailyTask, RetryPendingIssuances, RunDailyWork
from contracts.errors import Unavailable
from review_scheduler.application.ports import Done, Work

# How long the end of a day's job is waited for at once: well within the lease of the day.
PAUSES: Final = (0.05, 0.1, 0.2, 0.4, *[0.5] * 20)


@dataclass(frozen=True, kw_only=True)
class CertificateWork:
    """Asks certificate, which does the same thing for one day but once."""

    ask: Ask
    pause: Callable[[float], None] = time.sleep

    def retry_pending_issuances(self, day: date, today: date) -> Done:
        """Have the pending issuances tried again (H9); how far that is, certificate knows."""
        self.ask.as_service(RetryPendingIssuances(day=day))
        return Done(day=day, counts={})

    def of(self, task: DailyTask) -> Work:
        """Give the work of a task whose days are done one by one."""
        return partial(self._run, task)

    def _run(self, task: DailyTask, day: date, today: date) -> Done:
        """Have the next day's work done and wait for its end; what takes long is asked for again.

        Raises `Unavailable` where it is still at work: the day stays open and the next one waits.
        """
        for pause in PAUSES:
            run = self.ask.as_service(RunDailyWork(task=task, day=day, through=today))
            if run.is_done:
                return Done(day=run.day, counts=run.counts)
            self.pause(pause)
        raise Unavailable("STILL_AT_WORK", "当日任务仍在进行", "The day's work still goes on")
