"""Events on their way in over RabbitMQ: stored in batches, and only then acknowledged."""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import amqp
import eventlet
from eventlet.event import Event as Signal

from bus import telemetry, topology
from bus.failpoints import failpoint
from bus.link import BREAKS, Link
from bus.outages import is_unfit
from bus.wire import Delivery, StoreEvents

log = logging.getLogger("gascert.rabbit")

PREFETCH: Final = 200
LARGEST_EVENT: Final = 4 * 1024 * 1024
SHORTEST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
SECONDS_BETWEEN_BINDINGS: Final = 5.0
# Well below the time after which RabbitMQ takes a held message for lost, and counts that.
LONGEST_HOLD: Final = 120.0


@dataclass(frozen=True, kw_only=True, eq=False)
class _Held:
    """A message that waits to be stored; `event` is None where it cannot be read."""

    handler: str
    message: amqp.Message
    event: Delivery | None


class RabbitEvents:
    """Receives a service's events and acknowledges them once its inbox has them."""

    def __init__(self, uri: str, service: str, store: StoreEvents) -> None:
        self._service = service
        self._store = store
        self._queues = topology.queues_of_subscriber(service)
        self._tags: list[str] = []
        self._held: list[_Held] = []
        self._channel: amqp.Channel | None = None
        self._is_paused = False
        self._is_away = False
        self._arrival = Signal()
        self._link = Link(uri, f"{service}.events", opened=self._opened, closed=self._closed)
        self._threads = [eventlet.spawn(self._keep_storing), eventlet.spawn(self._keep_bound)]

    @property
    def is_ready(self) -> bool:
        """Say whether all consumers are registered at this moment."""
        return self._link.is_up and len(self._tags) == len(self._queues)

    def _opened(self, connection: amqp.Connection) -> None:
        topology.require(connection, topology.declare, queues=tuple(self._queues))
        channel = connection.channel()
        channel.basic_qos(0, PREFETCH, False)
        self._channel = channel
        for queue, (source, event, handler) in self._queues.items():
            channel.queue_bind(queue, topology.events_exchange(source), event)
            if self._is_paused or self._is_away:
                continue
            tag = channel.basic_consume(
                queue,
                callback=self._arrived(handler),
                on_cancel=lambda _tag: self._link.break_off(),
            )
            if self._has_paused():  # since it was asked for
                channel.basic_cancel(tag, nowait=True)
            else:
                self._tags.append(tag)

    def _has_paused(self) -> bool:
        return self._is_paused

    def _closed(self) -> None:
        self._channel = None
        self._tags = []
        self._held = []

    def _arrived(self, handler: str) -> Callable[[amqp.Message], None]:
        def arrived(message: amqp.Message) -> None:
            self._held.append(_Held(handler=handler, message=message, event=_event_of(message)))
            if not self._arrival.ready():
                self._arrival.send(None)

        return arrived

    def _keep_storing(self) -> None:
        """Store what arrives; while that fails, hold it unacknowledged and wait.

        A batch with something in it that no table can hold is stored piece by piece, so that
        this goes to the dead letters and holds up nothing else.
        """
        while True:
            self._arrival.wait()
            self._arrival = Signal()
            self._store_all()

    def _store_all(self) -> None:
        pause, since = SHORTEST_PAUSE, time.monotonic()
        while self._held:
            try:
                self._store_held(list(self._held))
                pause, since = SHORTEST_PAUSE, time.monotonic()
            except Exception as error:  # noqa: BLE001  # the events are held, whatever it is
                telemetry.failure(log, "events cannot be stored", error, held=len(self._held))
                eventlet.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
                if time.monotonic() - since > LONGEST_HOLD and not self._could_store():
                    self._let_go()

    def _let_go(self) -> None:
        """Give back what is held, once, and take nothing before it could be stored.

        RabbitMQ takes back what is held for too long, counts each time that it does, and gives a
        message up that was counted too often.
        """
        telemetry.note(log, "events are left in their queues", held=len(self._held))
        self._is_away = True
        self._link.break_off()
        while not self._could_store():
            eventlet.sleep(LONGEST_PAUSE)
        self._is_away = False
        self._link.break_off()

    def _could_store(self) -> bool:
        [(_, _, handler), *_] = self._queues.values()
        try:
            self._store(handler, [])
        except Exception:  # noqa: BLE001  # as long as it fails, whatever it is
            return False
        return True

    def _keep_bound(self) -> None:
        """Bind all queues again and again, which changes nothing where they are bound.

        A publisher is told when no queue takes an event, and not when one of several does not.
        """
        while True:
            eventlet.sleep(SECONDS_BETWEEN_BINDINGS)
            channel = self._channel
            if channel is None or not self.is_ready:
                continue
            try:
                for queue, (source, event, _) in self._queues.items():
                    channel.queue_bind(queue, topology.events_exchange(source), event, nowait=True)
            except BREAKS:
                continue

    def _store_held(self, batch: list[_Held]) -> None:
        try:
            self._store_batch(batch)
        except Exception as error:
            if not is_unfit(error):
                raise
            for held in batch:
                self._store_or_refuse(held)

    def _store_batch(self, batch: list[_Held]) -> None:
        failpoint("inbox.before_store")
        by_handler: dict[str, list[Delivery]] = {}
        for held in batch:
            if held.event is not None:
                by_handler.setdefault(held.handler, []).append(held.event)
        for handler, events in by_handler.items():
            self._store(handler, events)
        failpoint("inbox.before_ack")
        for held in batch:
            _settle(held.message, stored=held.event is not None)
        settled = set(batch)
        self._held = [held for held in self._held if held not in settled]

    def _store_or_refuse(self, held: _Held) -> None:
        try:
            self._store_batch([held])
        except Exception as error:
            if not is_unfit(error):
                raise
            telemetry.failure(log, "event cannot be stored", error, handler=held.handler)
            _settle(held.message, stored=False)
            self._held = [other for other in self._held if other is not held]

    def pause(self) -> None:
        """Take nothing new, over whatever connection."""
        self._is_paused = True
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
        for thread in self._threads:
            thread.kill()


def _settle(message: amqp.Message, *, stored: bool) -> None:
    """Acknowledge what is stored and send the rest to the dead letters."""
    try:
        if stored:
            message.channel.basic_ack(message.delivery_tag)
        else:
            message.channel.basic_reject(message.delivery_tag, False)
    except BREAKS:
        return


def _event_of(message: amqp.Message) -> Delivery | None:
    """Read an event; of one that cannot be read only id, size and digest are told."""
    try:
        body = message.body if isinstance(message.body, str) else message.body.decode()
        if message.properties.get("content_type") != "application/json":
            raise ValueError("not JSON")
        if len(body) > LARGEST_EVENT:
            raise ValueError("too large")
        if not isinstance(json.loads(body), dict):
            raise TypeError("not an object")
        exchange = str(message.delivery_info["exchange"])
        return Delivery(
            event_id=_id_of(message),
            source=exchange.removesuffix(".events"),
            name=str(message.delivery_info["routing_key"]),
            body=body,
            headers=json.dumps(message.properties.get("application_headers") or {}),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        content = message.body
        if isinstance(content, str):
            content = content.encode(errors="replace")
        telemetry.note(
            log,
            "event cannot be read",
            event_id=_id_told(message),
            size=len(content),
            digest=hashlib.sha256(content).hexdigest()[:16],
        )
        return None


def _id_of(message: amqp.Message) -> UUID:
    return UUID(message.properties["message_id"])


def _id_told(message: amqp.Message) -> UUID | None:
    """Give the id for the log: what is none might be anything, a name among others."""
    try:
        return _id_of(message)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
