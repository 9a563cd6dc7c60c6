"""Asking the other services as the scheduler itself, with as much patience as is due."""

from dataclasses import dataclass
from typing import Final, TypeVar

from bus.remote import Ask
from contracts.message import Call

Reply = TypeVar("Reply")
SECONDS: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class PatientAsk:
    """Waits longer for an answer than somebody at a screen would, unless told otherwise."""

    ask: Ask
    seconds: float = SECONDS

    def __call__(self, call: Call[Reply]) -> Reply:
        """Ask and wait for the answer."""
        return self.ask.as_service(call, timeout=self.seconds)
