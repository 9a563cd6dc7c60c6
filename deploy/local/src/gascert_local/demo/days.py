"""Days that pass: the clock moved, the daily work waited for, what was seen kept (D11)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from contracts.identity import Message, Messages
from contracts.review_scheduler import DayTasks, LegalClock
from gascert_local.demo.client import Visitor

DAILY: Final = frozenset({"review", "record_expiries", "remind"})
_PATIENCE: Final = 60.0
_PAUSE: Final = 0.1


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What happened on a day, and who did it or was told."""

    day: date
    who: str
    what: str


@dataclass(kw_only=True)
class Days:
    """The days of a story, seen by the person whom it is about."""

    administrator: Visitor
    person: Visitor
    calendar: list[Happening] = field(default_factory=list)
    _read: set[UUID] = field(default_factory=set)

    @property
    def clock(self) -> LegalClock:
        """The legal clock."""
        return self.person.get(LegalClock, "/legal-clock")

    def happened(self, who: str, what: str, day: date | None = None) -> None:
        """Enter something into the calendar, for today unless told otherwise."""
        self.calendar.append(Happening(day=day or self.clock.day, who=who, what=what))

    def come_to(self, day: date) -> None:
        """Let a day come, unless it is today, and wait until its daily work is done."""
        if day > self.clock.day:
            self.administrator.put(LegalClock, "/legal-clock", {"day": day.isoformat()})
        _until(lambda: self._is_done(day), f"the daily work of {day}")

    def _is_done(self, day: date) -> bool:
        if self.clock.waits_for:
            return False
        page = self.administrator.get(DayTasks, "/day-tasks", size=20)
        done = {each.task for each in page.items if each.day == day and each.closed_at is not None}
        return done >= DAILY

    def hears(self, code: str) -> Message:
        """Wait for a message of a kind that was not read before; enters it into the calendar."""
        found: list[Message] = []

        def has_come() -> bool:
            found.extend(each for each in self._unread() if each.code == code)
            return bool(found)

        _until(has_come, f"a message {code}")
        self._read.add(found[0].id)
        self.happened("收到消息 message", found[0].title)
        return found[0]

    def _unread(self) -> list[Message]:
        page = self.person.get(Messages, "/messages", size=50)
        return [each for each in page.items if each.id not in self._read]


def _until(condition: Callable[[], bool], what: str) -> None:
    """Look again and again; raises `TimeoutError` after a minute."""
    end = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come")
        time.sleep(_PAUSE)
