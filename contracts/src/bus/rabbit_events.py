"""Events over RabbitMQ: pipelined confirms on the way out, batches into the inbox on the way in."""

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import amqp
import eventlet
from eventlet.event import Event as Signal

from bus import telemetry, topology
from bus.link import BREAKS, Link
from bus.wire import Delivery, StoreEvents
from contracts.subscriptions import subscribers_of, subscriptions_of

log = logging.getLogger("gascert.rabbit")

PERSISTENT: Final = 2
SECONDS_TO_CONFIRM: Final = 10
PREFETCH: Final = 200


class RabbitSender:
    """Publishes a batch and then waits for all its confirms; one round trip for the whole."""

    def __init__(self, uri: str, service: str) -> None:
        self._channel: amqp.Channel | None = None
        self._next_tag = 1
        self._open: dict[int, UUID] = {}
        self._refused: set[UUID] = set()
        self._all_confirmed = Signal()
        self.has_unroutable = False
        self._link = Link(uri, f"{service}.postman", opened=self._opened, closed=self._closed)

    def _opened(self, connection: amqp.Connection) -> None:
        channel = connection.channel()
        topology.declare(channel)
        channel.events["basic_ack"].add(self._acked)
        channel.events["basic_nack"].add(self._nacked)
        channel.events["basic_return"].add(self._returned)
        channel.confirm_select()
        self._next_tag = 1
        self._channel = channel

    def _closed(self) -> None:
        self._channel = None
        self._refused.update(self._open.values())
        self._open.clear()
        self._wake_if_settled()

    def _settle(self, tag: int, *, multiple: bool, refused: bool) -> None:
        tags = [known for known in self._open if known <= tag] if multiple else [tag]
        for known in tags:
            event = self._open.pop(known, None)
            if refused and event is not None:
                self._refused.add(event)
        self._wake_if_settled()

    def _acked(self, tag: int, multiple: bool) -> None:
        self._settle(tag, multiple=multiple, refused=False)

    def _nacked(self, tag: int, multiple: bool) -> None:
        self._settle(tag, multiple=multiple, refused=True)

    def _returned(self, _error: Any, _exchange: str, _key: str, message: amqp.Message) -> None:
        self._refused.add(UUID(message.properties["message_id"]))

    def _wake_if_settled(self) -> None:
        if not self._open and not self._all_confirmed.ready():
            self._all_confirmed.send(None)

    def send(self, events: list[Delivery]) -> list[UUID]:
        """Send events; gives the ids of those that every subscriber's queue has confirmed.

        Raises `OSError` when the broker does not answer; the events stay in the outbox.
        """
        if not self._link.wait_until_up(2.0) or self._channel is None:
            raise OSError("no broker")
        self._open.clear()
        self._refused.clear()
        self._all_confirmed = Signal()
        try:
            with eventlet.Timeout(SECONDS_TO_CONFIRM, TimeoutError):
                for event in events:
                    self._publish(self._channel, event)
                self._wake_if_settled()
                self._all_confirmed.wait()
        except BREAKS as error:
            self._link.break_off()
            raise OSError("the broker did not confirm") from error
        self.has_unroutable = bool(self._refused)
        return [event.event_id for event in events if event.event_id not in self._refused]

    def _publish(self, channel: amqp.Channel, event: Delivery) -> None:
        self._open[self._next_tag] = event.event_id
        self._next_tag += 1
        channel.basic_publish(
            amqp.Message(
                event.body,
                content_type="application/json",
                content_encoding="utf-8",
                delivery_mode=PERSISTENT,
                message_id=str(event.event_id),
                application_headers=json.loads(event.headers),
            ),
            topology.events_exchange(event.source),
            event.name,
            mandatory=bool(subscribers_of(event.source, event.name)),
        )

    def stop(self) -> None:
        """Close the way."""
        self._link.stop()


