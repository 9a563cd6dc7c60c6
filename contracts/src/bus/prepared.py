"""Rows that are read again and again: selects prepared once, and asked for over one connection.

Through engine, pool and cursor a read costs four times as much processor time, most of it in going
from layer to layer. Here those who read at the same time share what is sent and what is received
(libpq's pipeline mode). Whatever does not go smoothly is left to the ordinary way, which tells
every error: a connection that has failed, is silent or has lost count is dropped, and opened anew
in the background.
"""

import logging
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import eventlet
import psycopg
from eventlet.event import Event as Signal
from eventlet.hubs import trampoline
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from bus import telemetry

log = logging.getLogger("gascert.database")

LONGEST_SILENCE: Final = 3.0
MOST_GATHERED: Final = 16
SECONDS_BETWEEN_OPENINGS: Final = 1.0  # Where it cannot be opened.
_DIALECT: Final = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


class NotSmooth(Exception):
    """The row has to be read in the ordinary way."""


class Prepared:
    """A select of at most one row, written and planned once; its parameters are `bindparam`s.

    They are texts, numbers, days and identifiers, which PostgreSQL reads as they are written.
    """

    def __init__(self, select: Select[Any]) -> None:
        compiled = select.compile(dialect=_DIALECT)
        self.select = select
        self.sql = compiled.string.encode()
        self._parameters = tuple(compiled.positiontup or ())
        self._constants = compiled.params
        self.columns = tuple(str(column.key) for column in select.selected_columns)

    def written(self, values: Mapping[str, Any]) -> list[bytes | None]:
        """Write the parameters in their order."""
        given = {**self._constants, **values}
        return [
            None if given[name] is None else str(given[name]).encode() for name in self._parameters
        ]


class Reader:
    """Reads single rows on a connection of its own, each as the register says at that moment."""

    def __init__(self, url: str, how: Mapping[str, Any]) -> None:
        self._url = url.replace("+psycopg:", ":", 1)
        self._how = how
        self._line: _Line | None = None
        self._is_opening = False
        self._is_disposed = False

    def first(self, wanted: Prepared, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Give the row, if there is one; raises `NotSmooth` where it has to be read otherwise."""
        line = self._line
        if line is None or line.is_closed:
            self._open_in_the_background()
            raise NotSmooth
        return line.first(wanted, values)

    def _open_in_the_background(self) -> None:
        if not self._is_opening and not self._is_disposed:
            self._is_opening = True
            eventlet.spawn_n(self._open)

    def _open(self) -> None:
        try:
            self._line = _Line(psycopg.connect(self._url, autocommit=True, **self._how))
            if self._is_disposed:
                self._line.close()
        except (psycopg.Error, OSError):
            eventlet.sleep(SECONDS_BETWEEN_OPENINGS)
        finally:
            self._is_opening = False

    def dispose(self) -> None:
        """Close the connection."""
        self._is_disposed = True
        if self._line is not None:
            self._line.close()


class _Line:
    """One connection in pipeline mode, what is prepared on it, and who waits for what."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._transformer = Transformer(connection)
        self._names: dict[Prepared, bytes] = {}
        self._awaited: deque[tuple[ExecStatus, Prepared | None, Signal | None]] = deque()
        self._unsent = 0
        self._heard_at = time.monotonic()
        self.is_closed = False
        self._pgconn.enter_pipeline_mode()
        self._listener = eventlet.spawn(self._listen)

    def first(self, wanted: Prepared, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        signal = Signal()
        try:
            self._pgconn.send_query_prepared(self._name(wanted), wanted.written(values))
            self._awaited.append((ExecStatus.TUPLES_OK, wanted, signal))
            self._send_soon()
        except psycopg.Error as error:
            self._give_up(error)
            raise NotSmooth from None
        outcome: Any = NotSmooth
        with eventlet.Timeout(LONGEST_SILENCE, False):
            outcome = signal.wait()
        if outcome is NotSmooth:
            # One that is slow is not silent: others may still get their rows here.
            if time.monotonic() - self._heard_at >= LONGEST_SILENCE:
                self._give_up(TimeoutError())
            raise NotSmooth
        row: Mapping[str, Any] | None = outcome
        return row

    def _name(self, wanted: Prepared) -> bytes:
        name = self._names.get(wanted)
        if name is None:
            name = self._names[wanted] = b"gascert_%d" % len(self._names)
            self._pgconn.send_prepare(name, wanted.sql)
            self._awaited.append((ExecStatus.COMMAND_OK, None, None))
        return name

    def _send_soon(self) -> None:
        self._unsent += 1
        if self._unsent >= MOST_GATHERED:
            self._send()
        elif self._unsent == 1:
            eventlet.spawn_n(self._send)

    def _send(self) -> None:
        """Send what was asked for since the last time; it is answered together as well."""
        if self._unsent == 0 or self.is_closed:
            return
        self._unsent = 0
        self._awaited.append((ExecStatus.PIPELINE_SYNC, None, None))
        try:
            self._pgconn.pipeline_sync()
            if self._pgconn.flush():
                raise NotSmooth  # A server that takes no more is not waited for here.
        except (psycopg.Error, NotSmooth) as error:
            self._give_up(error)

    def _listen(self) -> None:
        try:
            while True:
                trampoline(self._pgconn.socket, read=True)
                self._pgconn.consume_input()
                self._heard_at = time.monotonic()
                self._hand_out()
        except Exception as error:  # noqa: BLE001  # whatever it is, nobody would listen again
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        if not self.is_closed:
            telemetry.note(log, "prepared rows are read anew", error=type(error).__name__)
        self.close()

    def _hand_out(self) -> None:
        is_between = False
        while self._awaited and not self._pgconn.is_busy():
            result = self._pgconn.get_result()
            if result is None and not is_between:
                is_between = True  # One statement's results end so, and the next one's follow.
                continue
            is_between = False
            status, wanted, signal = self._awaited[0]
            if result is None or result.status != status:
                raise NotSmooth
            row = None if wanted is None else self._row(wanted, result)
            self._awaited.popleft()
            if signal is not None:
                signal.send(row)

    def _row(self, wanted: Prepared, result: Any) -> Mapping[str, Any] | None:
        if result.ntuples == 0:
            return None
        self._transformer.set_pgresult(result)
        return dict(zip(wanted.columns, self._transformer.load_row(0, tuple), strict=True))

    def close(self) -> None:
        """Close the connection; whoever waits for a row reads it in the ordinary way."""
        if self.is_closed:
            return
        self.is_closed = True
        awaited, self._awaited = self._awaited, deque()
        for _, _, signal in awaited:
            if signal is not None:
                signal.send(NotSmooth)
        if eventlet.getcurrent() is not self._listener:
            self._listener.kill()  # Before the socket's number can be another's.
        with suppress(psycopg.Error, OSError):
            self._connection.close()
