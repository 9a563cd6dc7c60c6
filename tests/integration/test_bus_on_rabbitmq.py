"""What only RabbitMQ can do to the bus: lost connections, lost queues, and foreign messages."""

import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import amqp
import eventlet
import psycopg
import pytest

from bus import tables, topology
from bus.link import Link, connect
from contracts.enterprise import GetCategoryCase, WithdrawCategoryCase
from contracts.errors import InProgress, Unavailable
from contracts.message import to_wire
from tests.integration.test_bus_events import delivery
from tests.integration.toys import Toys, a_case, changed
from tests.provision import Servers

QUEUE = topology.events_queue("enterprise", "category_changed", "certificate.categories_changed")
SECRET = "张三 639999198512319991"


@pytest.fixture
def channel(rabbit_toys: Toys, amqp_uri: str) -> Iterator[amqp.Channel]:
    """A stranger's channel to the toys' broker, whose dead letters have been taken away."""
    connection = connect(amqp_uri, "stranger")
    channel = connection.channel()
    channel.queue_purge(topology.DEAD)
    yield channel
    connection.close()


def dead_letters(channel: amqp.Channel, *, seconds: float = 0.5) -> list[Any]:
    """The dead letters that come within some time, and all that are there then."""
    found: list[Any] = []
    until = time.monotonic() + seconds
    while True:
        message = channel.basic_get(topology.DEAD, no_ack=True)
        if message is not None:
            found.append(message.body)
        elif found or time.monotonic() > until:
            return found
        else:
            eventlet.sleep(0.02)


def publish(channel: amqp.Channel, body: Any, **properties: Any) -> None:
    """Publish an event as a stranger might."""
    usual = {"content_type": "application/json", "message_id": str(uuid4())}
    message = amqp.Message(body, delivery_mode=2, **{**usual, **properties})
    channel.basic_publish(message, "enterprise.events", "category_changed")


class TestForeignEvents:
    @pytest.mark.parametrize(
        ("body", "properties"),
        [
            (f'{{"case": "{SECRET}"', {}),
            (b"\xff\xfe" + SECRET.encode(), {}),
            (f'["{SECRET}"]', {}),
            ("[" * 100_000, {}),
            ('{"number": ' + "9" * 5_000 + "}", {}),
            (f'{{"case": "{SECRET}"}}', {"content_type": "application/x-python-serialize"}),
            (f'{{"case": "{SECRET}"}}', {"message_id": SECRET}),
            (f'{{"case": "{SECRET}"}}', {"application_headers": {"x": b"\xff"}}),
            (b'{"case": "\\ud800"}', {"content_encoding": "unicode_escape"}),
            ('{"case": "' + "x" * 5_000_000 + '"}', {}),
        ],
        ids=[
            *("torn", "not utf-8", "no object", "deep", "huge number", "pickle", "no id"),
            *("strange header", "half a surrogate pair", "oversized"),
        ],
    )
    def test_what_cannot_be_read_goes_to_the_dead_letters_and_holds_up_nothing(
        self,
        rabbit_toys: Toys,
        channel: amqp.Channel,
        logged: list[str],
        *,
        body: Any,
        properties: Any,
    ) -> None:
        good = changed()
        publish(channel, body, **properties)
        publish(channel, json.dumps(to_wire(good)))
        rabbit_toys.stack.wait_for(lambda: rabbit_toys.things("certificate") == [good.case])
        assert len(dead_letters(channel)) == 1
        assert len(rabbit_toys.rows("certificate", tables.INBOX)) == 1
        assert any("digest" in line or "cannot be stored" in line for line in logged)
        assert not any(word in line for line in logged for word in SECRET.split())

    def test_a_torn_call_is_answered_as_invalid(
        self, rabbit_toys: Toys, channel: amqp.Channel
    ) -> None:
        assert answer_to(channel, "{")["exc_type"] == "InvalidMessage"
        assert answer_to(channel, "[]")["exc_type"] == "InvalidMessage"

    @pytest.mark.parametrize(
        "headers",
        [
            {"nameko.principal": "god"},
            {"nameko.principal": '{"kind": "god"}'},
            {"nameko.deadline": "tomorrow"},
            {"nameko.deadline": "nan"},
            {"nameko.idempotency_key": 5},
            {"nameko.correlation_id": "x" * 501},
            {"nameko.asked_by": "gateway\x00"},
        ],
        ids=str,
    )
    def test_a_call_under_circumstances_that_cannot_be_is_answered_as_invalid(
        self, rabbit_toys: Toys, channel: amqp.Channel, headers: dict[str, Any]
    ) -> None:
        body = json.dumps({"args": [], "kwargs": {"case": str(uuid4())}})
        assert answer_to(channel, body, headers)["exc_type"] == "InvalidMessage"

    def test_a_command_that_the_broker_delivers_twice_is_done_once(
        self, rabbit_toys: Toys, channel: amqp.Channel
    ) -> None:
        case = uuid4()
        body = json.dumps({"args": [], "kwargs": {"case": str(case)}})
        for _ in range(2):
            answer_to(channel, body, {"nameko.idempotency_key": "k"}, "withdraw_category_case")
        assert rabbit_toys.things("enterprise") == [case]


def answer_to(
    channel: amqp.Channel,
    body: Any,
    headers: dict[str, Any] | None = None,
    method: str = "get_category_case",
    kind: str = "application/json",
) -> Any:
    """The error in the reply to a raw call."""
    queue = channel.queue_declare("", exclusive=True).queue
    channel.queue_bind(queue, topology.RPC_EXCHANGE, queue)
    message = amqp.Message(
        body,
        content_type=kind,
        reply_to=queue,
        correlation_id="1",
        application_headers=headers or {},
    )
    channel.basic_publish(message, topology.RPC_EXCHANGE, f"enterprise.{method}")
    for _ in range(100):
        if (reply := channel.basic_get(queue, no_ack=True)) is not None:
            return json.loads(reply.body)["error"]
        eventlet.sleep(0.02)
    raise TimeoutError("nobody has answered")


