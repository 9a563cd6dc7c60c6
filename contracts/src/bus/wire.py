"""What passes between a transport and the doors: requests, replies and deliveries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol
from uuid import UUID

from bus.quick_json import encoded
from contracts.errors import GasCertError, InvalidMessage, error_to_wire


@dataclass(frozen=True, kw_only=True)
class Request:
    """A call as it arrived: `kwargs` are its fields as plain JSON values."""

    method: str
    kwargs: Any
    headers: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """An event as it arrived or lies in the outbox; the body is JSON text."""

    event_id: UUID
    source: str
    name: str
    body: str
    headers: str


def written(content: Any) -> bytes:
    """Write JSON as it travels; raises `InvalidMessage` for half a surrogate pair in a text."""
    try:
        return encoded(content)
    except UnicodeEncodeError:
        raise InvalidMessage from None


def refusal(error: GasCertError) -> bytes:
    """Write a reply that says no."""
    return written({"result": None, "error": error_to_wire(error)})


class Begun(IntEnum):
    """What has become of a call that came: some may be begun once more, by another replica."""

    NOT = 0
    ONCE = 1
    HARMLESSLY = 2


class Exchange(Protocol):
    """What carries calls and events between services: RabbitMQ, or one process's memory."""

    def connect_caller(self, service: str) -> "Caller":
        """Open the way by which a service asks others."""
        ...

    def connect_sender(self, service: str) -> "Sender":
        """Open the way by which a service's postman sends its events."""
        ...

    def listen_for_calls(self, service: str, take: "TakeCall") -> "Listener":
        """Hand every call that arrives for a service to `take`."""
        ...

    def listen_for_events(self, service: str, store: "StoreEvents") -> "Listener":
        """Hand every batch of events that arrives for a service to `store`."""
        ...

    def dead_letters(self) -> int | None:
        """Count what could not be read or stored; none where nobody can tell."""
        ...


class Caller(Protocol):
    """Asks other services."""

    @property
    def is_ready(self) -> bool:
        """Say whether replies can reach this process at this moment."""
        ...

    def call(
        self, address: tuple[str, str], kwargs: Any, headers: dict[str, Any], seconds: float
    ) -> Mapping[str, Any]:
        """Send a request and wait for the reply; raises `Unavailable` when there is none."""
        ...

    def stop(self) -> None:
        """Close the way."""
        ...


class Sender(Protocol):
    """Sends events for a postman."""

    def send(self, events: Sequence[Delivery]) -> list[UUID]:
        """Send events; gives the ids of those that the broker has confirmed."""
        ...

    def stop(self) -> None:
        """Close the way."""
        ...


class Listener(Protocol):
    """Receives calls or events until stopped."""

    @property
    def is_ready(self) -> bool:
        """Say whether the consumer is registered at this moment."""
        ...

    def pause(self) -> None:
        """Take nothing new, so that what is in hand can be finished."""
        ...

    def stop(self) -> None:
        """Close the way."""
        ...


Answer = Callable[[bytes], None]
TakeCall = Callable[[Request, Answer, Callable[[], None]], Begun]
StoreEvents = Callable[[str, list[Delivery]], None]
