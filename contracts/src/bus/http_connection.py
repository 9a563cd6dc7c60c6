"""One client's connection: requests read whole, answered one after the other, and let go."""

import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

import eventlet

from bus import telemetry
from bus.http_inbound import Inbound
from bus.http_limits import Limits, Share
from bus.http_messages import Head, Response, Unreadable, response_head

log = logging.getLogger("gascert.http")
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_JOINED: Final = 64 * 1024
_SLOWEST: Final = 16 * 1024  # Bytes a second that a client of a large file must take.


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """A request let in by its head: how long its body may be, and what answers or refuses it.

    `whose` names the subject or the address that bears what the request takes.
    """

    most: int
    whose: str
    answer: Callable[[bytes], Response]
    refuse: Callable[[int], Response]


class Door(Protocol):
    """What stands behind the server."""

    def admit(self, head: Head) -> Admission | Response:
        """Judge a request by its head: let its body be read, or answer at once."""
        ...

    def refuse(self, status: int, head: Head | None) -> Response:
        """Word the refusal of a request that broke a limit or HTTP itself."""
        ...


class Common:
    """What all connections of one server have in common."""

    def __init__(self, door: Door, limits: Limits) -> None:
        self.door = door
        self.limits = limits
        self.unfinished = Share(limits.unfinished, limits.unfinished_each)
        self.places = Share(limits.in_flight, limits.in_flight_each)
        self.streams = Share(limits.streams, limits.streams_each)
        self.is_stopping = False


class Connection:
    """One client's connection and the requests that come over it."""

    def __init__(self, common: Common, sock: Any, peer: str) -> None:
        self.peer = peer
        self._common = common
        self._door, self._limits = common.door, common.limits
        self._sock = sock
        self._inbound = Inbound(sock, peer, common.unfinished)
        self._is_receiving = True
        self._is_taking = False
        self._waits_since: float | None = time.monotonic()

    def keeps_us_waiting(self, may_take: float) -> float:
        """Give for how many seconds the client has been the one to do something; 0: it is not.

        For so many seconds it may take an answer without counting as one that is waited for.
        """
        since = self._waits_since
        if since is None:
            return 0.0
        return max(0.0, time.monotonic() - since - may_take * self._is_taking)

    def serve(self) -> None:
        """Answer requests until the client goes, says so, or breaks a rule."""
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        patience = self._limits.head_time
        while not self._common.is_stopping:
            self._is_receiving = True
            self._waits_since = time.monotonic()
            self._inbound.wait(patience)
            if not self._one():
                return
            patience = self._limits.idle_time
            if self._inbound.has_more:
                eventlet.sleep(0)  # Requests sent ahead wait for those of other connections.

    def _one(self) -> bool:
        began = time.monotonic()
        head: Head | None = None
        refuse: Callable[[int], Response] = partial(self._refuse, None)
        try:
            head = self._inbound.head(self._limits.head, began + self._limits.head_time)
            refuse = partial(self._refuse, head)
            admitted = self._door.admit(head)
            if isinstance(admitted, Response):
                return self._answer_unread(head, admitted)
            refuse = admitted.refuse
            body = self._body(head, admitted, began + self._limits.receive_time)
        except Unreadable as refusal:
            self._send(head, refuse(refusal.status), keeps_alive=False)
            self._linger()
            return False
        self._is_receiving, self._waits_since = False, None
        with self._streaming(admitted, self._answer(admitted, body)) as response:
            keeps_alive = head.keeps_alive and not self._common.is_stopping
            self._send(head, response, keeps_alive=keeps_alive)
        return keeps_alive

    def _refuse(self, head: Head | None, status: int) -> Response:
        return self._door.refuse(status, head)

    def _body(self, head: Head, admitted: Admission, until: float) -> bytes:
        if not head.has_body:
            return b""
        if head.length is not None and head.length > admitted.most:
            raise Unreadable(413)
        if head.is_1_1 and head.headers.get("expect", "").lower() == "100-continue":
            self._write(_CONTINUE)
        return self._inbound.body(head, admitted.most, admitted.whose, until)

    def _answer_unread(self, head: Head, response: Response) -> bool:
        keeps_alive = head.keeps_alive and not head.has_body
        self._send(head, response, keeps_alive=keeps_alive)
        if not keeps_alive:
            self._linger()
        return keeps_alive

    def _answer(self, admitted: Admission, body: bytes) -> Response:
        places = self._common.places
        try:
            places.take(admitted.whose)
        except Unreadable as refusal:
            return admitted.refuse(refusal.status)
        try:
            with eventlet.Timeout(self._limits.answer_time):
                return admitted.answer(body)
        except eventlet.Timeout:
            telemetry.note(log, "answer took too long")
            return admitted.refuse(503)
        except Exception as error:  # noqa: BLE001  # the client gets a refusal, never a trace
            telemetry.failure(log, "answer failed", error)
            return admitted.refuse(500)
        finally:
            places.give_back(admitted.whose)

    @contextmanager
    def _streaming(self, admitted: Admission, response: Response) -> Iterator[Response]:
        """Take a place among the streams for a response that is one, until it has ended."""
        if response.stream is None:
            yield response
            return
        streams = self._common.streams
        try:
            streams.take(admitted.whose)
        except Unreadable as refusal:
            _close(response.stream)
            yield admitted.refuse(refusal.status)
            return
        try:
            yield response
        finally:
            streams.give_back(admitted.whose)
            _close(response.stream)

    def _send(self, head: Head | None, response: Response, *, keeps_alive: bool) -> None:
        is_1_1 = head is None or head.is_1_1
        written = response_head(response, keeps_alive=keeps_alive, in_chunks=is_1_1)
        if head is not None and head.method == "HEAD":
            self._write(written)
        elif response.stream is not None:
            self._write(written)
            self._stream(response.stream, in_chunks=is_1_1)
        elif len(response.body) <= _JOINED:
            self._write(written + response.body)
        else:
            self._write(written)
            self._write(response.body)

    def _stream(self, stream: Iterator[bytes], *, in_chunks: bool) -> None:
        for piece in stream:
            if self._common.is_stopping or self._client_has_gone():
                break
            if piece:
                self._write(b"%x\r\n%b\r\n" % (len(piece), piece) if in_chunks else piece)
        if in_chunks:
            self._write(b"0\r\n\r\n")

    def _client_has_gone(self) -> bool:
        try:
            return self._sock.fd.recv(1, socket.MSG_PEEK) == b""  # type: ignore[no-any-return]
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _write(self, data: bytes) -> None:
        gone = self._gone_at_once(data)
        if gone == len(data):
            return
        before, self._waits_since = self._waits_since, time.monotonic()
        self._is_taking = True
        self._sock.settimeout(None)  # What reading has left of its own time bounds no writing.
        with eventlet.Timeout(self._limits.write_time + len(data) / _SLOWEST):
            # Of bytes, the rest would be copied each time.
            self._sock.sendall(memoryview(data)[gone:])
        self._is_taking, self._waits_since = False, before

    def _gone_at_once(self, data: bytes) -> int:
        """Send what the client takes without being waited for; most take all of it."""
        try:
            return int(self._sock.fd.send(data))
        except BlockingIOError:
            return 0

    def _linger(self) -> None:
        """Let a client that is still sending read why it was refused."""
        self._waits_since = time.monotonic()
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
