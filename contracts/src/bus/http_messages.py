"""HTTP/1.1 messages: requests read strictly, within bounds and deadlines, and responses."""

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

_REQUEST_LINE: Final = re.compile(rb"([A-Za-z]{1,20}) ([!-~]+) HTTP/(\d)\.(\d)")
_HEADER: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")
_ABSOLUTE: Final = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_LENGTH: Final = re.compile(r"[0-9]{1,15}")
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\x00-\x08\x0a-\x1f\x7f]*)?")
_ONCE: Final = frozenset(
    {"authorization", "content-length", "content-type", "host", "idempotency-key"}
    | {"transfer-encoding"}
)
_MOST_LINE: Final = 8 * 1024
_MOST_AT_ONCE: Final = 64 * 1024
_REASONS: Final = {status.value: status.phrase for status in HTTPStatus}


class Unreadable(ValueError):
    """A request that cannot be taken; the status says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Gone(EOFError):
    """The client has closed its end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A request without its body; names of headers are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    peer: str
    is_1_1: bool
    keeps_alive: bool
    length: int | None

    @property
    def has_body(self) -> bool:
        """Say whether a body follows."""
        return self.length != 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """An answer; with a `stream`, its pieces follow instead of the body until it ends.

    An empty piece sends nothing and lets the server see whether the client is still there.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    stream: Iterator[bytes] | None = field(default=None, compare=False)


class Meter:
    """How many bytes of unfinished bodies all connections together may hold."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.held = 0

    def take(self, count: int) -> None:
        """Count bytes that have come; raises `Unreadable` with 503 when they are too many."""
        if self.held + count > self._most:
            raise Unreadable(503)
        self.held += count

    def give_back(self, count: int) -> None:
        """Count bytes that are no longer held."""
        self.held -= count


class Inbound:
    """What one connection sends, read piece by piece."""

    def __init__(self, sock: Any, peer: str, meter: Meter) -> None:
        self._sock = sock
        self._peer = peer
        self._meter = meter
        self._held = bytearray()

    def wait(self, seconds: float) -> None:
        """Wait for a request's first byte; raises `Gone` where none comes in time."""
        while self._held[:2] == b"\r\n":
            del self._held[:2]
        if not self._held:
            try:
                self._more(time.monotonic() + seconds)
            except Unreadable:
                raise Gone from None

    def head(self, most: int, until: float) -> Head:
        """Read a request's head of at most `most` bytes."""
        searched = 0
        while (end := self._held.find(b"\r\n\r\n", searched)) < 0:
            self._refuse_long_head(most)
            searched = max(0, len(self._held) - 3)
            self._more(until)
        if end > most:
            self._refuse_long_head(0)
        lines = bytes(self._held[:end]).lstrip(b"\r\n").split(b"\r\n")
        del self._held[: end + 4]
        return _head(lines, self._peer)

    def _refuse_long_head(self, most: int) -> None:
        first = self._held.find(b"\r\n")
        if (first if first >= 0 else len(self._held)) > _MOST_LINE:
            raise Unreadable(414)
        if len(self._held) > most:
            raise Unreadable(431)

    def body(self, head: Head, most: int, until: float) -> bytes:
        """Read a request's body of at most `most` bytes, all of it or none."""
        if head.length is None:
            return self._chunked(most, until)
        if head.length > most:
            raise Unreadable(413)
        return self._exactly(head.length, until)

    def _exactly(self, count: int, until: float) -> bytes:
        taken = 0
        try:
            while True:
                come = min(len(self._held), count)
                self._meter.take(come - taken)
                taken = come
                if taken == count:
                    break
                self._more(until, count - taken)
        finally:
            self._meter.give_back(taken)
        found = bytes(memoryview(self._held)[:count])
        del self._held[:count]
        return found

    def _chunked(self, most: int, until: float) -> bytes:
        found = bytearray()
        taken = 0
        try:
            while size := self._chunk_size(until):
                if len(found) + size > most:
                    raise Unreadable(413)
                found += self._exactly(size, until)
                self._meter.take(size)
                taken += size
                if self._line(until):
                    raise Unreadable(400)
        finally:
            self._meter.give_back(taken)
        self._trailers(until)
        return bytes(found)

    def _trailers(self, until: float) -> None:
        trailers = 0
        while line := self._line(until):
            trailers += len(line)
            if trailers > _MOST_LINE:
                raise Unreadable(431)

    def _chunk_size(self, until: float) -> int:
        found = _CHUNK.fullmatch(self._line(until))
        if found is None:
            raise Unreadable(400)
        return int(found[1], 16)

    def _line(self, until: float) -> bytes:
        while (end := self._held.find(b"\r\n")) < 0:
            if len(self._held) > _MOST_LINE:
                raise Unreadable(400)
            self._more(until)
        line = bytes(self._held[:end])
        del self._held[: end + 2]
        return line

    def drain(self, most: int, seconds: float) -> None:
        """Read and forget what still comes, so that the client can read its answer."""
        until = time.monotonic() + seconds
        try:
            while most > 0:
                most -= len(self._held)
                self._held.clear()
                self._more(until)
        except (Unreadable, Gone, OSError):
            return

    def _more(self, until: float, most: int = _MOST_AT_ONCE) -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise Unreadable(408)
        self._sock.settimeout(left)
        try:
            data = self._sock.recv(min(most, _MOST_AT_ONCE))
        except TimeoutError:
            raise Unreadable(408) from None
        if not data:
            raise Gone
        self._held += data


