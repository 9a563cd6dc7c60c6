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
        held = self._held(whose)
        is_allowed = held >= 1
        self._keep(whose, held - 1 if is_allowed else held)
        if not is_allowed:
            raise Throttled(math.ceil((1 - held) / self._rate.per_second))

    def charge(self, whose: str, requests: float) -> None:
        """Take as much as so many requests for one that was let in, even where it is not there."""
        self._keep(whose, self._held(whose) - requests)

    def _held(self, whose: str) -> float:
        now = self._now()
        held, at = self._buckets.get(whose, (self._rate.at_once, now))
        return min(self._rate.at_once, held + (now - at) * self._rate.per_second)

    def _keep(self, whose: str, held: float) -> None:
        # Put back last: the bucket that was not asked for longest goes first.
        self._buckets.pop(whose, None)
        self._buckets[whose] = held, self._now()
        if len(self._buckets) > self._most:
            del self._buckets[next(iter(self._buckets))]


@dataclass(frozen=True, slots=True)
class Counted:
    """Against whom, in which throttle, a request counts."""

    throttle: Throttle
    whose: str

    def take(self) -> None:
        """Count the request; raises `Throttled` where there were too many."""
        self.throttle.take(self.whose)

    def charge(self, requests: float) -> None:
        """Count it as so many more."""
        if requests:
            self.throttle.charge(self.whose, requests)
