"""Loops that run until stopped, are woken early, and outlive whatever goes wrong in a round."""

import logging
from collections.abc import Callable

import eventlet
from eventlet.event import Event as Signal

from bus import telemetry
from bus.database import OUTAGES

log = logging.getLogger("gascert.loops")
LONGEST_PAUSE = 5.0


class Loop:
    """Calls `turn` when woken and every so many seconds; a failure makes it pause, not stop."""

    def __init__(self, name: str, turn: Callable[[], None], *, every: float) -> None:
        self._name = name
        self._turn = turn
        self._every = every
        self._signal = Signal()
        self._stopping = False
        self._thread: eventlet.greenthread.GreenThread | None = None
        self.is_failing = False

    def start(self) -> None:
        """Begin."""
        self._thread = eventlet.spawn(self._run)

    def wake(self) -> None:
        """Let the next round begin now."""
        if not self._signal.ready():
            self._signal.send(None)

    def _run(self) -> None:
        pause = 0.1
        while not self._stopping:
            try:
                self._turn()
                self.is_failing = False
                pause = 0.1
            except Exception as error:  # a loop that died would lose work in silence
                self.is_failing = True
                what = "database does not answer" if isinstance(error, OUTAGES) else "round failed"
                telemetry.failure(log, what, error, loop=self._name)
                eventlet.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
                continue
            self._rest()

    def _rest(self) -> None:
        with eventlet.Timeout(self._every, False):
            self._signal.wait()
        self._signal = Signal()

    def stop(self, seconds: float = 10.0) -> None:
        """Finish the round that runs, for so many seconds at most."""
        self._stopping = True
        self.wake()
        if self._thread is not None:
            with eventlet.Timeout(seconds, False):
                self._thread.wait()
            self._thread.kill()