def _head(lines: list[bytes], peer: str) -> Head:
    found = _REQUEST_LINE.fullmatch(lines[0])
    if found is None:
        raise Unreadable(400)
    if found[3] != b"1":
        raise Unreadable(505)
    headers = _headers(lines[1:])
    is_1_1 = found[4] != b"0"
    if is_1_1 and "host" not in headers:
        raise Unreadable(400)
    return Head(
        method=found[1].decode("ascii"),
        target=_ABSOLUTE.sub("", found[2].decode("ascii"), count=1) or "/",
        headers=headers,
        peer=peer,
        is_1_1=is_1_1,
        keeps_alive=is_1_1 and "close" not in headers.get("connection", "").lower(),
        length=_length(headers),
    )


def _headers(lines: list[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        found = _HEADER.fullmatch(line)
        if found is None:
            raise Unreadable(400)
        name = found[1].decode("ascii").lower()
        value = found[2].decode("latin-1").strip(" \t")
        if name not in headers:
            headers[name] = value
        elif name in _ONCE:
            raise Unreadable(400)
        else:
            headers[name] += ", " + value
    return headers


def _length(headers: Mapping[str, str]) -> int | None:
    """Give the body's length, None where it comes in chunks."""
    given = headers.get("content-length")
    if (coding := headers.get("transfer-encoding")) is not None:
        if given is not None:
            raise Unreadable(400)
        if coding.lower() != "chunked":
            raise Unreadable(501)
        return None
    if given is None:
        return 0
    if _LENGTH.fullmatch(given) is None:
        raise Unreadable(400)
    return int(given)


def response_head(response: Response, *, keeps_alive: bool, in_chunks: bool) -> bytes:
    """Write a response's status line and headers; those of framing are the server's."""
    lines = [f"HTTP/1.1 {response.status} {_REASONS.get(response.status, '')}", _date()]
    lines += [f"{name}: {_one_line(value)}" for name, value in response.headers]
    if response.stream is not None:
        lines += ["Transfer-Encoding: chunked"] * in_chunks
    elif response.status not in {204, 304}:
        lines.append(f"Content-Length: {len(response.body)}")
    if not keeps_alive:
        lines.append("Connection: close")
    lines.append("\r\n")
    return "\r\n".join(lines).encode("latin-1", "replace")


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")


_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_dated: list[tuple[int, str]] = [(0, "")]


def _date() -> str:
    second = int(time.time())
    if _dated[0][0] != second:
        at = time.gmtime(second)
        day = f"{_DAYS[at.tm_wday]}, {at.tm_mday:02} {_MONTHS[at.tm_mon - 1]} {at.tm_year}"
        _dated[0] = second, f"Date: {day} {at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02} GMT"
    return _dated[0][1]
