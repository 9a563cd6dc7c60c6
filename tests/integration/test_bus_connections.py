"""What the bus makes of RabbitMQ: its queues and limits, and connections that fail."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final
from uuid import uuid4

import amqp
import eventlet
import pytest
from eventlet.event import Event as Signal

from bus import rabbit_calls, rabbit_events, topology
from bus.link import LONGEST_PAUSE, Link, connect
from bus.rabbit_calls import RabbitCaller
from bus.rabbit_sender import RabbitSender
from contracts.enterprise import GetCategoryCase
from contracts.errors import Unavailable
from tests.integration.test_bus_events import delivery
from tests.integration.test_bus_on_rabbitmq import answer_to
from tests.integration.toys import Toy, Toys, a_case, changed

QUEUE = topology.events_queue("enterprise", "category_changed", "certificate.categories_changed")

SOME_CASE: Final = uuid4()


@pytest.fixture
def channel(rabbit_toys: Toys, amqp_uri: str) -> Iterator[amqp.Channel]:
    connection = connect(amqp_uri, "stranger")
    channel = connection.channel()
    channel.queue_purge(topology.DEAD)
    yield channel
    connection.close()


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of something that takes connections and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield f"amqp://guest:guest@127.0.0.1:{listener.getsockname()[1]}//"


def cutting(place: str, way: Any) -> Callable[[str], None]:
    """A failpoint that cuts a connection the first time that a place is passed."""
    places = iter([place])

    def passed(name: str) -> None:
        if name == place and next(places, None):
            way._link.break_off()

    return passed


class TestASocketThatCloses:
    def test_at_an_events_acknowledgement_costs_the_connection_alone(
        self, rabbit_toys: Toys, monkeypatch: pytest.MonkeyPatch, logged: list[str]
    ) -> None:
        way = rabbit_toys.stack.running["certificate"]._listeners[0]
        monkeypatch.setattr(rabbit_events, "failpoint", cutting("inbox.before_ack", way))
        events = [changed() for _ in range(5)]
        rabbit_toys.stack.deliver(*map(delivery, events))
        rabbit_toys.stack.wait_for(lambda: len(rabbit_toys.things("certificate")) == 5)
        rabbit_toys.stack.wait_until_ready()
        rabbit_toys.stack.settle()
        assert sorted(rabbit_toys.things("certificate")) == sorted(e.case for e in events)
        assert not any("cannot be stored" in line for line in logged)

    @pytest.mark.parametrize("place", ["calls.before_ack", "calls.before_reply"])
    def test_at_a_calls_acknowledgement_or_reply_costs_that_reply_alone(
        self,
        rabbit_toys: Toys,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
        place: str,
    ) -> None:
        running = rabbit_toys.stack.running["enterprise"]
        monkeypatch.setattr(rabbit_calls, "failpoint", cutting(place, running._listeners[-1]))
        with suppress(Unavailable):
            rabbit_toys.stack.ask(GetCategoryCase(case=uuid4()), timeout=0.5)
        rabbit_toys.stack.wait_until_ready()
        case = uuid4()
        assert rabbit_toys.stack.ask(GetCategoryCase(case=case)).id == case
        assert not running.has_died
        assert "Traceback" not in capfd.readouterr().err


class TestWaiting:
    def test_nothing_is_kept_of_a_call_that_was_given_up_answered_or_refused(
        self, rabbit_toys: Toys
    ) -> None:
        def slow(_: Toy, call: GetCategoryCase) -> Any:
            eventlet.sleep(0.3)
            return a_case(call.case)

        rabbit_toys.doing["get_category_case"] = slow
        caller: Any = rabbit_toys.stack._caller
        for timeout in (0.05, 5):
            try:
                rabbit_toys.stack.ask(GetCategoryCase(case=uuid4()), timeout=timeout)
            except Unavailable:
                assert timeout < 1
        eventlet.sleep(0.4)  # The reply to the first comes when nobody waits for it any longer.
        assert caller._pending == {}

    def test_a_call_expires_in_its_queue_with_its_deadline(
        self, rabbit_toys: Toys, channel: amqp.Channel
    ) -> None:
        rabbit_toys.stack.stop("identity")
        caller: Any = rabbit_toys.stack._caller
        with pytest.raises(Unavailable):
            caller.call(("identity", "get_person"), {}, {}, 0.3)
        assert caller._pending == {}
        eventlet.sleep(0.2)
        assert channel.queue_declare(topology.calls_queue("identity"), passive=True)[1] == 0
        rabbit_toys.stack.start("identity")
        rabbit_toys.stack.wait_until_ready()

    def test_an_event_is_no_longer_held_while_its_handler_works(
        self, rabbit_toys: Toys, channel: amqp.Channel
    ) -> None:
        begun, go_on = [], Signal()

        def slow(toy: Toy, event: Any) -> None:
            begun.append(event.case)
            go_on.wait()
            toy.put(event.case)

        rabbit_toys.doing["categories_changed"] = slow
        rabbit_toys.stack.deliver(delivery(changed()))
        rabbit_toys.stack.wait_for(lambda: bool(begun))
        way: Any = rabbit_toys.stack.running["certificate"]._listeners[0]
        rabbit_toys.stack.wait_for(lambda: not way._held)
        way._link.break_off()  # What is not acknowledged would come again.
        eventlet.sleep(0.5)
        assert channel.queue_declare(QUEUE, passive=True).message_count == 0
        go_on.send(None)
        rabbit_toys.stack.settle()
        assert len(begun) == 1

    def test_a_broker_that_says_nothing_keeps_nobody_for_long(self, silent: str) -> None:
        caller, sender = RabbitCaller(silent, "test"), RabbitSender(silent, "test")
        began = time.monotonic()
        with pytest.raises(Unavailable):
            caller.call(("enterprise", "get_category_case"), {}, {}, 0.3)
        assert time.monotonic() - began < 0.5
        with pytest.raises(OSError, match="no broker"):
            sender.send([delivery(changed())])
        assert time.monotonic() - began < 3
        began = time.monotonic()
        caller.stop()
        sender.stop()
        assert time.monotonic() - began < 1
        began = time.monotonic()
        with pytest.raises(OSError, match="time"):
            connect(silent, "test")
        assert time.monotonic() - began < 11

    def test_pauses_between_attempts_to_connect_grow_to_five_seconds_and_differ(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pauses: list[float] = []

        class Pausing:
            """Lets no time pass, and ends when enough has been seen."""

            def __getattr__(self, name: str) -> Any:
                return getattr(eventlet, name)

            def sleep(self, seconds: float) -> None:
                if eventlet.getcurrent() is not link._thread:
                    eventlet.sleep(seconds)
                    return
                pauses.append(seconds)
                link._stopping = len(pauses) >= 12
                eventlet.sleep(0)

        monkeypatch.setattr("bus.link.eventlet", Pausing())
        monkeypatch.setattr(Link, "_tick", lambda _: None)
        link = Link("amqp://127.0.0.1:1//", "test", opened=lambda _: None)
        link._thread.wait()
        whole = [min(0.1 * 2**attempt, LONGEST_PAUSE) for attempt in range(len(pauses))]
        assert whole[-1] == LONGEST_PAUSE == 5.0
        for pause, longest in zip(pauses, whole, strict=True):
            assert longest / 2 <= pause <= longest
        # Not all come back at one moment.
        assert len({pause / longest for pause, longest in zip(pauses, whole, strict=True)}) > 6


class TestForeignCalls:
    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            ("[" * 100_000, "application/json"),
            ('{"args": [], "kwargs": ' + "[" * 100_000, "application/json"),
            (b"\xff\xfe", "application/json"),
            ("5", "application/json"),
            ('{"args": 5, "kwargs": {}}', "application/json"),
            ('{"args": [], "kwargs": "x"}', "application/json"),
            (b"\x80\x04}\x94.", "application/x-python-serialize"),
            (
                f'{{"args": [], "kwargs": {{"case": "{uuid4()}"}}}}',
                "application/x-python-serialize",
            ),
        ],
        ids=["deep", "deep within", "no text", "no object", "args", "kwargs", "pickle", "kind"],
    )
    def test_what_is_no_call_is_answered_as_invalid_and_costs_nobody_the_connection(
        self, rabbit_toys: Toys, channel: amqp.Channel, body: Any, kind: str
    ) -> None:
        way: Any = rabbit_toys.stack.running["enterprise"]._listeners[-1]
        before = way._link.connection
        assert answer_to(channel, body, kind=kind)["exc_type"] == "InvalidMessage"
        assert way._link.connection is before

    @pytest.mark.parametrize("reply", [b"[" * 100_000, b"\xff", b"5", b""])
    def test_what_is_no_reply_costs_nobody_the_connection(
        self, rabbit_toys: Toys, reply: bytes
    ) -> None:
        caller: Any = rabbit_toys.stack._caller
        before = caller._link.connection
        caller._replied(amqp.Message(reply, correlation_id="nobody's"))
        rabbit_toys.stack.ask(GetCategoryCase(case=uuid4()))
        assert caller._link.connection is before


def test_who_publishes_reads_nothing_that_another_waits_for(
    amqp_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: list[Any] = []
    drain = amqp.Connection.drain_events

    def note_and_drain(self: amqp.Connection, timeout: float | None = None) -> Any:
        readers.append(eventlet.getcurrent())
        return drain(self, timeout)

    monkeypatch.setattr(amqp.Connection, "drain_events", note_and_drain)
    caller = RabbitCaller(amqp_uri, "tests")
    for _ in range(3):
        with pytest.raises(Unavailable):
            caller.call(("nobody", "there"), {}, {}, 5)
    caller.stop()
    assert set(readers) == {caller._link._thread}
