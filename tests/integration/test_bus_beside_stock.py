"""What stock nameko loses, waits for or tells, and the bus does not, on one and the same broker."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import amqp
import eventlet
import pytest

from bus import tables, topology
from bus.link import connect
from contracts.enterprise import GetCategoryCase, WithdrawCategoryCase
from contracts.errors import GasCertError, Unavailable
from contracts.message import to_wire
from gascert_local.found import free_port
from gascert_local.places import ROOT
from tests.integration.test_bus_on_rabbitmq import dead_letters
from tests.integration.toys import Toy, Toys, a_case, changed
from tests.system.echo import Echo, request, serving
from tests.system.sockets import Wire

SECRET: Final = "639999198512319991"
TORN: Final = f'{{"id_number": "{SECRET}"'
ASK_FOR_EVER: Final = """
import sys
from nameko.standalone.rpc import ClusterRpcProxy
with ClusterRpcProxy({"AMQP_URI": sys.argv[1]}) as rpc:
    print("asking", flush=True)
    rpc.enterprise.get_category_case(case=sys.argv[2])
"""


@dataclass(frozen=True, kw_only=True)
class Stock:
    """The process, what it told and what it logged."""

    process: "subprocess.Popen[bytes]"
    port: int
    out: Path
    err: Path

    @property
    def told(self) -> list[str]:
        return self.out.read_text().splitlines()


@pytest.fixture(scope="module")
def stock(amqp_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    folder, port = tmp_path_factory.mktemp("stock"), free_port()
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.integration.stock"],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "AMQP_URI": amqp_uri,
                "STOCK_PORT": str(port),
                "STOCK_SECRET": SECRET,
            },
            stdout=out,
            stderr=err,
        )
    made = Stock(process=process, port=port, out=folder / "out", err=folder / "err")
    try:
        until(lambda: "started" in made.told)
        yield made
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def channel(amqp_uri: str) -> Iterator[amqp.Channel]:
    connection = connect(amqp_uri, "stranger")
    yield connection.channel()
    connection.close()


def until(condition: Any, seconds: float = 15) -> None:
    with eventlet.Timeout(seconds):
        while not condition():
            eventlet.sleep(0.02)


def publish(channel: amqp.Channel, source: str, event: str, body: str) -> None:
    message = amqp.Message(
        body,
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=2,
        message_id=str(uuid4()),
    )
    channel.basic_publish(message, topology.events_exchange(source), event)


def waiting_in(channel: amqp.Channel, queue: str) -> int:
    return int(channel.queue_declare(queue, passive=True).message_count)


def test_an_event_whose_handler_fails_is_lost_by_stock_and_done_later_by_ours(
    stock: Stock, rabbit_toys: Toys, channel: amqp.Channel
) -> None:
    publish(channel, "stranger", "failing", "{}")
    until(lambda: "failing" in stock.told)
    failures = iter([ValueError(), ValueError()])

    def fail_twice(toy: Toy, event: Any) -> None:
        for failure in failures:
            raise failure
        toy.put(event.case)

    rabbit_toys.doing["categories_changed"] = fail_twice
    event = changed()
    publish(channel, "enterprise", "category_changed", json.dumps(to_wire(event)))
    until(lambda: rabbit_toys.things("certificate") == [event.case])
    eventlet.sleep(0.3)
    assert stock.told.count("failing") == 1
    assert waiting_in(channel, "evt-stranger-failing--stock.failing") == 0


def test_an_event_that_is_put_back_spins_in_stock_and_pauses_in_ours(
    stock: Stock, rabbit_toys: Toys, channel: amqp.Channel
) -> None:
    attempts: list[float] = []

    def fail(_: Toy, event: Any) -> None:
        attempts.append(time.monotonic())
        raise ValueError

    rabbit_toys.doing["categories_changed"] = fail
    publish(channel, "enterprise", "category_changed", json.dumps(to_wire(changed())))
    publish(channel, "stranger", "spinning", "{}")
    eventlet.sleep(1)
    channel.queue_delete("evt-stranger-spinning--stock.spinning")
    assert stock.told.count("spinning") > 20
    until(
        lambda: [row.parked_at for row in rabbit_toys.rows("certificate", tables.INBOX)] != [None]
    )
    assert len(attempts) == 10


def test_a_torn_event_is_lost_and_logged_by_stock_and_kept_in_silence_by_ours(
    stock: Stock, rabbit_toys: Toys, channel: amqp.Channel, logged: list[str]
) -> None:
    channel.queue_purge(topology.DEAD)
    publish(channel, "stranger", "torn", TORN)
    publish(channel, "enterprise", "category_changed", TORN)
    assert dead_letters(channel, seconds=5) == [TORN]
    until(lambda: SECRET in stock.err.read_text())
    assert waiting_in(channel, "evt-stranger-torn--stock.torn") == 0
    assert "torn" not in stock.told
    assert any("digest" in line for line in logged)
    assert not any(SECRET in line for line in logged)


def test_an_event_that_no_queue_takes_is_lost_by_stock_and_kept_by_ours(
    rabbit_toys: Toys, channel: amqp.Channel, amqp_uri: str
) -> None:
    dispatch = (
        "import sys; from nameko.standalone.events import event_dispatcher;"
        "event_dispatcher({'AMQP_URI': sys.argv[1]})('stranger', 'nobody_listens', {})"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", dispatch, amqp_uri], check=False, timeout=30
    )
    assert done.returncode == 0
    rabbit_toys.stack.stop("certificate")
    queue = topology.events_queue(
        "enterprise", "category_changed", "certificate.categories_changed"
    )
    channel.queue_delete(queue)
    case = uuid4()
    rabbit_toys.stack.ask(WithdrawCategoryCase(case=case))
    eventlet.sleep(0.3)
    assert len(rabbit_toys.rows_unsent("enterprise")) == 1
    rabbit_toys.stack.start("certificate")
    rabbit_toys.stack.wait_until_ready()
    until(lambda: rabbit_toys.things("certificate") == [case])


def test_a_reply_that_never_comes_is_awaited_for_ever_by_stock_and_not_by_ours(
    rabbit_toys: Toys, amqp_uri: str
) -> None:
    def never(_: Toy, call: GetCategoryCase) -> Any:
        eventlet.sleep(4)
        return a_case(call.case)

    rabbit_toys.doing["get_category_case"] = never
    client = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", ASK_FOR_EVER, amqp_uri, str(uuid4())],
        stdout=subprocess.PIPE,
    )
    assert client.stdout is not None
    try:
        assert client.stdout.readline() == b"asking\n"
        began = time.monotonic()
        with pytest.raises(Unavailable):
            rabbit_toys.stack.ask(GetCategoryCase(case=uuid4()), timeout=0.5)
        assert time.monotonic() - began < 1
        eventlet.sleep(1)
        assert client.poll() is None
    finally:
        client.kill()
        client.wait()
        client.stdout.close()


def test_an_errors_words_cross_from_stock_and_not_from_ours(
    stock: Stock, rabbit_toys: Toys, channel: amqp.Channel
) -> None:
    def breaks(*_: Any) -> Any:
        raise ValueError(SECRET)

    rabbit_toys.doing["get_category_case"] = breaks
    with pytest.raises(GasCertError) as refusal:
        rabbit_toys.stack.ask(GetCategoryCase(case=uuid4()))
    assert SECRET not in repr(vars(refusal.value))
    assert SECRET in json.dumps(answer_to(channel, "stock.breaks", {"secret": SECRET}))


def answer_to(channel: amqp.Channel, routing_key: str, kwargs: dict[str, str]) -> Any:
    """The whole reply to a raw call."""
    queue = channel.queue_declare("", exclusive=True).queue
    channel.queue_bind(queue, topology.RPC_EXCHANGE, queue)
    message = amqp.Message(
        json.dumps({"args": [], "kwargs": kwargs}),
        content_type="application/json",
        content_encoding="utf-8",
        reply_to=queue,
        correlation_id="1",
    )
    channel.basic_publish(message, topology.RPC_EXCHANGE, routing_key)
    found: list[Any] = []

    def has_come() -> bool:
        found.append(channel.basic_get(queue, no_ack=True))
        return found[-1] is not None

    until(has_come)
    return json.loads(found[-1].body)


class TestHttp:
    def test_half_sent_bodies_stop_stock_for_good_and_not_ours(self, stock: Stock) -> None:
        half = request("POST", "/echo", "Content-Length: 9") + b"half"
        held = [Wire(stock.port).send(half) for _ in range(2)]
        eventlet.sleep(0.2)
        with Wire(stock.port, seconds=1.5) as wire, pytest.raises(TimeoutError):
            wire.ask("POST", "/echo", b"whole")
        for one in held:
            one.sock.close()
        with serving(Echo(), in_flight=2, receive_time=9.0) as server:
            held = [Wire(server.port).send(half) for _ in range(2)]
            with Wire(server.port, seconds=1.5) as wire:
                assert wire.ask("POST", "/echo", b"whole").body == b"whole"
            for one in held:
                one.sock.close()

    def test_a_body_in_chunks_is_empty_to_stock_and_not_to_ours(self, stock: Stock) -> None:
        sent = request("POST", "/echo", "Transfer-Encoding: chunked", "Connection: close")
        sent += b"5\r\nwhole\r\n0\r\n\r\n"
        with Wire(stock.port) as wire:
            assert wire.send(sent).answer().body == b"0 bytes"
        with serving(Echo()) as server, Wire(server.port) as wire:
            assert wire.send(sent).answer().body == b"whole"

    def test_an_exceptions_words_are_sent_by_stock_and_not_by_ours(self, stock: Stock) -> None:
        with Wire(stock.port) as wire:
            assert SECRET.encode() in wire.ask("GET", "/break", Connection="close").body
        with serving(Echo()) as server, Wire(server.port) as wire:
            answer = wire.ask("GET", "/break")
        assert (answer.status, answer.body) == (500, b"refused")
