"""Bulk work gives way: while much is asked, runners do one chunk at a time and rest after it."""

from collections.abc import Callable, Iterator
from typing import Any

import eventlet
import pytest

from bus import courtesy
from bus.courtesy import LONGEST_REST, MUCH, REST, Courtesy
from contracts.asks import GATEWAY


class Watch:
    """What two runners do at once and how long they rest, on a time that moves as told."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.rested = 0.0
        self.busy = 0
        self.most_busy = 0
        self.is_stopping = False

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.rested += seconds
        self.now += seconds

    def work(self, shared: Courtesy, seconds: float = 0.2) -> None:
        with shared.turn(lambda: self.is_stopping):
            self.busy += 1
            self.most_busy = max(self.most_busy, self.busy)
            pause(0.01)
            self.now += seconds
            self.busy -= 1

    def work_twice(self, shared: Courtesy) -> None:
        for runner in [eventlet.spawn(self.work, shared) for _ in range(2)]:
            runner.wait()


pause: Callable[[float], Any] = eventlet.sleep


@pytest.fixture(autouse=True)
def _seconds() -> Iterator[None]:
    with eventlet.Timeout(10):
        yield


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch()
    monkeypatch.setattr(courtesy, "time", made)
    monkeypatch.setattr(courtesy, "eventlet", made)
    return made


def asked(times: int, by: str = GATEWAY) -> Courtesy:
    made = Courtesy("test")
    for _ in range(times):
        made.note_call(by)
    return made


def test_while_little_is_asked_runners_work_side_by_side_and_without_rest(watch: Watch) -> None:
    watch.work_twice(asked(MUCH - 1))
    assert (watch.most_busy, watch.rested) == (2, 0)


def test_while_much_is_asked_one_works_at_a_time_and_rests(watch: Watch) -> None:
    watch.work_twice(asked(MUCH))
    assert watch.most_busy == 1
    assert watch.rested == pytest.approx(2 * REST * 0.2)


def test_what_services_ask_is_no_reason(watch: Watch) -> None:
    watch.work_twice(asked(MUCH, by="review-scheduler"))
    assert (watch.most_busy, watch.rested) == (2, 0)


@pytest.mark.parametrize(("worked", "rest"), [(0.8, 0.4), (1.9, 0.95), (60, LONGEST_REST)])
def test_no_rest_is_longer_than_a_second(watch: Watch, worked: float, rest: float) -> None:
    watch.work(asked(MUCH), seconds=worked)
    assert watch.rested == pytest.approx(rest)


def test_who_is_to_stop_does_not_rest(watch: Watch) -> None:
    watch.is_stopping = True
    watch.work(asked(MUCH))
    assert watch.rested == 0


def test_what_was_asked_a_second_ago_counts_no_more(watch: Watch) -> None:
    shared = asked(MUCH)
    assert shared.is_asked_much
    watch.now += 1.0
    assert not shared.is_asked_much


def test_a_chunk_that_fails_leaves_the_turn_to_the_next(watch: Watch) -> None:
    shared = asked(MUCH)
    with pytest.raises(ValueError, match="bad item"), shared.turn(lambda: False):
        raise ValueError("bad item")
    watch.work(shared)
    assert watch.most_busy == 1


def test_who_is_killed_at_work_or_waiting_leaves_the_turn_to_the_next(watch: Watch) -> None:
    shared = asked(MUCH)
    at_work, waiting = eventlet.spawn(watch.work, shared), eventlet.spawn(watch.work, shared)
    pause(0.001)
    assert watch.busy == 1
    waiting.kill()
    at_work.kill()
    watch.busy = 0
    watch.work(shared)
    assert watch.most_busy == 1
