"""How often what has failed is tried again, and how long is waited in between."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Attempts and pauses, the latter in seconds.

    A bug's pauses double with each attempt. While somebody else is down, attempts do not count,
    and the pause grows with the time that has been waited already. What a worker has taken and
    not finished comes due again at the lease's end, in case that the worker has died.
    """

    most_attempts: int
    first_pause: float = 2.0
    longest_pause: float = 60.0
    longest_hold: float = 15.0
    lease: float = 20.0

    def pause_after(self, attempts: int) -> float:
        """Give the pause after so many attempts have failed."""
        return min(self.longest_pause, self.first_pause * 2.0 ** (attempts - 1))


WITH_EVENTS: Final = Patience(most_attempts=10)
WITH_ITEMS: Final = Patience(most_attempts=3)
