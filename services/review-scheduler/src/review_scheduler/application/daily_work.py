"""Doing the daily work: each day once, none left out, whoever of the replicas comes first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.errors import GasCertError, Unavailable
from contracts.review_scheduler import DaysClosed
from review_scheduler.application.ports import Clock, Transactions, Work
from review_scheduler.domain.calendar import IN_ORDER, Claim, Task, days_to_open, pause_after


@dataclass(frozen=True, kw_only=True)
class DailyWork:
    """Opens the days that have come and does their work.

    Somebody else is asked to do it, which no transaction may wait for: a day is taken in one,
    and closed, together with what is announced of it, in another.
    """

    works: Mapping[Task, Work]
    clock: Clock
    transactions: Transactions

    def advance(self) -> bool:
        """Do a day's work of each task; says whether any was done, and so another day may be due.

        What fails is left open and rests for a while.
        """
        today = self.clock.today()
        advances = [self._advances(task, today) for task in self.works]
        return any(advances)

    def _advances(self, task: Task, today: date) -> bool:
        claim = self._claim(task, today)
        return claim is not None and self._is_done(claim, today)

    def _claim(self, task: Task, today: date) -> Claim | None:
        with self.transactions() as records:
            records.open_days(task, days_to_open(records.last_day(task), today))
            if task in IN_ORDER:
                return records.claim_oldest(task, today)
            return records.claim_newest(task, today)

    def _is_done(self, claim: Claim, today: date) -> bool:
        work = self.works[claim.task]
        try:
            done = work(claim.day, today)
        except GasCertError as error:
            pause = pause_after(claim.attempts, is_outage=isinstance(error, Unavailable))
            with self.transactions() as records:
                records.put_back(claim, error, pause)
            return False
        with self.transactions() as records:
            days = records.close(claim, done, self.clock.now())
            if days:
                records.announce(DaysClosed(task=claim.task.value, days=days))
        return True
