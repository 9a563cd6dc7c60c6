"""A small door for the HTTP server's own tests, under limits that are soon reached."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from bus.http import Admission, Head, Limits, Response, Server

LIMITS = Limits(
    head=4096,
    head_time=0.4,
    receive_time=0.5,
    answer_time=1.0,
    write_time=1.0,
    idle_time=0.5,
    stop_time=2.0,
    unfinished=200_000,
    unfinished_each=200_000,
    connections=60,
    in_flight=3,
    in_flight_each=3,
    streams=2,
    streams_each=2,
)
MOST = 10_000


def _break() -> None:
    raise LookupError("nothing of this may be told")


class Echo:
    """A door that answers with what was sent; some paths do more."""

    def __init__(self) -> None:
        self.answered = 0
        self.streams_closed = 0

    def admit(self, head: Head) -> Admission | Response:
        if head.target == "/refused":
            return Response(status=401)
        most = 200_000 if head.target == "/large" else MOST
        return Admission(
            most=most,
            whose=head.headers.get("x-whose", head.peer),
            answer=lambda body: self._answer(head, body),
            refuse=lambda status: self.refuse(status, head),
        )

    def _answer(self, head: Head, body: bytes) -> Response:
        self.answered += 1
        doings: dict[str, Callable[[], None]] = {
            "/wait": lambda: time.sleep(0.4),
            "/hang": lambda: time.sleep(30),
            "/break": _break,
        }
        doings.get(head.target, lambda: None)()
        if head.target == "/stream":
            return Response(status=200, stream=self._stream())
        headers = (("X-Method", head.method), ("X-Target", head.target))
        return Response(status=200, headers=headers, body=body or b"nothing")

    def _stream(self) -> Iterator[bytes]:
        try:
            yield b"first"
            while True:
                yield b""
                time.sleep(0.01)
        finally:
            self.streams_closed += 1

    def refuse(self, status: int, head: Head | None) -> Response:
        return Response(status=status, body=b"refused")


def request(method: str = "GET", path: str = "/", *lines: str) -> bytes:
    """A request's head, as it is sent."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: test", *lines, "", ""]).encode()


class Large(Echo):
    """A door whose answers fill every buffer on the way."""

    def _answer(self, head: Head, body: bytes) -> Response:
        return Response(status=200, body=b"a" * 20_000_000)


@contextmanager
def serving(door: Echo, **differs: Any) -> Iterator[Server]:
    """A server before a door, under limits that differ from the usual ones."""
    server = Server(door, ("127.0.0.1", 0), replace(LIMITS, **differs))
    server.start()
    try:
        yield server
    finally:
        server.stop()


def wait_for(condition: Callable[[], Any], seconds: float = 3) -> None:
    """Wait until something is so; fails after so many seconds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)
