"""Bulk work gives way to people: while a process is asked much, its jobs take turns and rest."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from eventlet import sleep as rest
from eventlet.semaphore import Semaphore

MUCH: Final = 20
REST: Final = 0.5
LONGEST_REST: Final = 1.0


class Courtesy:
    """Counts the calls that a process answers, and holds its jobs' runners back for them.

    Two chunks at once take what processors there are, and a call then waits for its share at each
    of its hops. `MUCH` calls a second are more than those who only ask how far a job has come.
    """

    def __init__(self) -> None:
        self._calls: deque[float] = deque(maxlen=MUCH)
        self._turn = Semaphore(1)

    def note_call(self) -> None:
        """Count a call that has come."""
        self._calls.append(time.monotonic())

    @property
    def is_asked_much(self) -> bool:
        """Say whether `MUCH` calls have come within the last second."""
        return len(self._calls) == MUCH and time.monotonic() - self._calls[0] < 1.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let a runner do a chunk: at once, or while much is asked when the others have done.

        It then rests for half the time that the chunk took, a second at most.
        """
        if not self.is_asked_much:
            yield
            return
        with self._turn:
            began = time.monotonic()
            yield
            rest(min(LONGEST_REST, REST * (time.monotonic() - began)))
