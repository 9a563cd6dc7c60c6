"""Rate limits: a bucket that fills again, each for itself."""

import pytest

from gateway.refusals import Throttled
from gateway.throttle import Rate, Throttle


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_so_many_at_once_and_then_none_until_time_has_passed() -> None:
    clock = Clock()
    throttle = Throttle(Rate(per_second=0.5, at_once=3), now=clock)
    for _ in range(3):
        throttle.take("one")
    with pytest.raises(Throttled) as refusal:
        throttle.take("one")
    assert refusal.value.seconds == 2
    throttle.take("another")
    clock.at += 2
    throttle.take("one")


def test_a_bucket_never_holds_more_than_its_size() -> None:
    clock = Clock()
    throttle = Throttle(Rate(per_second=100, at_once=2), now=clock)
    throttle.take("one")
    clock.at += 1000
    throttle.take("one")
    throttle.take("one")
    with pytest.raises(Throttled):
        throttle.take("one")


def test_a_charge_is_borne_even_where_it_is_not_there_and_then_made_up_for() -> None:
    clock = Clock()
    throttle = Throttle(Rate(per_second=1, at_once=4), now=clock)
    throttle.take("one")
    throttle.charge("one", 10)
    with pytest.raises(Throttled) as refusal:
        throttle.take("one")
    assert refusal.value.seconds == 8
    clock.at += 8
    throttle.take("one")
    throttle.take("another")


def test_only_so_many_buckets_are_remembered() -> None:
    throttle = Throttle(Rate(per_second=0.001, at_once=1), most=2, now=Clock())
    for name in ("one", "two", "three"):
        throttle.take(name)
    throttle.take("one")
    with pytest.raises(Throttled):
        throttle.take("three")
