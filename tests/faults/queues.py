"""What a broker holds at a moment: messages, consumers and connections."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import amqp

from bus import topology
from bus.link import connect
from contracts.subscriptions import SUBSCRIPTIONS, subscriptions_of

ESTABLISHED: Final = "01"


@dataclass(frozen=True, kw_only=True)
class Queue:
    """How many messages wait in a queue, and how many consumers it has."""

    messages: int
    consumers: int


def event_queues() -> Iterable[str]:
    """The queues of all subscriptions."""
    for event, subscribers in SUBSCRIPTIONS.items():
        source, _, name = event.partition(".")
        for subscriber in subscribers:
            yield topology.events_queue(source, name, subscriber)


def queues_of(service: str) -> list[str]:
    """The queues that a service consumes from."""
    return [
        topology.calls_queue(service),
        *(
            topology.events_queue(source, event, f"{service}.{handler}")
            for source, event, handler in subscriptions_of(service)
        ),
    ]


def looked_at(uri: str, names: Iterable[str]) -> dict[str, Queue | None]:
    """Look at queues without touching them; None for one that is not there."""
    connection = connect(uri, "tests")
    try:
        return {name: _looked_at(connection, name) for name in names}
    finally:
        connection.close()


def _looked_at(connection: amqp.Connection, name: str) -> Queue | None:
    channel = connection.channel()
    try:
        _, messages, consumers = channel.queue_declare(name, passive=True)
    except amqp.NotFound:
        return None
    channel.close()
    return Queue(messages=messages, consumers=consumers)


def emptied(uri: str) -> None:
    """Leave nothing in any queue, whoever left it there."""
    connection = connect(uri, "tests")
    channel = connection.channel()
    topology.declare(channel)
    for name in (*event_queues(), topology.DEAD):
        channel.queue_purge(name)
    connection.close()


def broker_connections(uri: str) -> int:
    """How many connections stand to a broker on this machine, by the kernel's word."""
    port = f":{urlsplit(uri).port or 5672:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(port) and row[3] == ESTABLISHED for row in rows)
