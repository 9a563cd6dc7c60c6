"""Rate limits: a token bucket for each account, or each address of those not logged in."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from gateway.refusals import Throttled


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How many requests a second in the long run, and how many at once."""

    per_second: float
    at_once: float


class Throttle:
    """Remembers the buckets of those who asked of late, at most so many."""

    def __init__(
        self, rate: Rate, *, most: int = 20_000, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._most = most
        self._now = now
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, whose: str) -> None:
        """Take one request out of a bucket; raises `Throttled` when it is empty."""
        now = self._now()
        held, at = self._buckets.pop(whose, (self._rate.at_once, now))
        held = min(self._rate.at_once, held + (now - at) * self._rate.per_second)
        is_allowed = held >= 1
        # Put back last: the bucket that was not asked for longest goes first.
        self._buckets[whose] = (held - 1 if is_allowed else held), now
        if len(self._buckets) > self._most:
            del self._buckets[next(iter(self._buckets))]
        if not is_allowed:
            raise Throttled(math.ceil((1 - held) / self._rate.per_second))
