"""What goes out over a connection: gathered while others are at work, and sent together."""

import time
from collections.abc import Callable
from typing import Any, Final

import eventlet
from eventlet.event import Event as Signal

MOST_WAITING: Final = 4 * 1024 * 1024
MOST_GATHERED: Final = 4


class Outgoing:
    """Gathers what is written, and sends it as soon as whoever is at work has to wait.

    Sending wakes the other side, which costs as much as many a piece of work: a few frames are
    sent together, and no more than a few, for the other side is to work beside us and not after us.
    Nobody who writes ever waits, so nobody can be stopped in the midst of a frame, which would
    spoil the connection for all others; whoever has much to write waits for room beforehand.
    """

    def __init__(self, sock: Any, broken: Callable[[], None]) -> None:
        self._sock = sock
        self._plain = getattr(sock, "fd", None)  # An encrypted one has its own buffers.
        self._broken = broken
        self._parts: list[bytes] = []
        self._waiting = 0
        self._began: float | None = None
        self._sender: Any = None
        self._is_full = False
        self._is_broken = False
        self._room = Signal()

    def write(self, data: bytes | memoryview) -> None:
        """Let it be sent next; raises `OSError` where nothing can be sent any more."""
        if self._is_broken:
            raise ConnectionError("the connection was lost")
        self._parts.append(bytes(data))
        self._waiting += len(data)
        if self._began is None:
            self._began = time.monotonic()
            eventlet.spawn_n(self._send_all)
        elif len(self._parts) >= MOST_GATHERED and self._sender is None and not self._is_full:
            self._send_what_goes()

    def _send_what_goes(self) -> None:
        """Send without waiting; what cannot go, and every fault, is left to who comes next."""
        if self._plain is None:
            return
        data = b"".join(self._parts)
        try:
            sent = self._plain.send(data)
        except OSError:
            sent = 0
        self._is_full = sent < len(data)
        self._parts = [data[sent:]] if self._is_full else []
        self._waiting -= sent

    def flush(self) -> None:
        """Send what has been gathered now; raises `OSError` where the connection is lost."""
        if self._parts and self._sender is None:
            self._send_all()
        if self._is_broken:
            raise ConnectionError("the connection was lost")

    def _send_all(self) -> None:
        if self._sender is not None or self._is_broken:
            return
        self._sender = eventlet.getcurrent()
        try:
            while self._parts:
                data, self._parts = b"".join(self._parts), []
                self._send(memoryview(data))  # Of bytes, the rest would be copied each time.
        except OSError:
            self._break()
        except BaseException:
            self._break()  # Nobody knows how much of a frame has gone.
            raise
        finally:
            self._sender, self._is_full, self._began = None, False, None

    def _send(self, data: memoryview) -> None:
        while data:
            self._began = time.monotonic()
            sent = self._sock.send(data)
            data = data[sent:]
            self._waiting -= sent
            self._let_in()

    def _break(self) -> None:
        self._is_broken = True
        self._let_in()
        self._broken()

    def end(self) -> None:
        """Keep nobody waiting for a connection that is closed next."""
        self._is_broken = True
        self._let_in()
        if self._sender is not None and self._sender is not eventlet.getcurrent():
            # Nothing would wake it: the hub does not hear of a socket that has been closed.
            eventlet.kill(self._sender, ConnectionError("the connection was closed"))

    def wait_for_room(self) -> None:
        """Wait while too much waits to be sent, and the connection stands."""
        while self._waiting > MOST_WAITING and not self._is_broken:
            self._room.wait()

    def _let_in(self) -> None:
        if self._waiting <= MOST_WAITING or self._is_broken:
            room, self._room = self._room, Signal()
            room.send(None)

    @property
    def hangs_for(self) -> float:
        """Tell for how many seconds the other side has taken nothing of what is to be sent."""
        return 0.0 if self._began is None else time.monotonic() - self._began
