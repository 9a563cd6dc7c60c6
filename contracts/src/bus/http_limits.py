"""What the HTTP server allows: how much, how long, how many at once, and how much of it to one."""

import resource
from collections import Counter
from dataclasses import dataclass
from typing import Final

from bus.http_messages import Unreadable

_KEPT_FOR_OTHERS: Final = 128  # Files that a process needs beside its clients' connections.


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much, how long and how many at once; times in seconds, sizes in bytes.

    What ends in `each` is what one subject or address may have of it.
    """

    head: int = 16 * 1024
    head_time: float = 10.0
    receive_time: float = 60.0
    answer_time: float = 30.0
    write_time: float = 60.0
    idle_time: float = 75.0
    stop_time: float = 15.0
    unfinished: int = 64 * 1024 * 1024
    unfinished_each: int = 17 * 1024 * 1024
    connections: int = 1000
    in_flight: int = 200
    in_flight_each: int = 50
    streams: int = 200
    streams_each: int = 8


class Share:
    """How much of something is taken, by all together and by each of them."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most = most
        self._most_each = most_each
        self._each: Counter[str] = Counter()
        self.held = 0

    def take(self, whose: str, count: int = 1) -> None:
        """Take so much; raises `Unreadable`: 503 where all have too much, 429 where one has."""
        if self.held + count > self._most:
            raise Unreadable(503)
        if self._each.get(whose, 0) + count > self._most_each:
            raise Unreadable(429)
        self._each[whose] += count
        self.held += count

    def give_back(self, whose: str, count: int = 1) -> None:
        """Give back so much of what was taken."""
        self.held -= count
        self._each[whose] -= count
        if self._each[whose] <= 0:
            del self._each[whose]


def connections_within(most: int) -> int:
    """Give how many connections may be held, at most `most`: each takes one of the open files.

    Raises this process's own limit of open files as far as it may.
    """
    allowed, most_allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most + _KEPT_FOR_OTHERS
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        allowed = wanted if most_allowed == resource.RLIM_INFINITY else min(wanted, most_allowed)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most_allowed))
    if allowed == resource.RLIM_INFINITY:
        return most
    return max(1, min(most, allowed - _KEPT_FOR_OTHERS))
