"""Bulk work gives way to people: while a service is asked much, its jobs take turns and rest."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import eventlet
from eventlet.semaphore import Semaphore

from bus import telemetry
from contracts.asks import GATEWAY

MUCH: Final = 20
WITHIN: Final = 1.0
REST: Final = 0.5
LONGEST_REST: Final = 1.0


class Courtesy:
    """Counts what people ask of a service in this process, and holds its jobs back for them.

    Two chunks at once take what processors there are, and a call then waits for its share at each
    of its hops. Those who only watch how far a job has come are not counted.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        self._calls: deque[float] = deque(maxlen=MUCH)
        self._turn = Semaphore(1)

    def note_call(self, asked_by: str | None) -> None:
        """Count a call that has come, if people or other systems ask it, and no service."""
        if asked_by == GATEWAY:
            self._calls.append(time.monotonic())

    @property
    def is_asked_much(self) -> bool:
        """Say whether `MUCH` calls have come within the last second."""
        return len(self._calls) == MUCH and time.monotonic() - self._calls[0] < WITHIN

    @contextmanager
    def turn(self, is_stopping: Callable[[], bool]) -> Iterator[None]:
        """Let a runner work on a chunk: at once, or while much is asked when the others have done.

        It then rests for half the time that this took, a second at most, unless it is to stop.
        """
        if not self.is_asked_much:
            yield
            return
        with self._turn:
            began = time.monotonic()
            yield
            telemetry.CHUNKS_HELD_BACK.labels(self._service).inc()
            until = time.monotonic() + min(LONGEST_REST, REST * (time.monotonic() - began))
            while not is_stopping() and (left := until - time.monotonic()) > 0:
                eventlet.sleep(min(left, 0.1))
