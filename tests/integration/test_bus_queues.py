"""What the bus makes of RabbitMQ: which queues there are, what they hold, and who may read them."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import amqp
import eventlet
import pytest
from eventlet.event import Event as Signal

from bus import tables, topology
from bus.link import connect
from bus.rabbit_calls import RabbitCaller, RabbitCalls
from bus.runtime import WORKERS
from bus.testing import Stack
from bus.wire import Answer, Begun, Request
from contracts.enterprise import ListCategoryTrades, WithdrawCategoryCase
from contracts.message import to_wire
from gascert_local import rabbitmq
from tests.integration.test_bus_on_rabbitmq import QUEUE, dead_letters
from tests.integration.toy_processes import wait_for
from tests.integration.toys import USUAL, Toy, Toys, builds_of, changed
from tests.provision import Servers, Vhosts


@pytest.fixture
def channel(rabbit_toys: Toys, amqp_uri: str) -> Iterator[amqp.Channel]:
    connection = connect(amqp_uri, "stranger")
    channel = connection.channel()
    channel.queue_purge(topology.DEAD)
    yield channel
    connection.close()


def test_events_wait_for_a_subscriber_that_has_never_been_there(
    vhosts: Vhosts, rabbit_toys: Toys
) -> None:
    uri, urls = vhosts.fresh(), rabbit_toys.urls
    rabbit_toys.stack.stop("enterprise")
    rabbit_toys.stack.stop("certificate")
    only = {"enterprise": builds_of(dict(USUAL))["enterprise"]}
    case = uuid4()
    with Stack(only, amqp_uri=uri, database_urls=urls) as publisher:
        publisher.ask(WithdrawCategoryCase(case=case))
        publisher.wait_for(lambda: not unsent(publisher))
    later = {"certificate": builds_of(dict(USUAL))["certificate"]}
    with Stack(later, amqp_uri=uri, database_urls=urls) as subscriber:
        subscriber.settle()
    rabbit_toys.stack.start("enterprise")
    rabbit_toys.stack.start("certificate")
    rabbit_toys.stack.wait_until_ready()
    assert rabbit_toys.things("certificate") == [case]


def test_replies_come_where_queues_are_quorum_queues_unless_told_otherwise(
    servers: Servers,
) -> None:
    name = f"gascert-test-{servers.label}-quorum"
    assert servers.rabbitmq.control("add_vhost", name, "--default-queue-type", "quorum")
    try:
        uri = rabbitmq.with_vhost(servers.rabbitmq, name).url
        servers.rabbitmq.control("set_permissions", "--vhost", name, "guest", *[".*"] * 3)
        caller = RabbitCaller(uri, "test")
        calls = RabbitCalls(uri, "enterprise", one)
        eventlet.sleep(0.2)
        assert caller.call(("enterprise", "x"), {}, {}, 5)["result"] == 1
        caller.stop()
        calls.stop()
        stranger = connect(uri, "stranger")
        stranger.channel().queue_declare(
            topology.calls_queue("enterprise"),
            durable=True,
            auto_delete=False,
            arguments=topology.CLASSIC,  # Another kind than the queue's own would be refused.
        )
        stranger.close()
    finally:
        rabbitmq.delete_vhost(servers.rabbitmq, name)


def test_a_consumer_that_may_not_read_is_not_ready_until_it_may(
    servers: Servers, vhosts: Vhosts
) -> None:
    user, parts = f"gascert-test-{servers.label}-blind", urlsplit(vhosts.fresh())
    control, vhost = servers.rabbitmq.control, unquote(parts.path[1:])
    assert control("add_user", user, "blind")
    try:
        assert control("set_permissions", "--vhost", vhost, user, ".*", ".*", "^$")
        uri = parts._replace(netloc=f"{user}:blind@{parts.hostname}:{parts.port}").geturl()
        calls = RabbitCalls(uri, "enterprise", lambda *_: Begun.ONCE)
        eventlet.sleep(1)
        assert not calls.is_ready
        assert control("set_permissions", "--vhost", vhost, user, ".*", ".*", ".*")
        wait_for(lambda: calls.is_ready, 10)
        calls.stop()
    finally:
        control("delete_user", user)


def test_an_event_put_back_twenty_times_is_dead_and_not_gone(
    rabbit_toys: Toys, channel: amqp.Channel
) -> None:
    rabbit_toys.stack.stop("certificate")
    body = json.dumps(to_wire(changed()))
    channel.basic_publish(
        amqp.Message(body, content_type="application/json", delivery_mode=2),
        "enterprise.events",
        "category_changed",
    )
    deliveries = 0
    while (message := next_in(channel, QUEUE)) is not None:
        deliveries += 1
        channel.basic_reject(message.delivery_tag, requeue=True)
    assert deliveries > topology.DELIVERY_LIMIT >= 20
    assert dead_letters(channel, seconds=3) == [body]
    rabbit_toys.stack.start("certificate")
    rabbit_toys.stack.wait_until_ready()


@pytest.mark.parametrize("name", topology.QUORUM)
def test_a_queue_of_events_is_declared_with_every_limit(
    rabbit_toys: Toys, amqp_uri: str, name: str
) -> None:
    connection = connect(amqp_uri, "stranger")
    without = {key: value for key, value in topology.QUORUM.items() if key != name}
    with pytest.raises(amqp.PreconditionFailed):
        connection.channel().queue_declare(
            QUEUE, durable=True, auto_delete=False, arguments=without
        )
    connection.close()


def test_more_is_fetched_than_is_worked_on(rabbit_toys: Toys, channel: amqp.Channel) -> None:
    begun, go_on = [], Signal()

    def slow(_: Toy, call: Any) -> Any:
        begun.append(call)
        go_on.wait()
        return USUAL["list_category_trades"](_, call)

    rabbit_toys.doing["list_category_trades"] = slow
    pool = eventlet.GreenPool(100)
    asked = [
        pool.spawn(rabbit_toys.stack.ask, ListCategoryTrades(), timeout=60) for _ in range(100)
    ]
    way: Any = rabbit_toys.stack.running["enterprise"]._listeners[-1]
    try:
        rabbit_toys.stack.wait_for(
            lambda: (len(way._waiting), len(begun)) == (RabbitCalls.PREFETCH - WORKERS, WORKERS),
            30,
        )
        assert WORKERS < RabbitCalls.PREFETCH / 2
    finally:
        go_on.send(None)
    for one in asked:
        one.wait()
    assert len(begun) == 100


def one(_: Request, answer: Answer, __: Callable[[], None]) -> Begun:
    """Answer every call with the same."""
    answer(b'{"result": 1, "error": null}')
    return Begun.ONCE


def next_in(channel: amqp.Channel, queue: str) -> Any:
    """The next message that comes within half a second, if any does."""
    for _ in range(25):
        message = channel.basic_get(queue)
        if message is not None:
            return message
        eventlet.sleep(0.02)
    return None


def unsent(stack: Stack) -> list[Any]:
    with stack.database("enterprise").reading() as connection:
        rows = connection.execute(tables.OUTBOX.select()).all()
    return [row for row in rows if row.sent_at is None]
