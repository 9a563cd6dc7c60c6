"""Asking from a process that answers nobody, such as the operators' command line."""

from bus import green  # noqa: I001  # must come before whatever imports sockets or psycopg

from collections.abc import Iterator
from contextlib import contextmanager

import eventlet

from bus.rabbit import RabbitExchange
from bus.remote import Ask, Remote

PATCHED = green.__name__


class NoBroker(Exception):
    """No broker lets this process in within the time it was given."""


@contextmanager
def asking(name: str, uri: str, *, seconds: float) -> Iterator[Ask]:
    """Ask over RabbitMQ under a name for as long as the block runs.

    Raises `NoBroker` where the broker does not let it in within so many seconds.
    """
    caller = RabbitExchange(uri).connect_caller(name)
    try:
        with eventlet.Timeout(seconds, False):
            while not caller.is_ready:
                eventlet.sleep(0.02)
        if not caller.is_ready:
            raise NoBroker
        yield Remote(name, caller)
    finally:
        caller.stop()


def dead_letters(uri: str) -> int | None:
    """Count what could not be read or stored; none where the broker does not tell."""
    return RabbitExchange(uri).dead_letters()


def rest(seconds: float) -> None:
    """Wait, and let what comes in be read meanwhile."""
    eventlet.sleep(seconds)
