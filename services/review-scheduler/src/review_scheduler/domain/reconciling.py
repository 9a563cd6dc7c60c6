"""The table that comparing the services gives: what there is, how far it has come, what lacks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

Item = TypeVar("Item")
MOST_EXAMPLES: Final = 10
MOST_IN_A_CALL: Final = 1000
# Sent events are kept 30 days; the nightly run looks at all of them but those about to go.
DAYS_LOOKED_AT: Final = 29
# A consumer that was down takes an event in long after it was sent, when it may soon be let go.
# For so many days after it was taken in, its source still has it after two weeks in a queue.
DAYS_KNOWN: Final = 15
LEGAL_ZONE: Final = ZoneInfo("Asia/Shanghai")


@dataclass(kw_only=True)
class Tally:
    """One line of the table while it is being counted."""

    total: int = 0
    done: int = 0
    waiting: int = 0
    stuck: int = 0
    lacking: int = 0
    mended: int = 0
    examples: list[str] = field(default_factory=list)

    def lacks(self, number: int, examples: Iterable[object]) -> None:
        """Count what should be there and is not, and keep the first few of them."""
        self.lacking += number
        room = MOST_EXAMPLES - len(self.examples)
        self.examples += [str(example) for example in list(examples)[:room]]


def nightly_period(day: date) -> tuple[datetime, datetime]:
    """Give what the run of a legal day looks at: everything before that day that is still kept."""
    until = datetime.combine(day, time.min, LEGAL_ZONE)
    return until - timedelta(days=DAYS_LOOKED_AT), until


def in_parts(items: Sequence[Item], size: int = MOST_IN_A_CALL) -> Iterator[tuple[Item, ...]]:
    """Cut a long list into what one call takes."""
    for start in range(0, len(items), size):
        yield tuple(items[start : start + size])
