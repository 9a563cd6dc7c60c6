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
    """How far a day's work is; there is no job where nothing was to be done."""

    job: UUID | None
    is_done: bool
    counts: dict[str, int]


class RunDailyWork(Command[DailyRun]):
    """Have a day's work done, or tell how far it is; for the scheduler.

    A day that is asked for again is not done again. It is judged by its own date, however late
    it runs (D7).
    """

    wire_remembered: ClassVar[bool] = False
    task: DailyTask
    day: date
