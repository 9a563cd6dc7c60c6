"""A connection to PostgreSQL that does not wait for ever for a server that has lost it.

A network may swallow what is sent and still keep the connection standing: no timeout of the
server's helps then, for it has never heard of the statement. So after some silence one asks on
another connection whether the server is still at work; a statement that is slow goes on.
"""

import logging
import re
import time
from collections.abc import Generator
from typing import Any, Final, Self

import eventlet
import psycopg
from psycopg.waiting import READY_NONE

from bus import telemetry

log = logging.getLogger("gascert.database")

# A peer that has vanished without a word is noticed within some ten seconds.
LIFE_SIGNS: Final = {
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
LONGEST_SILENCE: Final = 3.0
LONGEST_LOOK: Final = 5.0
# Whoever waits for the client, to hear the rest or to be rid of an answer, waits in vain.
IS_AT_WORK: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE pid = %s AND state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'
"""
_IN_WORDS: Final = re.compile("FATAL|致命错误")
_Steps = Generator[Any, Any, Any]


class WatchedConnection(psycopg.Connection[Any]):
    """A connection that gives itself up when its server is silent and no longer at work for it."""

    reach: dict[str, Any] | None = None

    @classmethod
    def reaching(cls, **how: Any) -> Self:
        """Connect as `psycopg.connect` does."""
        made = cls.connect(**how)
        made.reach = how
        return made

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        """Wait for an answer as psycopg does, and look after the server when none comes."""
        return super().wait(self._looked_after(gen), *args, **kwargs)

    def _looked_after(self, steps: _Steps) -> _Steps:
        heard = time.monotonic()
        try:
            wants = next(steps)
            while True:
                ready = yield wants
                if ready != READY_NONE:
                    heard = time.monotonic()
                elif time.monotonic() - heard > LONGEST_SILENCE:
                    self._look()
                    heard = time.monotonic()
                wants = steps.send(ready)
        except StopIteration as done:
            return done.value

    def _look(self) -> None:
        """Raise, and be closed, unless the server says that it is at work for this connection."""
        if self.reach is None or self._is_at_work(self.reach):
            return
        telemetry.note(log, "a connection has been lost in silence")
        self.close()
        raise psycopg.OperationalError("the server is silent")

    def _is_at_work(self, reach: dict[str, Any]) -> bool:
        another = None
        try:
            with eventlet.Timeout(LONGEST_LOOK, psycopg.OperationalError):
                another = psycopg.connect(**reach)
                found = another.execute(IS_AT_WORK, [self.pgconn.backend_pid]).fetchone()
        except psycopg.Error as error:
            # Whoever is refused in words hears a server that lives: it has no connection to spare.
            return _IN_WORDS.search(str(error)) is not None
        finally:
            if another is not None:
                another.close()
        return found is not None and found[0] > 0


def watched(*given: Any) -> WatchedConnection:
    """Connect as SQLAlchemy's `do_connect` asks for it."""
    *_, how = given  # the dialect, the pool's record, and arguments by position: there are none
    return WatchedConnection.reaching(**how)
