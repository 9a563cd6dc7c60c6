"""The daily work that certificate does when the scheduler asks for it, each day in its turn."""

from datetime import date
from enum import StrEnum, unique
from typing import ClassVar
from uuid import UUID

from contracts.message import Command, Value


@unique
class DailyTask(StrEnum):
    """What is done for every legal day, in the order of the days."""

    REVIEW = "review"
    RECORD_EXPIRIES = "record_expiries"
    REMIND = "remind"


class DailyRun(Value):
    """How far the work of `day` is, before which nothing is to be done any more.

    There is no job where nothing was to be done on that day either.
    """

    day: date
    job: UUID | None
    is_done: bool
    counts: dict[str, int]


class RunDailyWork(Command[DailyRun]):
    """Have the work done of the first day from `day` to `through` that has any; for the scheduler.

    Where none has, the answer is for `through`, done. A day that is asked for again is not done
    again, and its answer tells how far it is. It is judged by its own date, however late it runs
    (D7).
    """

    wire_remembered: ClassVar[bool] = False
    task: DailyTask
    day: date
    through: date
