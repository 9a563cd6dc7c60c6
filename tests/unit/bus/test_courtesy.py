"""Bulk work gives way: while much is asked, runners do one chunk at a time and rest after it."""

import eventlet
import pytest

from bus import courtesy
from bus.courtesy import LONGEST_REST, MUCH, REST, Courtesy


class Watch:
    """What two runners do at once, and a time that moves as told."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.busy = 0
        self.most_busy = 0
        self.rests: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.rests.append(seconds)

    def run(self, shared: Courtesy, seconds: float = 0.2) -> None:
        def does_a_chunk() -> None:
            with shared.turn():
                self.busy += 1
                self.most_busy = max(self.most_busy, self.busy)
                eventlet.sleep(0.01)
                self.now += seconds
                self.busy -= 1

        for runner in [eventlet.spawn(does_a_chunk) for _ in range(2)]:
            runner.wait()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch()
    monkeypatch.setattr(courtesy, "time", made)
    monkeypatch.setattr(courtesy, "rest", made.sleep)
    return made


def asked(times: int) -> Courtesy:
    made = Courtesy()
    for _ in range(times):
        made.note_call()
    return made


def test_while_little_is_asked_runners_work_side_by_side_and_without_rest(watch: Watch) -> None:
    watch.run(asked(MUCH - 1))
    assert (watch.most_busy, watch.rests) == (2, [])


def test_while_much_is_asked_one_works_at_a_time_and_rests(watch: Watch) -> None:
    watch.run(asked(MUCH))
    assert watch.most_busy == 1
    assert watch.rests == pytest.approx([REST * 0.2] * 2)


def test_no_rest_is_longer_than_a_second(watch: Watch) -> None:
    watch.run(asked(MUCH), seconds=0.9 / REST)
    assert max(watch.rests) < LONGEST_REST
    watch.run(asked(MUCH), seconds=60)
    assert max(watch.rests) == LONGEST_REST


def test_what_was_asked_a_second_ago_counts_no_more(watch: Watch) -> None:
    shared = asked(MUCH)
    assert shared.is_asked_much
    watch.now += 1.0
    assert not shared.is_asked_much


def test_a_chunk_that_fails_leaves_the_turn_to_the_next(watch: Watch) -> None:
    shared = asked(MUCH)
    with pytest.raises(ValueError, match="bad item"), shared.turn():
        raise ValueError("bad item")
    watch.run(shared)
    assert watch.most_busy == 1
