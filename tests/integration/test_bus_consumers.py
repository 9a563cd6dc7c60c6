"""Consumers of queues: bound again, quiet once they pause, and not holding for ever."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

import amqp
import eventlet
import pytest
from eventlet.event import Event as Signal

from bus import rabbit_events, topology
from bus.link import connect
from bus.rabbit_calls import RabbitCalls
from bus.rabbit_events import RabbitEvents
from bus.rabbit_sender import RabbitSender
from bus.wire import Begun, Delivery
from contracts.subscriptions import subscribers_of
from tests.integration.toy_processes import wait_for

SOURCE, EVENT, HANDLER = "employment", "employment_ended", "certificate.employment_ended"
QUEUE: Final = topology.events_queue(SOURCE, EVENT, HANDLER)
FIRST: Final = next(iter(topology.queues_of_subscriber("certificate")))


class Store:
    """What was stored; `is_away` where nothing can be, `refuses` where events cannot."""

    def __init__(self) -> None:
        self.stored: list[Delivery] = []
        self.failures = 0
        self.is_away = False
        self.refuses = False

    def __call__(self, _handler: str, events: list[Delivery]) -> None:
        if self.is_away or (self.refuses and events):
            self.failures += 1
            raise OSError("no database")
        self.stored += events


@pytest.fixture
def channel(amqp_uri: str) -> Iterator[amqp.Channel]:
    connection = connect(amqp_uri, "stranger")
    topology.declare_all(connection.channel())
    channel = connection.channel()
    for queue in (QUEUE, topology.DEAD, topology.calls_queue("certificate")):
        channel.queue_purge(queue)
    yield channel
    connection.close()


def depth(channel: amqp.Channel, queue: str = QUEUE) -> tuple[int, int]:
    """How many messages wait in a queue, and how many consumers it has."""
    told = channel.queue_declare(queue, passive=True)
    return told.message_count, told.consumer_count


def an_event() -> Delivery:
    body = json.dumps({"x": 1})
    return Delivery(event_id=uuid4(), source=SOURCE, name=EVENT, body=body, headers="{}")


@contextmanager
def consuming(amqp_uri: str, store: Callable[..., Any]) -> Iterator[RabbitEvents]:
    events = RabbitEvents(amqp_uri, "certificate", store)
    wait_for(lambda: events.is_ready)
    yield events
    events.stop()


@contextmanager
def sending(amqp_uri: str) -> Iterator[RabbitSender]:
    sender = RabbitSender(amqp_uri, SOURCE)
    yield sender
    sender.stop()


def test_a_binding_that_is_gone_is_restored_although_another_queue_takes_the_event(
    amqp_uri: str, channel: amqp.Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit_events, "SECONDS_BETWEEN_BINDINGS", 0.1)
    assert len(subscribers_of(SOURCE, EVENT)) > 1
    store, event = Store(), an_event()
    with consuming(amqp_uri, store), sending(amqp_uri) as sender:
        channel.queue_unbind(QUEUE, topology.events_exchange(SOURCE), EVENT)
        eventlet.sleep(0.5)
        assert sender.send([event]) == [event.event_id]
        wait_for(lambda: store.stored == [event])


def test_who_has_paused_takes_nothing_over_the_next_connection_either(
    amqp_uri: str, channel: amqp.Channel
) -> None:
    calls = RabbitCalls(amqp_uri, "certificate", lambda *_: Begun.ONCE)
    wait_for(lambda: calls.is_ready)
    queue = topology.calls_queue("certificate")
    with consuming(amqp_uri, Store()) as events:
        assert (depth(channel)[1], depth(channel, queue)[1]) == (1, 1)
        for way in (events, calls):
            way.pause()
            way._link.break_off()
        eventlet.sleep(0.5)
        wait_for(lambda: events._link.is_up and calls._link.is_up)
        wait_for(lambda: (depth(channel)[1], depth(channel, queue)[1]) == (0, 0))
    calls.stop()


def test_what_cannot_be_stored_for_long_is_left_in_its_queue_and_counted_once(
    amqp_uri: str, channel: amqp.Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit_events, "LONGEST_HOLD", 0.3)
    monkeypatch.setattr(rabbit_events, "LONGEST_PAUSE", 0.1)
    store, event = Store(), an_event()
    store.is_away = True
    with consuming(amqp_uri, store) as events, sending(amqp_uri) as sender:
        assert sender.send([event]) == [event.event_id]
        wait_for(lambda: depth(channel) == (1, 0))
        for _ in range(3):
            events._link.break_off()
            eventlet.sleep(0.1)
            wait_for(lambda: events._link.is_up)
        assert not events.is_ready
        store.is_away = False
        wait_for(lambda: bool(store.stored))
        wait_for(lambda: events.is_ready)
    [stored] = store.stored
    assert stored.event_id == event.event_id
    assert json.loads(stored.headers)["x-delivery-count"] == 1


def test_what_the_database_refuses_although_it_is_there_is_held(
    amqp_uri: str, channel: amqp.Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit_events, "LONGEST_HOLD", 0.2)
    monkeypatch.setattr(rabbit_events, "LONGEST_PAUSE", 0.1)
    store, event = Store(), an_event()
    store.refuses = True
    with consuming(amqp_uri, store) as events, sending(amqp_uri) as sender:
        assert sender.send([event]) == [event.event_id]
        wait_for(lambda: store.failures > 10)
        assert events.is_ready
        store.refuses = False
        wait_for(lambda: bool(store.stored))
    [stored] = store.stored
    assert "x-delivery-count" not in json.loads(stored.headers)


@pytest.mark.parametrize("kind", [RabbitCalls, RabbitEvents])
def test_who_pauses_in_the_midst_of_connecting_takes_nothing(
    amqp_uri: str, channel: amqp.Channel, monkeypatch: pytest.MonkeyPatch, kind: Callable[..., Any]
) -> None:
    consume, begun, paused = amqp.Channel.basic_consume, Signal(), Signal()

    def consume_and_wait(self: amqp.Channel, *given: Any, **named: Any) -> Any:
        tag = consume(self, *given, **named)
        if not begun.ready():
            begun.send(None)
        paused.wait()
        return tag

    queue = topology.calls_queue("certificate") if kind is RabbitCalls else FIRST
    monkeypatch.setattr(amqp.Channel, "basic_consume", consume_and_wait)
    way = kind(amqp_uri, "certificate", lambda *_: Begun.ONCE)
    begun.wait()
    assert depth(channel, queue)[1] == 1
    way.pause()
    paused.send(None)
    wait_for(lambda: depth(channel, queue)[1] == 0)
    way.stop()
