"""Dead letters: what could not be read or stored, counted by one process for all."""

from typing import Final

import eventlet

from bus import telemetry
from bus.wire import Exchange

TOLD_BY: Final = "review_scheduler"
SECONDS_TO_ANSWER: Final = 3.0


def refresh(exchange: Exchange) -> None:
    """Bring the gauge up to date; a broker that is away leaves it as it was."""
    number = None
    with eventlet.Timeout(SECONDS_TO_ANSWER, False):
        number = exchange.dead_letters()
    if number is not None:
        telemetry.DEAD_LETTERS.set(number)
