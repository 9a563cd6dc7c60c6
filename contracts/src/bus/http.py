"""The HTTP server: one greenlet a connection, everything it may cost bounded beforehand.

Nothing that a client leaves unfinished holds one of the places in which requests are answered:
a request is read, bounded and complete, before it takes one.
"""

import logging
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

import eventlet
from eventlet.green import socket as green_socket

from bus import telemetry
from bus.http_messages import Gone, Head, Inbound, Meter, Response, Unreadable, response_head

__all__ = ["Admission", "Door", "Head", "Limits", "Response", "Server"]

log = logging.getLogger("gascert.http")
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_JOINED: Final = 64 * 1024
_SLOWEST: Final = 16 * 1024  # Bytes a second that a client of a large file must take.


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much, how long and how many at once; times in seconds, sizes in bytes."""

    head: int = 16 * 1024
    head_time: float = 10.0
    receive_time: float = 60.0
    answer_time: float = 30.0
    write_time: float = 60.0
    idle_time: float = 75.0
    stop_time: float = 15.0
    unfinished: int = 64 * 1024 * 1024
    connections: int = 1000
    in_flight: int = 200
    streams: int = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """A request let in by its head: how long its body may be and what answers it."""

    most: int
    answer: Callable[[bytes], Response]


class Door(Protocol):
    """What stands behind the server."""

    def admit(self, head: Head) -> Admission | Response:
        """Judge a request by its head: let its body be read, or answer at once."""
        ...

    def refuse(self, status: int, head: Head | None) -> Response:
        """Word the refusal of a request that broke a limit or HTTP itself."""
        ...


class Server:
    """Serves HTTP/1.1 on one address until stopped."""

    def __init__(self, door: Door, address: tuple[str, int], limits: Limits | None = None) -> None:
        self._door = door
        self._limits = limits or Limits()
        self._meter = Meter(self._limits.unfinished)
        self._listener = _listen(address)
        self._connections: dict[_Connection, Any] = {}
        self._acceptor: Any = None
        self.in_flight = 0
        self.streams = 0
        self.is_stopping = False

    @property
    def port(self) -> int:
        """Give the port, also where the system chose it."""
        return int(self._listener.getsockname()[1])

    @property
    def connections(self) -> int:
        """Count the connections that are open."""
        return len(self._connections)

    def start(self) -> None:
        """Begin to take connections."""
        self._acceptor = eventlet.spawn(self._accept)

    def _accept(self) -> None:
        while True:
            try:
                sock, address = self._listener.accept()
            except OSError as error:
                if self.is_stopping:
                    return
                telemetry.failure(log, "cannot accept a connection", error)
                eventlet.sleep(0.1)
                continue
            if len(self._connections) >= self._limits.connections:
                _turn_away(sock)
                continue
            connection = _Connection(self, sock, str(address[0]))
            self._connections[connection] = eventlet.spawn(self._serve, connection)

    def _serve(self, connection: "_Connection") -> None:
        try:
            connection.serve()
        except (Gone, OSError, eventlet.Timeout):
            pass
        except Exception as error:  # noqa: BLE001  # one connection must not end the server
            telemetry.failure(log, "connection failed", error)
        finally:
            connection.close()
            self._connections.pop(connection, None)

    def stop(self) -> None:
        """Take nothing new, let what is being answered finish within `stop_time`, and close."""
        self.is_stopping = True
        if self._acceptor is not None:
            self._acceptor.kill()
        self._listener.close()
        for connection in list(self._connections):
            connection.let_go()
        until = time.monotonic() + self._limits.stop_time
        while self._connections and time.monotonic() < until:
            eventlet.sleep(0.02)
        for greenlet in list(self._connections.values()):
            greenlet.kill()

    def _parts(self) -> tuple[Door, Limits, Meter]:
        return self._door, self._limits, self._meter


class _Connection:
    """One client's connection and the requests that come over it, one after the other."""

    def __init__(self, server: Server, sock: Any, peer: str) -> None:
        self._server = server
        self._door, self._limits, meter = server._parts()  # noqa: SLF001  # of this module
        self._sock = sock
        self._inbound = Inbound(sock, peer, meter)
        self._is_receiving = True

    def serve(self) -> None:
        """Answer requests until the client goes, says so, or breaks a rule."""
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while not self._server.is_stopping:
            self._is_receiving = True
            self._inbound.wait(self._limits.idle_time)
            if not self._one():
                return

    def _one(self) -> bool:
        began = time.monotonic()
        head = None
        try:
            head = self._inbound.head(self._limits.head, began + self._limits.head_time)
            admitted = self._door.admit(head)
            if isinstance(admitted, Response):
                return self._answer_unread(head, admitted)
            body = self._body(head, admitted.most, began + self._limits.receive_time)
        except Unreadable as refusal:
            self._send(head, self._door.refuse(refusal.status, head), keeps_alive=False)
            self._linger()
            return False
        self._is_receiving = False
        response = self._answer(head, admitted, body)
        keeps_alive = head.keeps_alive and not self._server.is_stopping
        self._send(head, response, keeps_alive=keeps_alive)
        return keeps_alive

    def _body(self, head: Head, most: int, until: float) -> bytes:
        if not head.has_body:
            return b""
        if head.length is not None and head.length > most:
            raise Unreadable(413)
        if head.headers.get("expect", "").lower() == "100-continue":
            self._write(_CONTINUE)
        return self._inbound.body(head, most, until)

    def _answer_unread(self, head: Head, response: Response) -> bool:
        keeps_alive = head.keeps_alive and not head.has_body
        self._send(head, response, keeps_alive=keeps_alive)
        if not keeps_alive:
            self._linger()
        return keeps_alive

    def _answer(self, head: Head, admitted: Admission, body: bytes) -> Response:
        server = self._server
        if server.in_flight >= self._limits.in_flight:
            return self._door.refuse(503, head)
        server.in_flight += 1
        try:
            with eventlet.Timeout(self._limits.answer_time):
                return admitted.answer(body)
        except eventlet.Timeout:
            telemetry.note(log, "answer took too long")
            return self._door.refuse(503, head)
        except Exception as error:  # noqa: BLE001  # the client gets a refusal, never a trace
            telemetry.failure(log, "answer failed", error)
            return self._door.refuse(500, head)
        finally:
            server.in_flight -= 1

    def _send(self, head: Head | None, response: Response, *, keeps_alive: bool) -> None:
        if response.stream is not None and self._server.streams >= self._limits.streams:
            _close(response.stream)
            response = self._door.refuse(503, head)
        is_1_1 = head is None or head.is_1_1
        written = response_head(response, keeps_alive=keeps_alive, in_chunks=is_1_1)
        if head is not None and head.method == "HEAD":
            self._write(written)
            _close(response.stream)
        elif response.stream is not None:
            self._write(written)
            self._stream(response.stream, in_chunks=is_1_1)
        elif len(response.body) <= _JOINED:
            self._write(written + response.body)
        else:
            self._write(written)
            self._write(response.body)

    def _stream(self, stream: Iterator[bytes], *, in_chunks: bool) -> None:
        self._server.streams += 1
        try:
            for piece in stream:
                if self._server.is_stopping or self._client_has_gone():
                    break
                if piece:
                    self._write(b"%x\r\n%b\r\n" % (len(piece), piece) if in_chunks else piece)
            if in_chunks:
                self._write(b"0\r\n\r\n")
        finally:
            self._server.streams -= 1
            _close(stream)

    def _client_has_gone(self) -> bool:
        try:
            return self._sock.fd.recv(1, socket.MSG_PEEK) == b""  # type: ignore[no-any-return]
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _write(self, data: bytes) -> None:
        with eventlet.Timeout(self._limits.write_time + len(data) / _SLOWEST):
            self._sock.sendall(data)

    def _linger(self) -> None:
        """Let a client that is still sending read why it was refused."""
        self._sock.shutdown(socket.SHUT_WR)
        self._inbound.drain(32 * 1024 * 1024, 3.0)

    def let_go(self) -> None:
        """End the connection unless it is just being answered."""
        if self._is_receiving:
            self._shut()

    def _shut(self) -> None:
        try:
            self._sock.shutdown(socket.SHUT_RD)
        except OSError:
            return

    def close(self) -> None:
        """Close the connection."""
        self._sock.close()


def _close(stream: Iterator[bytes] | None) -> None:
    close = getattr(stream, "close", None)
    if close is not None:
        close()


def _turn_away(sock: Any) -> None:
    try:
        sock.fd.send(_FULL)
    except OSError:
        pass
    finally:
        sock.close()


def _listen(address: tuple[str, int]) -> Any:
    # Not eventlet.listen: it sets SO_REUSEPORT, by which two gateways would share one port.
    family = green_socket.AF_INET6 if ":" in address[0] else green_socket.AF_INET
    listener = green_socket.socket(family, green_socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    listener.listen(512)
    return listener
