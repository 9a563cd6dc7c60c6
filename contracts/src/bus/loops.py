"""Loops that run until stopped, are woken early, and outlive whatever goes wrong in a round."""

import logging
from collections.abc import Callable

import eventlet
from eventlet.event import Event as Signal

from bus import telemetry
from bus.outages import is_outage

log = logging.getLogger("gascert.loops")
SHORTEST_PAUSE = 0.1
LONGEST_PAUSE = 5.0


class Loop:
    """Calls `turn` when woken and every so many seconds; a failure makes it pause, not stop.

    A turn that has left something to do says so, and the next follows at once.
    """

    def __init__(
        self,
        name: str,
        turn: Callable[[], bool | None],
        *,
        every: float,
        longest_pause: float = LONGEST_PAUSE,
    ) -> None:
        self._name = name
        self._turn = turn
        self._every = every
        self._longest_pause = longest_pause
        self._signal = Signal()
        self._thread: eventlet.greenthread.GreenThread | None = None
        self._is_pausing = False
        self.is_stopping = False
        self.is_failing = False

    def start(self) -> None:
        """Begin."""
        self._thread = eventlet.spawn(self._run)

    def wake(self) -> None:
        """Let the next round begin now."""
        if not self._signal.ready():
            self._signal.send(None)

    def _run(self) -> None:
        pause = SHORTEST_PAUSE
        while not self.is_stopping:
            self._signal = Signal()
            try:
                has_more = self._turn()
                self.is_failing = False
                pause = SHORTEST_PAUSE
                if not has_more:
                    self._rest(self._every)
            except (Exception, eventlet.Timeout) as error:  # noqa: BLE001  # dying would be silent
                self.is_failing = True
                what = "database does not answer" if is_outage(error) else "round failed"
                telemetry.failure(log, what, error, loop=self._name)
                self._is_pausing = True
                eventlet.sleep(pause)
                self._is_pausing = False
                pause = min(self._longest_pause, pause * 2)

    def _rest(self, seconds: float) -> None:
        with eventlet.Timeout(seconds, False):
            self._signal.wait()

    def stop(self, seconds: float = 10.0) -> None:
        """Finish the round that runs, for so many seconds at most."""
        self.is_stopping = True
        self.wake()
        thread, self._thread = self._thread, None
        if thread is None:
            return
        if not self._is_pausing:
            with eventlet.Timeout(seconds, False):
                thread.wait()
        thread.kill()
