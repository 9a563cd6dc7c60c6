"""The legal clock (D11): the moment in UTC and the legal day in Asia/Shanghai."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """What tells services the time."""

    def now(self) -> datetime:
        """Give the moment, aware, in UTC."""
        ...

    def today(self) -> date:
        """Give the legal day, in Asia/Shanghai."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Give the moment, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Give the legal day, in Asia/Shanghai."""
        return self.now().astimezone(SHANGHAI).date()


class MovableClock(SystemClock):
    """A clock that a test or a sandbox can set to another day; the hours run on."""

    def __init__(self, day: date | None = None) -> None:
        self._shift = timedelta(0)
        if day is not None:
            self.move_to(day)

    def move_to(self, day: date) -> None:
        """Make `day` the legal day, keeping the time of day."""
        here = datetime.now(SHANGHAI)
        self._shift = datetime.combine(day, time(12), SHANGHAI) - here

    def now(self) -> datetime:
        """Give the shifted moment, aware, in UTC."""
        return datetime.now(UTC) + self._shift