class RabbitEvents:
    """Receives a service's events and acknowledges them once its inbox has them."""

    def __init__(self, uri: str, service: str, store: StoreEvents) -> None:
        self._service = service
        self._store = store
        self._tags: list[str] = []
        self._held: list[tuple[str, amqp.Message]] = []
        self._channel: amqp.Channel | None = None
        self._link = Link(uri, f"{service}.events", opened=self._opened, closed=self._closed)
        self._arrival = Signal()
        self._thread = eventlet.spawn(self._keep_storing)

    @property
    def is_ready(self) -> bool:
        """Say whether all consumers are registered at this moment."""
        wanted = len(subscriptions_of(self._service))
        return self._link.is_up and len(self._tags) == wanted

    def _opened(self, connection: amqp.Connection) -> None:
        channel = connection.channel()
        topology.declare(channel)
        channel.basic_qos(0, PREFETCH, False)
        self._channel = channel
        for source, event, handler in subscriptions_of(self._service):
            queue = topology.events_queue(source, event, f"{self._service}.{handler}")
            self._tags.append(
                channel.basic_consume(
                    queue,
                    callback=self._arrived(handler),
                    on_cancel=lambda _tag: self._link.break_off(),
                )
            )

    def _closed(self) -> None:
        self._channel = None
        self._tags = []
        self._held = []

    def _arrived(self, handler: str) -> Callable[[amqp.Message], None]:
        def arrived(message: amqp.Message) -> None:
            self._held.append((handler, message))
            if not self._arrival.ready():
                self._arrival.send(None)

        return arrived

    def _keep_storing(self) -> None:
        """Store what arrives; while the database is away, hold it unacknowledged and wait."""
        pause = 0.1
        while True:
            self._arrival.wait()
            self._arrival = Signal()
            while self._held:
                batch = list(self._held)
                try:
                    self._store_batch(batch)
                    pause = 0.1
                except Exception as error:  # the events are held, whatever it is
                    telemetry.failure(log, "events cannot be stored", error, count=len(batch))
                    eventlet.sleep(pause)
                    pause = min(5.0, pause * 2)

    def _store_batch(self, batch: list[tuple[str, amqp.Message]]) -> None:
        by_handler: dict[str, list[Delivery]] = {}
        for handler, message in batch:
            event = _event_of(message)
            if event is not None:
                by_handler.setdefault(handler, []).append(event)
        for handler, events in by_handler.items():
            self._store(handler, events)
        for _, message in batch:
            self._settle(message)
        stored = {id(message) for _, message in batch}
        self._held = [held for held in self._held if id(held[1]) not in stored]

    @staticmethod
    def _settle(message: amqp.Message) -> None:
        try:
            if _event_of(message) is None:
                message.channel.basic_reject(message.delivery_tag, False)
            else:
                message.channel.basic_ack(message.delivery_tag)
        except BREAKS:
            return

    def pause(self) -> None:
        """Take nothing new."""
        tags, self._tags = self._tags, []
        for tag in tags:
            if self._channel is not None:
                try:
                    self._channel.basic_cancel(tag, nowait=True)
                except BREAKS:
                    return

    def stop(self) -> None:
        """Close the way; what is not stored goes back to its queue."""
        self._link.stop()
        self._thread.kill()


def _event_of(message: amqp.Message) -> Delivery | None:
    """Read an event; one that cannot be read goes to the dead letters."""
    try:
        body = message.body if isinstance(message.body, str) else message.body.decode()
        if message.properties.get("content_type") != "application/json":
            raise ValueError("not JSON")
        if not isinstance(json.loads(body), dict):
            raise TypeError("not an object")
        exchange = str(message.delivery_info["exchange"])
        return Delivery(
            event_id=UUID(message.properties["message_id"]),
            source=exchange.removesuffix(".events"),
            name=str(message.delivery_info["routing_key"]),
            body=body,
            headers=json.dumps(message.properties.get("application_headers") or {}),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        content = message.body if isinstance(message.body, bytes) else str(message.body).encode()
        digest = hashlib.sha256(content).hexdigest()[:16]
        telemetry.note(log, "event cannot be read", size=len(content), digest=digest)
        return None
