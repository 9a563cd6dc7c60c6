"""What a client sends, read piece by piece: within bounds and deadlines, and never for long."""

import re
import time
from typing import Any, Final

import eventlet

from bus.http_limits import Share
from bus.http_messages import Gone, Head, Unreadable, head_of

_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*+(?:;[^\x00-\x08\x0a-\x1f\x7f]*+)?")
_MOST_LINE: Final = 8 * 1024
_MOST_AT_ONCE: Final = 64 * 1024
_MOST_FRAMING: Final = 64 * 1024  # What the chunks' sizes may add to a body.
_READINGS_IN_A_ROW: Final = 16


class Inbound:
    """What one connection sends, read piece by piece."""

    def __init__(self, sock: Any, peer: str, unfinished: Share) -> None:
        self._sock = sock
        self._peer = peer
        self._unfinished = unfinished
        self._held = bytearray()
        self._readings = 0

    @property
    def has_more(self) -> bool:
        """Say whether something has come that was not asked for yet."""
        return bool(self._held)

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
            self._refuse_long_head(len(self._held), most)
            searched = max(0, len(self._held) - 3)
            self._more(until)
        self._refuse_long_head(end, most)
        lines = bytes(self._held[:end]).lstrip(b"\r\n").split(b"\r\n")
        del self._held[: end + 4]
        return head_of(lines, self._peer)

    def _refuse_long_head(self, come: int, most: int) -> None:
        first = self._held.find(b"\r\n", 0, come)
        if (first if first >= 0 else come) > _MOST_LINE:
            raise Unreadable(414)
        if come > most:
            raise Unreadable(431)

    def body(self, head: Head, most: int, whose: str, until: float) -> bytes:
        """Read a request's body of at most `most` bytes, all of it or none.

        What has come of it counts as somebody's unfinished bytes until it has come whole.
        """
        held = _Held(self._unfinished, whose)
        try:
            if head.length is None:
                return self._chunked(most, held, until)
            if head.length > most:
                raise Unreadable(413)
            return self._exactly(head.length, held, until)
        finally:
            held.give_back()

    def _exactly(self, count: int, held: "_Held", until: float) -> bytes:
        taken = 0
        while True:
            come = min(len(self._held), count)
            held.take(come - taken)
            taken = come
            if taken == count:
                break
            self._more(until, count - taken)
        found = bytes(memoryview(self._held)[:count])
        del self._held[:count]
        return found

    def _chunked(self, most: int, held: "_Held", until: float) -> bytes:
        found = bytearray()
        framing = 0
        while True:
            line = self._line(until)
            framing += len(line) + 4
            size = _size_in(line)
            if not size:
                break
            if len(found) + size > most or framing > _MOST_FRAMING:
                raise Unreadable(413)
            found += self._exactly(size, held, until)
            if self._line(until):
                raise Unreadable(400)
        self._trailers(until)
        return bytes(found)

    def _trailers(self, until: float) -> None:
        trailers = 0
        while line := self._line(until):
            trailers += len(line)
            if trailers > _MOST_LINE:
                raise Unreadable(431)

    def _line(self, until: float) -> bytes:
        while (end := self._held.find(b"\r\n")) < 0:
            if len(self._held) > _MOST_LINE:
                raise Unreadable(400)
            self._more(until)
        if end > _MOST_LINE:
            raise Unreadable(400)
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
        self._let_others_go_on()
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

    def _let_others_go_on(self) -> None:
        """Step back now and then: what is there already is read without a pause for others."""
        self._readings += 1
        if self._readings % _READINGS_IN_A_ROW == 0:
            eventlet.sleep(0)


class _Held:
    """What one unfinished body counts for."""

    def __init__(self, share: Share, whose: str) -> None:
        self._share = share
        self._whose = whose
        self._count = 0

    def take(self, count: int) -> None:
        self._share.take(self._whose, count)
        self._count += count

    def give_back(self) -> None:
        self._share.give_back(self._whose, self._count)


def _size_in(line: bytes) -> int:
    found = _CHUNK.fullmatch(line)
    if found is None:
        raise Unreadable(400)
    return int(found[1], 16)
