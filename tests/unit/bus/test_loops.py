"""Loops: woken early, tried again after a failure, and stopped in good order."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import eventlet
import pytest

from bus.loops import Loop

Made = Callable[..., Loop]


@pytest.fixture
def a_loop() -> Iterator[Made]:
    made: list[Loop] = []

    def make(turn: Callable[[], Any], **options: Any) -> Loop:
        loop = Loop("test", turn, **{"every": 60.0, **options})
        made.append(loop)
        loop.start()
        return loop

    yield make
    for loop in made:
        loop.stop(0.1)


def wait_for(condition: Callable[[], bool]) -> None:
    with eventlet.Timeout(5):
        while not condition():
            eventlet.sleep(0.005)


def test_a_loop_turns_at_once_and_again_every_so_many_seconds(a_loop: Made) -> None:
    turns: list[None] = []
    a_loop(lambda: turns.append(None), every=0.02)
    wait_for(lambda: len(turns) > 3)


def test_a_loop_turns_when_it_is_woken(a_loop: Made) -> None:
    turns: list[None] = []
    loop = a_loop(lambda: turns.append(None))
    for count in range(1, 4):
        wait_for(lambda count=count: len(turns) == count)  # type: ignore[misc]  # binds now
        loop.wake()


def test_a_loop_that_is_woken_while_it_turns_turns_once_more(a_loop: Made) -> None:
    turns: list[None] = []

    def turn() -> None:
        turns.append(None)
        if len(turns) == 1:
            loop.wake()
            loop.wake()

    loop = a_loop(turn)
    wait_for(lambda: len(turns) == 2)
    eventlet.sleep(0.05)
    assert len(turns) == 2


@pytest.mark.parametrize("error", [ValueError(), eventlet.Timeout()], ids=repr)
def test_a_loop_outlives_what_goes_wrong_and_tries_again_before_its_time(
    a_loop: Made, error: BaseException
) -> None:
    turns: list[None] = []

    def turn() -> None:
        turns.append(None)
        if len(turns) < 3:
            raise error

    loop = a_loop(turn)
    wait_for(lambda: loop.is_failing)
    wait_for(lambda: len(turns) == 3)
    assert not loop.is_failing


def test_a_loop_that_fails_pauses_and_cannot_be_hurried(a_loop: Made) -> None:
    turns: list[None] = []

    def turn() -> None:
        turns.append(None)
        raise ValueError

    loop = a_loop(turn)
    for _ in range(20):
        eventlet.sleep(0.01)
        loop.wake()
    assert len(turns) <= 3


def test_a_stopped_loop_has_finished_its_turn_and_begins_no_other(a_loop: Made) -> None:
    done: list[None] = []

    def turn() -> None:
        eventlet.sleep(0.1)
        done.append(None)

    loop = a_loop(turn, every=0.0)
    eventlet.sleep(0.05)
    loop.stop()
    assert len(done) == 1
    eventlet.sleep(0.15)
    assert len(done) == 1


def test_a_turn_that_hangs_is_given_up_and_a_pause_is_not_waited_for(a_loop: Made) -> None:
    hanging = a_loop(lambda: eventlet.sleep(60))
    eventlet.sleep(0.01)
    began = time.monotonic()
    hanging.stop(0.2)
    assert 0.2 <= time.monotonic() - began < 1

    def fail() -> None:
        raise ValueError

    pausing = a_loop(fail, longest_pause=60.0)
    eventlet.sleep(0.9)
    began = time.monotonic()
    pausing.stop(10)
    assert time.monotonic() - began < 0.1