class TestLostQueues:
    def test_what_no_queue_takes_stays_in_the_outbox_and_readiness_turns_red(
        self, rabbit_toys: Toys, channel: amqp.Channel
    ) -> None:
        toys, running = rabbit_toys, rabbit_toys.stack.running["enterprise"]
        toys.stack.stop("certificate")
        channel.queue_delete(QUEUE)
        case = uuid4()
        toys.stack.ask(WithdrawCategoryCase(case=case))
        toys.stack.wait_for(lambda: not running.is_ready)
        [row] = toys.rows("enterprise", tables.OUTBOX)
        assert row.sent_at is None
        toys.stack.start("certificate")
        toys.stack.wait_until_ready()
        toys.stack.settle()
        assert toys.things("certificate") == [case]

    def test_a_deleted_queue_is_declared_anew_by_its_consumer(
        self, rabbit_toys: Toys, channel: amqp.Channel
    ) -> None:
        toys = rabbit_toys
        channel.queue_delete(QUEUE)
        channel.queue_delete(topology.calls_queue("enterprise"))
        toys.stack.wait_for(lambda: not toys.stack.running["certificate"].is_ready)
        toys.stack.wait_until_ready()
        case = uuid4()
        toys.stack.ask(WithdrawCategoryCase(case=case))
        toys.stack.settle()
        assert toys.things("certificate") == [case]


def links_of(toys: Toys) -> list[Link]:
    """All connections that the toys and the one who asks them keep."""
    found: list[Any] = [toys.stack._caller]  # of RabbitMQ's kind, all of them
    for one in toys.stack.running.values():
        found += [*one._listeners, one.caller, one._sender]
    return [way._link for way in found]


class TestLostConnections:
    def test_whoever_waits_for_a_reply_is_told_at_once_and_the_next_call_goes_through(
        self, rabbit_toys: Toys
    ) -> None:
        def break_off(*_: Any) -> Any:
            links_of(rabbit_toys)[0].break_off()
            eventlet.sleep(0.5)

        rabbit_toys.doing["get_category_case"] = break_off
        with eventlet.Timeout(0.4), pytest.raises(Unavailable):
            rabbit_toys.stack.ask(GetCategoryCase(case=uuid4()))
        rabbit_toys.doing["get_category_case"] = lambda _, call: a_case(call.case)
        rabbit_toys.stack.ask(GetCategoryCase(case=uuid4()))

    def test_commands_and_events_all_take_effect_once_while_connections_break(
        self, rabbit_toys: Toys
    ) -> None:
        toys, cases = rabbit_toys, [uuid4() for _ in range(150)]

        def insist(case: UUID) -> None:
            """Repeat a command with its key until it is answered, as a client does."""
            for _ in range(200):
                try:
                    toys.stack.ask(WithdrawCategoryCase(case=case), key=str(case), timeout=1)
                except (Unavailable, InProgress):
                    eventlet.sleep(0.02)
                else:
                    return

        def break_off_again_and_again() -> None:
            for number in range(60):
                links = links_of(toys)
                links[number % len(links)].break_off()
                eventlet.sleep(0.03)

        trouble = eventlet.spawn(break_off_again_and_again)
        for _ in eventlet.GreenPool(10).imap(insist, cases):
            pass
        trouble.wait()
        toys.stack.wait_until_ready(20)
        toys.stack.settle()
        assert sorted(toys.things("enterprise")) == sorted(cases)
        assert sorted(toys.things("certificate")) == sorted(cases)

    def test_a_link_begins_again_whatever_went_wrong(self, amqp_uri: str) -> None:
        wrong = [KeyError(), RuntimeError(), TypeError()]

        def opened(_: Any) -> None:
            if wrong:
                raise wrong.pop()

        link = Link(amqp_uri, "test", opened=opened)
        assert link.wait_until_up(5)
        link.stop()


class TestReplicas:
    def test_two_at_once_take_each_event_once(self, rabbit_toys: Toys) -> None:
        toys = rabbit_toys
        toys.stack.start("certificate", replica=" 2")
        toys.stack.wait_until_ready()
        events = [changed() for _ in range(100)]
        toys.stack.deliver(*[delivery(event) for event in events for _ in range(2)])
        again = list(map(delivery, events))
        toys.stack.deliver(*again, *again)
        toys.stack.settle()
        toys.stack.stop("certificate", replica=" 2")
        # Each event went out under three ids, one of them twice.
        assert sorted(toys.things("certificate")) == sorted([e.case for e in events] * 3)


class TestDatabaseOutage:
    def test_events_are_held_and_none_is_given_up(
        self, rabbit_toys: Toys, channel: amqp.Channel, servers: Servers, logged: list[str]
    ) -> None:
        toys = rabbit_toys
        name = toys.urls["certificate"].rpartition("/")[2]
        cases = [uuid4() for _ in range(40)]
        with psycopg.connect(servers.postgres_url, autocommit=True) as admin:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            for case in cases:
                toys.stack.ask(WithdrawCategoryCase(case=case))
            toys.stack.wait_for(lambda: not toys.rows_unsent("enterprise"))
            toys.stack.wait_for(lambda: sum("cannot be stored" in line for line in logged) > 3)
            assert not toys.stack.running["certificate"].is_ready
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        toys.stack.wait_until_ready()
        toys.stack.settle()
        assert sorted(toys.things("certificate")) == sorted(cases)
        assert dead_letters(channel) == []
        assert {row.attempts for row in toys.rows("certificate", tables.INBOX)} == {0}
