"""The legal clock: told to anyone, and moved forward in a sandbox (D11)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from contracts.errors import Fault, InvalidMessage, Refused, Unavailable
from contracts.review_scheduler import LegalClock
from review_scheduler.application.ports import Clock, Followers, Move, Moves

FARTHEST: Final = date(2200, 1, 1)


@dataclass(kw_only=True)
class LegalClockMoving:
    """Moves the clock and sees whether the services follow.

    The daily work of a day begins when all have come to it: what is done on a day would
    otherwise be done by some services on the day before.
    """

    clock: Clock
    machine: Clock
    is_movable: bool
    moves: Moves
    followers: Followers
    look_again: Callable[[], None]
    _agreed_on: int = field(default=0, init=False)

    def tell(self) -> LegalClock:
        """Tell the legal day, and which services have yet to follow."""
        move = self.moves.last()
        return self._told(move, self._behind(move))

    def move(self, day: date) -> LegalClock:
        """Move the clock to a day; raises `Refused` outside a sandbox and where it lies behind."""
        if not self.is_movable:
            raise Refused(
                "NOT_A_SANDBOX",
                "只有沙箱环境可以调整法定日期",
                "The legal clock can be moved in a sandbox only",
            )
        if day > FARTHEST:
            fault = Fault(path="day", reason=f"must not be after {FARTHEST.isoformat()}")
            raise InvalidMessage(faults=(fault,))
        move = self.moves.add((day - self.machine.today()).days)
        if move is None:
            raise Refused(
                "LEGAL_CLOCK_GOES_FORWARD",
                "法定日期只能向后推移",
                "The legal clock goes forward only",
                facts={"day": self.clock.today().isoformat()},
            )
        return self._told(move, self.followers.names)

    def insist_on_agreement(self) -> None:
        """Raise `Unavailable` while a service has not followed the newest move.

        Then one's own clock is not to tell the day before either, which it may have read just now.
        """
        move = self.moves.last()
        if move.version != self._agreed_on:
            if self._behind(move):
                raise Unavailable
            self.look_again()
            self._agreed_on = move.version

    def _behind(self, move: Move) -> tuple[str, ...]:
        if move.version == self._agreed_on:
            return ()
        return self.followers.behind(move)

    def _told(self, move: Move, behind: tuple[str, ...]) -> LegalClock:
        return LegalClock(
            day=self.machine.today() + timedelta(days=move.days_ahead),
            days_ahead=move.days_ahead,
            version=move.version,
            is_movable=self.is_movable,
            waits_for=behind,
        )
