"""A stack for tests: services in this process, on a real broker or in memory."""

from bus import green  # noqa: I001  # must come before whatever imports sockets or psycopg

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

import eventlet
from sqlalchemy import exists, func, or_, select

from bus import context, tables
from bus.clock import Clock, MovableClock
from bus.database import Database
from bus.remote import Remote
from bus.runtime import Build, Running, open_exchange
from bus.wire import Delivery, Sender
from contracts.message import Call
from contracts.principal import ANONYMOUS, Principal
from contracts.subscriptions import SUBSCRIPTIONS, subscribers_of

Reply = TypeVar("Reply")
Arrival = tuple[UUID, str]  # An event, and the handler that it is for.
PATCHED = green.__name__


class Stack:
    """Services as they run in production, but in one process and with a clock that moves.

    Where `clocks` is given, each service gets one that it has made.
    """

    def __init__(
        self,
        builds: Mapping[str, Build],
        *,
        amqp_uri: str,
        database_urls: Mapping[str, str],
        environment: Mapping[str, str] | None = None,
        clocks: Callable[[], Clock] | None = None,
    ) -> None:
        self.clock = MovableClock()
        self._clocks = clocks or (lambda: self.clock)
        self._exchange = open_exchange(amqp_uri)
        self._caller = self._exchange.connect_caller("tests")
        self._ask = Remote("gateway", self._caller)
        self.running: dict[str, Running] = {}
        self._builds = dict(builds)
        self._urls = database_urls
        self._environment = dict(environment or {})
        self._senders: dict[str, Sender] = {}

    def __enter__(self) -> Self:
        """Start all services, those that others ask first."""
        for name in self._builds:
            self.start(name)
        self.wait_until_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop all services, those that others ask last."""
        for build in reversed(self._builds):
            for name in [each for each in self.running if each.startswith(build)]:
                self.stop(name)
        if self.running:
            raise LookupError(f"still running: {', '.join(self.running)}")
        for sender in self._senders.values():
            sender.stop()
        self._caller.stop()

    def start(self, name: str, *, replica: str = "") -> Running:
        """Start one service, again if it was stopped; or another replica of it."""
        settings: dict[str, Any] = {
            "database_url": self._urls.get(name, ""),
            "clock": self._clocks(),
            "extra": self._environment,
        }
        running = Running(name, self._builds[name], settings, self._exchange)
        self.running[name + replica] = running
        running.start()
        return running

    def stop(self, name: str, *, replica: str = "") -> None:
        """Stop one service, or a replica of it."""
        self.running.pop(name + replica).stop()

    def deliver(self, *events: Delivery) -> None:
        """Send one source's events as its postman would, and wait until all inboxes have them."""
        source = events[0].source
        if source not in self._senders:
            self._senders[source] = self._exchange.connect_sender(source)
        self._senders[source].send(list(events))
        for event in events:
            for subscriber in subscribers_of(event.source, event.name):
                service, _, handler = subscriber.partition(".")
                self.wait_for(lambda: self._has(service, handler, event))  # noqa: B023  # at once

    def _has(self, service: str, handler: str, event: Delivery) -> bool:
        inbox = tables.INBOX.c
        arrived = select(inbox.id).where(inbox.event_id == event.event_id, inbox.handler == handler)
        with self.database(service).reading() as connection:
            return connection.execute(arrived).one_or_none() is not None

    def wait_until_ready(self, seconds: float = 15) -> None:
        """Wait until every service is ready; fails after so many seconds."""
        self.wait_for(lambda: all(one.is_ready for one in self.running.values()), seconds)

    def wait_for(self, condition: Callable[[], bool], seconds: float = 15) -> None:
        """Wait until something is so; fails after so many seconds."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError("it did not come about in time")
            eventlet.sleep(0.02)

    def ask(
        self,
        call: Call[Reply],
        *,
        by: Principal = ANONYMOUS,
        key: str | None = None,
        timeout: float = 20,
    ) -> Reply:
        """Ask a service as the gateway would, on behalf of a principal."""
        with context.acting(
            by, idempotency_key=key, correlation_id=context.Context().correlation_id
        ):
            return self._ask(call, timeout=timeout)

    def database(self, name: str) -> Database:
        """Give a service's database."""
        found = self.running[name].database
        if found is None:
            raise LookupError(f"{name} has no database")
        return found

    def settle(self, seconds: float = 30) -> None:
        """Wait until nothing lies in any outbox, inbox or job; what stands parked is left."""
        self.wait_for(self.is_settled, seconds)

    def is_settled(self) -> bool:
        """Say whether nothing is under way, on the broker between two databases included."""
        databases = {one.name: one.database for one in self.running.values() if one.database}
        announced = [_last_announced(database) for database in databases.values()]
        due = _due(databases)
        return (
            all(due[name] <= _arrived(database, due[name]) for name, database in databases.items())
            and all(_is_idle(database) for database in databases.values())
            # What was announced since one looked for arrivals may be on its way unseen.
            and announced == [_last_announced(database) for database in databases.values()]
        )


def _due(databases: Mapping[str, Database]) -> dict[str, set[Arrival]]:
    """Give what each service must have received, by what all have announced."""
    due: dict[str, set[Arrival]] = {name: set() for name in databases}
    outbox = tables.OUTBOX.c
    for source, database in databases.items():
        with database.reading() as connection:
            sent = connection.execute(select(outbox.name, outbox.event_id)).all()
        for name, event_id in sent:
            for subscriber in SUBSCRIPTIONS.get(f"{source}.{name}", ()):
                service, _, handler = subscriber.partition(".")
                if service in due:
                    due[service].add((event_id, handler))
    return due


def _arrived(database: Database, due: set[Arrival]) -> set[Arrival]:
    """Give what a service has received of what is due."""
    inbox = tables.INBOX.c
    wanted = list({event_id for event_id, _ in due})
    received = select(inbox.event_id, inbox.handler).where(inbox.event_id == func.any(wanted))
    with database.reading() as connection:
        return {(row.event_id, row.handler) for row in connection.execute(received)}


def _last_announced(database: Database) -> int | None:
    with database.reading() as connection:
        last: int | None = connection.scalar(select(func.max(tables.OUTBOX.c.id)))
        return last


def _is_idle(database: Database) -> bool:
    outbox, inbox, jobs = tables.OUTBOX.c, tables.INBOX.c, tables.JOBS.c
    waiting = inbox.done_at.is_(None) & inbox.parked_at.is_(None)
    conditions = (outbox.sent_at.is_(None), waiting, jobs.finished_at.is_(None))
    is_busy = select(or_(*(exists().where(condition) for condition in conditions)))
    with database.reading() as connection:
        return not connection.scalar(is_busy)
