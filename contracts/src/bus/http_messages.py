"""HTTP/1.1 messages: heads of requests, read strictly, and heads of responses."""

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

_REQUEST_LINE: Final = re.compile(rb"([A-Za-z]{1,20}) ([!-~]+) HTTP/(\d)\.(\d)")
# Possessive, as are those beside it: none of them may try one line in many ways.
_HEADER: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*+([^\x00-\x08\x0a-\x1f\x7f]*+)")
_ABSOLUTE: Final = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._~-]{1,255})(?::[0-9]{1,5})?")
_LENGTH: Final = re.compile(r"[0-9]{1,15}")
_ONCE: Final = frozenset(
    {"authorization", "content-length", "content-type", "host", "idempotency-key"}
    | {"transfer-encoding"}
)
_MOST_HEADERS: Final = 100
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

    @property
    def tells_length(self) -> bool:
        """Say whether it was told how long the body is, or that it comes in chunks."""
        return self.length is None or "content-length" in self.headers


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """An answer; with a `stream`, its pieces follow instead of the body until it ends.

    An empty piece sends nothing and lets the server see whether the client is still there.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    stream: Iterator[bytes] | None = field(default=None, compare=False)


def head_of(lines: list[bytes], peer: str) -> Head:
    """Read a head, line by line; raises `Unreadable` for what is not HTTP as it should be."""
    found = _REQUEST_LINE.fullmatch(lines[0])
    if found is None:
        raise Unreadable(400)
    if found[3] != b"1":
        raise Unreadable(505)
    if len(lines) > _MOST_HEADERS:
        raise Unreadable(431)
    headers = _headers(lines[1:])
    is_1_1 = found[4] != b"0"
    _refuse_bad_host(headers, is_1_1=is_1_1)
    return Head(
        method=found[1].decode("ascii"),
        target=_target_of(found[2].decode("ascii")),
        headers=headers,
        peer=peer,
        is_1_1=is_1_1,
        keeps_alive=is_1_1 and "close" not in _tokens(headers.get("connection", "")),
        length=_length(headers, is_1_1=is_1_1),
    )


def _refuse_bad_host(headers: Mapping[str, str], *, is_1_1: bool) -> None:
    host = headers.get("host")
    if is_1_1 if host is None else _HOST.fullmatch(host) is None:
        raise Unreadable(400)


def _target_of(given: str) -> str:
    """Give the path and query, also where a whole URL was given."""
    absolute = _ABSOLUTE.match(given)
    if absolute is None:
        return given
    if _HOST.fullmatch(absolute[1]) is None:
        raise Unreadable(400)
    rest = given[absolute.end() :]
    return rest if rest.startswith("/") else f"/{rest}"


def _tokens(value: str) -> set[str]:
    return {token.strip().lower() for token in value.split(",")}


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


def _length(headers: Mapping[str, str], *, is_1_1: bool) -> int | None:
    """Give the body's length, None where it comes in chunks, which HTTP/1.0 does not know."""
    given = headers.get("content-length")
    if (coding := headers.get("transfer-encoding")) is not None:
        if given is not None or not is_1_1:
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
