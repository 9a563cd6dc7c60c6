"""Moving the legal clock, with services that are told whether they follow."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

import pytest

from bus.clock import MovableClock
from contracts.errors import Refused, Unavailable
from contracts.message import Call
from contracts.operations import TellLegalClock, ToldLegalClock
from review_scheduler.adapters.legal_clock import AskedFollowers
from review_scheduler.application.legal_clock import LegalClockMoving
from review_scheduler.application.ports import Move

DAY = date(2026, 3, 15)
TOMORROW = DAY + timedelta(days=1)


@dataclass
class KeptMoves:
    """Moves in memory."""

    kept: list[Move] = field(default_factory=lambda: [Move(version=0, days_ahead=0)])

    def last(self) -> Move:
        """The newest."""
        return self.kept[-1]

    def add(self, days_ahead: int) -> Move | None:
        """One more, forward only."""
        last = self.last()
        if days_ahead <= last.days_ahead:
            return None
        self.kept.append(Move(version=last.version + 1, days_ahead=days_ahead))
        return self.last()


@dataclass
class Followers:
    """Services by the version that they have heard of; `None` does not answer."""

    heard: dict[str, int | None]
    asked: int = 0

    def __call__(self, call: Call[Any]) -> Any:
        """Tell."""
        self.asked += 1
        version = self.heard[cast("TellLegalClock", call).service]
        if version is None:
            raise Unavailable
        return ToldLegalClock(day=DAY, version=version)


def moving(followers: Followers, *, is_movable: bool = True) -> LegalClockMoving:
    clock = MovableClock(DAY)
    return LegalClockMoving(
        clock=clock,
        machine=clock,
        is_movable=is_movable,
        moves=KeptMoves(),
        followers=AskedFollowers(names=tuple(followers.heard), ask=followers),
        look_again=lambda: None,
    )


def test_outside_a_sandbox_it_stands_still() -> None:
    clock = moving(Followers({}), is_movable=False)
    with pytest.raises(Refused) as refusal:
        clock.move(TOMORROW)
    assert refusal.value.code == "NOT_A_SANDBOX"
    assert clock.tell().day == DAY
    assert not clock.tell().is_movable


def test_whoever_has_not_heard_or_does_not_answer_is_waited_for() -> None:
    followers = Followers({"identity": 1, "enterprise": 0, "certificate": None})
    clock = moving(followers)
    assert clock.move(TOMORROW).day == TOMORROW
    assert clock.tell().waits_for == ("enterprise", "certificate")
    with pytest.raises(Unavailable):
        clock.insist_on_agreement()


def test_once_all_follow_nobody_is_asked_until_the_next_move() -> None:
    followers = Followers({"identity": 1})
    clock = moving(followers)
    clock.insist_on_agreement()
    assert followers.asked == 0
    clock.move(TOMORROW)
    for _ in range(3):
        clock.insist_on_agreement()
    assert followers.asked == 1
    clock.move(TOMORROW + timedelta(days=1))
    with pytest.raises(Unavailable):
        clock.insist_on_agreement()
