"""The exchanges and queues on RabbitMQ, declared ahead of publishers from the subscriptions."""

from typing import Final

import amqp

from contracts.subscriptions import SUBSCRIPTIONS

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


def declare_calls_queue(channel: amqp.Channel, service: str) -> str:
    """Declare a service's queue of calls and bind it; gives its name."""
    queue = calls_queue(service)
    channel.queue_declare(queue, durable=True, auto_delete=False, arguments=CLASSIC)
    channel.queue_bind(queue, RPC_EXCHANGE, f"{service}.*")
    return queue
