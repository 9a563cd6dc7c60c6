"""The exchange within one process: no broker, the same JSON on the way, the same rules."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import eventlet
from eventlet.event import Event as Signal

from bus.wire import Answer, Delivery, Request, StoreEvents, TakeCall, written
from contracts.errors import Unavailable
from contracts.subscriptions import subscribers_of


class MemoryExchange:
    """Knows who listens in this process."""

    def __init__(self) -> None:
        self.calls: dict[str, MemoryListener] = {}
        self.events: dict[str, MemoryListener] = {}

    def connect_caller(self, service: str) -> "MemoryCaller":
        """Open the way by which a service asks others."""
        return MemoryCaller(self)

    def connect_sender(self, service: str) -> "MemorySender":
        """Open the way by which a service's postman sends its events."""
        return MemorySender(self)

    def listen_for_calls(self, service: str, take: TakeCall) -> "MemoryListener":
        """Hand every call that arrives for a service to `take`."""
        listener = self.calls[service] = MemoryListener(self.calls, service, take=take)
        return listener

    def listen_for_events(self, service: str, store: StoreEvents) -> "MemoryListener":
        """Hand every batch of events that arrives for a service to `store`."""
        listener = self.events[service] = MemoryListener(self.events, service, store=store)
        return listener

    def dead_letters(self) -> int | None:
        """There are none: what is sent here is taken as it is."""
        return 0


class MemoryListener:
    """One service's ear."""

    def __init__(
        self,
        register: dict[str, "MemoryListener"],
        service: str,
        *,
        take: TakeCall | None = None,
        store: StoreEvents | None = None,
    ) -> None:
        self._register = register
        self._service = service
        self.take = take
        self.store = store

    @property
    def is_ready(self) -> bool:
        """Say whether the listener is registered."""
        return self._register.get(self._service) is self

    def pause(self) -> None:
        """Take nothing new."""
        if self.is_ready:
            del self._register[self._service]

    def stop(self) -> None:
        """Close the way."""
        self.pause()


class MemoryCaller:
    """Asks services in this process."""

    def __init__(self, exchange: MemoryExchange) -> None:
        self._exchange = exchange

    @property
    def is_ready(self) -> bool:
        """Say that replies can always reach this process."""
        return True

    def call(
        self, address: tuple[str, str], kwargs: Any, headers: dict[str, Any], seconds: float
    ) -> Mapping[str, Any]:
        """Hand over a request and wait for its reply until the time is up."""
        service, method = address
        signal = Signal()
        request = Request(method=method, kwargs=json.loads(written(kwargs)), headers=headers)

        def answer(reply: bytes) -> None:
            if not signal.ready():
                signal.send(json.loads(reply))

        with eventlet.Timeout(seconds, Unavailable):
            self._hand_over(service, request, answer)
            reply: Mapping[str, Any] = signal.wait()
            return reply

    def _hand_over(self, service: str, request: Request, answer: Answer) -> None:
        while True:
            listener = self._exchange.calls.get(service)
            if listener is None or listener.take is None:
                raise Unavailable
            if listener.take(request, answer, lambda: None):
                return
            eventlet.sleep(0.005)

    def stop(self) -> None:
        """Close the way."""


class MemorySender:
    """Puts events straight into the subscribers' inboxes."""

    def __init__(self, exchange: MemoryExchange) -> None:
        self._exchange = exchange

    def send(self, events: Sequence[Delivery]) -> list[UUID]:
        """Store each event with all its subscribers; one that is absent keeps it unsent."""
        return [
            event.event_id
            for event in events
            if all(
                self._store(subscriber, event)
                for subscriber in subscribers_of(event.source, event.name)
            )
        ]

    def _store(self, subscriber: str, event: Delivery) -> bool:
        service, _, handler = subscriber.partition(".")
        listener = self._exchange.events.get(service)
        if listener is None or listener.store is None:
            return False
        listener.store(handler, [event])
        return True

    def stop(self) -> None:
        """Close the way."""
