"""A connection to RabbitMQ that heals itself: it connects, listens, and begins again."""

import logging
import random
import socket
import time
from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final
from urllib.parse import unquote, urlsplit

import amqp
import eventlet
from eventlet.event import Event as Signal

from bus import telemetry
from bus.outgoing import Outgoing

log = logging.getLogger("gascert.link")

# Either side misses the other's after two: where only what is sent is lost, the broker notices.
HEARTBEAT: Final = 4
SHORTEST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
LONGEST_OPENING: Final = 8.0
LONGEST_WRITE: Final = 5.0
READ_AT_ONCE: Final = 16 * 1024
BREAKS: Final = (OSError, amqp.AMQPError, AttributeError, ValueError)


class ListenedTo(amqp.Connection):  # type: ignore[misc]  # amqp is untyped
    """A connection that its listener alone reads.

    Were the broker asked to tell when it is short of something, each publishing would read what has
    come, in whoever publishes: two then read at once, and one is refused in the midst of a frame.
    """

    negotiate_capabilities: ClassVar = {
        name: wanted
        for name, wanted in amqp.Connection.negotiate_capabilities.items()
        if name != "connection.blocked"
    }
    outgoing: Outgoing | None = None

    def gather(self) -> None:
        """Read and write as much at once as there is, and no longer frame by frame."""
        transport = self.transport
        receive = transport._quick_recv  # noqa: SLF001  # py-amqp offers no other way
        transport._quick_recv = lambda _: receive(READ_AT_ONCE)  # noqa: SLF001
        self.outgoing = Outgoing(transport.sock, partial(sever, self))
        transport._write = self.outgoing.write  # noqa: SLF001


class Link:
    """One connection, whose incoming frames are read by a greenlet of its own."""

    def __init__(
        self,
        uri: str,
        name: str,
        *,
        opened: Callable[[amqp.Connection], None],
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._uri = uri
        self._name = name
        self._opened = opened
        self._closed = closed
        self._stopping = False
        self._up = Signal()
        self.connection: ListenedTo | None = None
        self._thread = eventlet.spawn(self._run)
        self._pulse = eventlet.spawn(self._tick)

    @property
    def is_up(self) -> bool:
        """Say whether the connection stands and `opened` has run."""
        return bool(self._up.ready())

    def wait_until_up(self, seconds: float) -> bool:
        """Wait for the connection, so many seconds at most; says whether it stands."""
        if not self._up.ready():
            with eventlet.Timeout(max(seconds, 0.001), False):
                self._up.wait()
        return bool(self._up.ready())

    def _run(self) -> None:
        pause = SHORTEST_PAUSE
        while not self._stopping:
            began = time.monotonic()
            try:
                with eventlet.Timeout(LONGEST_OPENING, TimeoutError):
                    self.connection = connection = connect(self._uri, self._name)
                    connection.gather()
                    self._opened(connection)
                self._up.send(None)
                while not self._stopping:
                    connection.drain_events()
            except Exception as error:  # noqa: BLE001  # whatever it is, nobody would listen again
                if not self._stopping:
                    telemetry.failure(log, "broker connection lost", error, link=self._name)
            finally:
                self._down()
            if not self._stopping:
                pause = SHORTEST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else pause
                # Not all at one moment: a broker that all have lost could not take them in.
                eventlet.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311  # no secret
                pause = min(LONGEST_PAUSE, pause * 2)

    def _down(self) -> None:
        if self._up.ready():
            self._up = Signal()
        connection, self.connection = self.connection, None
        if connection is not None:
            if connection.outgoing is not None:
                connection.outgoing.end()
            collect(connection)
        self._closed()

    def _tick(self) -> None:
        """Send heartbeats; where they cannot be sent or the other side's stay out, break off.

        Whoever hangs in a write of his own, to a broker that no longer reads, is freed by this.
        """
        while not self._stopping:
            eventlet.sleep(1.0)
            connection = self.connection
            if connection is None or not self._up.ready():
                continue
            try:
                connection.heartbeat_tick()
                if connection.outgoing and connection.outgoing.hangs_for > LONGEST_WRITE:
                    raise TimeoutError
            except Exception as error:  # noqa: BLE001  # whatever it is, the pulse goes on
                telemetry.failure(log, "broker shows no life", error, link=self._name)
                sever(connection)

    def wait_for_room(self) -> None:
        """Wait while too much waits to be sent."""
        if (outgoing := self._outgoing()) is not None:
            outgoing.wait_for_room()

    def flush(self) -> None:
        """Let what was written go at once; raises `OSError` where the connection is lost."""
        if (outgoing := self._outgoing()) is not None:
            outgoing.flush()

    def _outgoing(self) -> Outgoing | None:
        return None if self.connection is None else self.connection.outgoing

    def break_off(self) -> None:
        """Cut the connection, so that the reader wakes and begins again."""
        connection = self.connection
        if connection is not None:
            sever(connection)

    def stop(self) -> None:
        """Close politely within a second, then cut."""
        self._stopping = True
        self._pulse.kill()
        connection = self.connection
        if connection is not None and self._up.ready():
            with eventlet.Timeout(1.0, False):
                try:
                    connection.send_method((10, 50), "BsBB", (0, "", 0, 0))
                    self._thread.wait()
                except BREAKS:
                    self.break_off()
        self._thread.kill()
        self._down()


def connect(uri: str, name: str) -> ListenedTo:
    """Open a connection within five seconds; raises what the socket or the broker says."""
    parts = urlsplit(uri)
    connection = ListenedTo(
        host=f"{parts.hostname or '127.0.0.1'}:{parts.port or 5672}",
        userid=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        login_method="PLAIN",
        virtual_host=unquote(parts.path[1:]) or "/",
        ssl=parts.scheme == "amqps",
        heartbeat=HEARTBEAT,
        connect_timeout=5,
        client_properties={
            "connection_name": name,
            "capabilities": {"consumer_cancel_notify": True, "publisher_confirms": True},
        },
    )
    try:
        with eventlet.Timeout(10, TimeoutError):
            connection.connect()
    except BaseException:
        collect(connection)
        raise
    return connection


def sever(connection: amqp.Connection) -> None:
    """Shut the socket down, whoever is reading or writing it."""
    transport = getattr(connection, "_transport", None)
    sock = getattr(transport, "sock", None)
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def collect(connection: amqp.Connection) -> None:
    """Drop a connection without a word to the other side."""
    sever(connection)
    try:
        connection.collect()
    except Exception as error:  # noqa: BLE001  # it is dropped, whatever state it is in
        telemetry.note(log, "connection dropped", error=type(error).__name__)
