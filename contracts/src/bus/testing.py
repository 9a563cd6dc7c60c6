"""A stack for tests: services in this process, on a real broker and real databases, or in memory."""

from bus import green  # noqa: I001  # must come before whatever imports sockets or psycopg

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import eventlet
from sqlalchemy import func, select

from bus import context, tables
from bus.clock import MovableClock
from bus.database import Database
from bus.remote import Remote
from bus.runtime import Build, Running, open_exchange
from contracts.message import Call
from contracts.principal import ANONYMOUS, Principal

Reply = TypeVar("Reply")
PATCHED = green.__name__


class Stack:
    """Services as they run in production, but in one process and with a clock that moves."""

    def __init__(
        self,
        builds: Mapping[str, Build],
        *,
        amqp_uri: str,
        database_urls: Mapping[str, str],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.clock = MovableClock()
        self._exchange = open_exchange(amqp_uri)
        self._ask = Remote("gateway", self._exchange.connect_caller("tests"))
        self.running: dict[str, Running] = {}
        self._builds = dict(builds)
        self._urls = database_urls
        self._environment = dict(environment or {})

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
        """Stop all services."""
        for name in list(reversed(self.running)):
            self.stop(name)

    def start(self, name: str) -> Running:
        """Start one service, again if it was stopped."""
        settings: dict[str, Any] = {
            "database_url": self._urls.get(name, ""),
            "clock": self.clock,
            "extra": self._environment,
        }
        running = self.running[name] = Running(name, self._builds[name], settings, self._exchange)
        running.start()
        return running

    def stop(self, name: str) -> None:
        """Stop one service."""
        self.running.pop(name).stop()

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
        assert found is not None
        return found

    def settle(self, seconds: float = 30) -> None:
        """Wait until nothing lies in any outbox, inbox or job; what stands parked is left."""
        self.wait_for(self.is_settled, seconds)

    def is_settled(self) -> bool:
        """Say whether nothing is under way."""
        return all(
            _is_idle(one.database) for one in self.running.values() if one.database is not None
        )


def _is_idle(database: Database) -> bool:
    outbox, inbox, jobs = tables.OUTBOX.c, tables.INBOX.c, tables.JOBS.c
    waiting = inbox.done_at.is_(None) & inbox.parked_at.is_(None)
    with database.reading() as connection:
        return not any(
            connection.scalar(select(func.count()).where(condition))
            for condition in (outbox.sent_at.is_(None), waiting, jobs.finished_at.is_(None))
        )
