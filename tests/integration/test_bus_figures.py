"""What operators see of a running service: figures for each alarm, dead letters among them."""

from uuid import uuid4

import amqp
import eventlet
from sqlalchemy import insert

from bus import dead_letters, tables, telemetry, topology
from bus.link import connect
from bus.rabbit import RabbitExchange
from bus.status import refresh_metrics
from contracts import operations as told
from gascert_local.found import free_port
from tests.integration.toys import Toys
from tests.operators import OPERATOR


def figure(name: str, **labels: str) -> float | None:
    return telemetry.REGISTRY.get_sample_value(name, labels)


def refreshed(toys: Toys) -> None:
    refresh_metrics(list(toys.stack.running.values()))


def test_figures_tell_what_waits_and_how_long_it_has(rabbit_toys: Toys) -> None:
    toys = rabbit_toys
    with toys.stack.database("certificate").transaction() as transaction:
        for handler in ("gone_one", "gone_other"):  # nobody delivers to them
            transaction.execute(
                insert(tables.INBOX).values(
                    event_id=uuid4(),
                    handler=handler,
                    source="enterprise",
                    name="category_changed",
                    body="{}",
                    headers="{}",
                )
            )
    eventlet.sleep(1.1)
    refreshed(toys)
    assert figure("gascert_inbox_waiting", service="certificate") == 2
    assert (figure("gascert_inbox_age_seconds", service="certificate") or 0) > 1
    assert figure("gascert_ready", service="certificate") == 1
    call = told.GetBacklog(service="certificate")
    left = toys.stack.ask(call, by=OPERATOR)
    assert left == told.Backlog(
        is_ready=True,
        unsent=0,
        unsent_age=0,
        waiting=2,
        waiting_age=left.waiting_age,
        parked=0,
        jobs=0,
    )
    assert left.waiting_age >= 1


def test_figures_tell_who_is_not_ready(rabbit_toys: Toys) -> None:
    running = rabbit_toys.stack.running["identity"]
    running.pause_ways()
    rabbit_toys.stack.wait_for(lambda: not running.is_ready)
    refreshed(rabbit_toys)
    assert figure("gascert_ready", service="identity") == 0
    rabbit_toys.stack.stop("identity")
    rabbit_toys.stack.start("identity")
    rabbit_toys.stack.wait_until_ready()


def test_figures_include_those_that_a_service_sets_itself(rabbit_toys: Toys) -> None:
    running, called = rabbit_toys.stack.running["identity"], []
    running.figures = lambda: called.append("figures")
    refreshed(rabbit_toys)
    running.figures = None
    assert called == ["figures"]


def test_dead_letters_are_counted(rabbit_toys: Toys, amqp_uri: str) -> None:
    connection = connect(amqp_uri, "stranger")
    channel = connection.channel()
    channel.queue_purge(topology.DEAD)
    exchange = rabbit_toys.stack.running["identity"].exchange
    before = exchange.dead_letters()
    for _ in range(3):
        channel.basic_publish(
            amqp.Message("no JSON", content_type="application/json", message_id=str(uuid4())),
            topology.events_exchange("enterprise"),
            "category_changed",
        )
    rabbit_toys.stack.wait_for(lambda: exchange.dead_letters() == 3)
    dead_letters.refresh(exchange)
    channel.queue_purge(topology.DEAD)
    connection.close()
    assert before == 0
    assert figure("gascert_dead_letters") == 3


def test_the_number_of_dead_letters_stays_where_the_broker_is_away() -> None:
    telemetry.DEAD_LETTERS.set(7)
    dead_letters.refresh(RabbitExchange(f"amqp://guest:guest@127.0.0.1:{free_port()}//"))
    assert figure("gascert_dead_letters") == 7
