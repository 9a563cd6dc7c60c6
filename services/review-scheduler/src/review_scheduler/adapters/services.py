"""Asking the other services as the scheduler itself, with patience for long pages."""

from dataclasses import dataclass
from typing import Final, TypeVar

from bus.remote import Ask
from contracts.message import Call

Reply = TypeVar("Reply")
SECONDS: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class PatientAsk:
    """Waits longer for an answer than somebody at a screen would."""

    ask: Ask

    def __call__(self, call: Call[Reply]) -> Reply:
        """Ask and wait for the answer."""
        return self.ask.as_service(call, timeout=SECONDS)
