"""The exchanges and queues on RabbitMQ, declared ahead of publishers from the subscriptions.

`python -m bus.topology` declares them all, as the user in `AMQP_URI`; doing so again changes
nothing. Where services may configure nothing, that is what a deployment does before them.
"""

import argparse
import os
import sys
from collections.abc import Callable
from typing import Final

import amqp

from contracts.subscriptions import SUBSCRIPTIONS, subscribers_of, subscriptions_of

RPC_EXCHANGE: Final = "nameko-rpc"
DEAD: Final = "gascert.dead"
DELIVERY_LIMIT: Final = 20
SOURCES: Final = ("identity", "employment", "enterprise", "certificate", "review_scheduler")
QUORUM: Final = {
    "x-queue-type": "quorum",
    "x-delivery-limit": DELIVERY_LIMIT,
    "x-dead-letter-exchange": DEAD,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
}
CLASSIC: Final = {"x-queue-type": "classic"}


def events_exchange(source: str) -> str:
    """Name a service's event exchange, as nameko does."""
    return f"{source}.events"


def events_queue(source: str, event: str, subscriber: str) -> str:
    """Name the queue of one subscription, as nameko does; the handler's name is part of it."""
    return f"evt-{source}-{event}--{subscriber}"


def calls_queue(service: str) -> str:
    """Name a service's queue of calls, as nameko does."""
    return f"rpc-{service}"


def calls_to(service: str) -> str:
    """Give the routing keys of all calls to a service, as its queue is bound to them."""
    return f"{service}.*"


def queues_of_subscriber(service: str) -> dict[str, tuple[str, str, str]]:
    """Give the queues that a service consumes events from, each with source, event, handler."""
    return {
        events_queue(source, event, f"{service}.{handler}"): (source, event, handler)
        for source, event, handler in subscriptions_of(service)
    }


def reply_queue(asker: str, place: str) -> str:
    """Name the queue of an asking process's replies; `place` tells processes apart."""
    return f"rpc.reply-{asker}-{place}"


def reply_address(asker: str, place: str) -> str:
    """Give the routing key of an asking process's replies; it says whose they are."""
    return f"reply.{asker}.{place}"


def subscribers_queues(source: str) -> tuple[str, ...]:
    """Name the queues that the events of a source go to."""
    return tuple(
        events_queue(source, name, subscriber)
        for owner, _, name in (event.partition(".") for event in SUBSCRIPTIONS)
        for subscriber in subscribers_of(owner, name)
        if owner == source
    )


def require(
    connection: amqp.Connection,
    missing: Callable[[amqp.Channel], object],
    *,
    exchange: str | None = None,
    queues: tuple[str, ...] = (),
) -> None:
    """Make sure that something is there, and call `missing` where it is not.

    Looking takes no rights. Whoever may not declare what is missing is refused by the broker,
    and is not ready until somebody else has done so.
    """
    channel = connection.channel()
    try:
        if exchange is not None:
            channel.exchange_declare(exchange, "topic", passive=True)
        for queue in queues:
            channel.queue_declare(queue, passive=True)
        channel.close()
    except amqp.NotFound:
        channel = connection.channel()
        missing(channel)
        channel.close()


def declare(channel: amqp.Channel) -> None:
    """Declare everything that events need; doing so again changes nothing."""
    channel.exchange_declare(RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
    channel.exchange_declare(DEAD, "fanout", durable=True, auto_delete=False)
    channel.queue_declare(
        DEAD, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"}
    )
    channel.queue_bind(DEAD, DEAD)
    for source in SOURCES:
        channel.exchange_declare(events_exchange(source), "topic", durable=True, auto_delete=False)
    for event, subscribers in SUBSCRIPTIONS.items():
        source, _, name = event.partition(".")
        for subscriber in subscribers:
            queue = events_queue(source, name, subscriber)
            channel.queue_declare(queue, durable=True, auto_delete=False, arguments=QUORUM)
            channel.queue_bind(queue, events_exchange(source), name)


def declare_calls_queue(channel: amqp.Channel, service: str) -> None:
    """Declare a service's queue of calls and bind it."""
    channel.exchange_declare(RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
    queue = calls_queue(service)
    channel.queue_declare(queue, durable=True, auto_delete=False, arguments=CLASSIC)
    channel.queue_bind(queue, RPC_EXCHANGE, calls_to(service))


def declare_all(channel: amqp.Channel) -> None:
    """Declare everything that services use, but for their queues of replies."""
    declare(channel)
    for service in SOURCES:
        declare_calls_queue(channel, service)


def _main() -> None:
    from bus.link import connect  # noqa: PLC0415  # who only reads names does without eventlet

    parser = argparse.ArgumentParser(prog="bus.topology", description=__doc__)
    parser.add_argument("uri", nargs="?", default=os.environ.get("AMQP_URI"))
    given = parser.parse_args()
    if not given.uri:
        parser.error("neither a uri nor AMQP_URI is given")
    connection = connect(given.uri, "topology")
    declare_all(connection.channel())
    connection.close()
    sys.stdout.write("declared\n")


if __name__ == "__main__":
    _main()
