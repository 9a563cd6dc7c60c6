"""Events on their way out over RabbitMQ: published in batches, all confirms awaited at once."""

import json
import logging
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import amqp
import eventlet
from eventlet.event import Event as Signal

from bus import telemetry, topology
from bus.failpoints import failpoint
from bus.link import BREAKS, Link
from bus.wire import Delivery
from contracts.subscriptions import subscribers_of

log = logging.getLogger("gascert.rabbit")

PERSISTENT: Final = 2
SECONDS_TO_CONNECT: Final = 2.0
SECONDS_TO_CONFIRM: Final = 10


class RabbitSender:
    """Publishes a batch and then waits for all its confirms; one round trip for the whole."""

    def __init__(self, uri: str, service: str) -> None:
        self._service = service
        self._channel: amqp.Channel | None = None
        self._next_tag = 1
        self._open: dict[int, UUID] = {}
        self._taken: set[UUID] = set()
        self._refused: set[UUID] = set()
        self._is_publishing = False
        self._all_confirmed = Signal()
        self._link = Link(uri, f"{service}.postman", opened=self._opened, closed=self._closed)

    def _opened(self, connection: amqp.Connection) -> None:
        topology.require(
            connection,
            topology.declare,
            exchange=topology.events_exchange(self._service),
            queues=topology.subscribers_queues(self._service),
        )
        channel = connection.channel()
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
            if event is not None:
                (self._refused if refused else self._taken).add(event)
        self._wake_if_settled()

    def _acked(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  # as amqp calls it
        self._settle(tag, multiple=multiple, refused=False)

    def _nacked(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  # as amqp calls it
        self._settle(tag, multiple=multiple, refused=True)

    def _returned(self, _error: Any, _exchange: str, key: str, message: amqp.Message) -> None:
        self._refused.add(UUID(message.properties["message_id"]))
        telemetry.note(log, "no queue takes an event", name=key)

    def _wake_if_settled(self) -> None:
        """Go on once everything is confirmed, and never while some is still to be published."""
        if not self._open and not self._is_publishing and not self._all_confirmed.ready():
            self._all_confirmed.send(None)

    def send(self, events: Sequence[Delivery]) -> list[UUID]:
        """Send events; gives the ids of those that all queues bound to them have taken.

        A broker that is slow, or lost on the way, has confirmed some: those count, or they would
        be sent again and again. Raises `OSError` where it has confirmed none; what is not
        confirmed stays in the outbox.
        """
        channel = self._channel if self._link.wait_until_up(SECONDS_TO_CONNECT) else None
        if channel is None:
            raise OSError("no broker")
        for known in (self._open, self._taken, self._refused):
            known.clear()
        self._all_confirmed = Signal()
        try:
            with eventlet.Timeout(SECONDS_TO_CONFIRM, TimeoutError):
                self._publish_all(channel, events)
                self._link.flush()
                failpoint("postman.after_publish")
                self._wake_if_settled()
                self._all_confirmed.wait()
        except BREAKS as error:
            self._link.break_off()
            if not self._taken - self._refused:
                raise OSError("the broker did not confirm") from error
        confirmed = self._taken - self._refused
        return [event.event_id for event in events if event.event_id in confirmed]

    def _publish_all(self, channel: amqp.Channel, events: Sequence[Delivery]) -> None:
        self._is_publishing = True
        try:
            for event in events:
                self._link.wait_for_room()
                if self._channel is not channel:
                    raise OSError("the connection was lost")
                self._open[self._next_tag] = event.event_id
                self._next_tag += 1
                _publish(channel, event)
        finally:
            self._is_publishing = False

    def stop(self) -> None:
        """Close the way."""
        self._link.stop()


def _publish(channel: amqp.Channel, event: Delivery) -> None:
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
