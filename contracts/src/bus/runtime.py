"""Starting and stopping services: the first import of every process, for it patches eventlet."""

from bus import green  # noqa: I001  # must come before whatever imports sockets or psycopg

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import eventlet
import psycopg.waiting
from eventlet.event import Event as Signal
from nameko.containers import ServiceContainer

from bus import telemetry
from bus.audit import Sealer
from bus.clock import Clock, SystemClock
from bus.courtesy import Courtesy
from bus.database import Database
from bus.entrypoints import Ways
from bus.invariants import Check
from bus.job_runner import Runner
from bus.jobs import Job
from bus.legal_clock import MODE, SANDBOX, LegalClockKeeping, SandboxClock, doors_of
from bus.mailbox import Inbox
from bus.loops import Loop
from bus.memory import MemoryExchange
from bus.operations import OperationCalls, Operations
from bus.patience import WITH_EVENTS, WITH_ITEMS, Patience
from bus.postman import Postman
from bus.rabbit import RabbitExchange
from bus.remote import Ask, Remote
from bus.retention import Retention
from bus.roles import MAIL_URL
from bus.status import refresh_metrics
from bus.telemetry import OperatorServer
from bus.wire import Exchange, Listener, Sender
from bus.work import Door

log = logging.getLogger("gascert.runtime")
WORKERS = 16
JOB_RUNNERS = 2
SECONDS_TO_STOP = 25

if psycopg.waiting.wait is not psycopg.waiting.wait_selector:
    raise RuntimeError(f"psycopg was imported before {green.__name__}: it would block the hub")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a service is built with; `extra` is the process's environment."""

    database_url: str
    ask: Ask
    clock: Clock = field(default_factory=SystemClock)
    extra: Mapping[str, str] = field(default_factory=dict)


class Part(Protocol):
    """Something a service runs beside its doors, such as the gateway's HTTP server."""

    @property
    def is_ready(self) -> bool:
        """Say whether it does its work at this moment."""
        ...

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """Finish what is in hand and end."""
        ...


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service as its composition root gives it; `cls` carries the doors as methods."""

    name: str
    cls: type
    use: Any
    database: Database | None = None
    jobs: tuple[Job, ...] = ()
    checks: tuple[Check, ...] = ()
    figures: Callable[[], None] | None = None
    parts: tuple[Part, ...] = ()
    patience_with_events: Patience = WITH_EVENTS
    patience_with_items: Patience = WITH_ITEMS


Build = Callable[[Settings], Service]


class Running:
    """A service in this process, from start to stop."""

    def __init__(self, name: str, build: Build, settings: Mapping[str, Any], exchange: Exchange):
        self.name = name
        self.exchange = exchange
        self.caller = exchange.connect_caller(name)
        self.ask = Remote(name, self.caller)
        told = Settings(ask=self.ask, **settings)
        self.service = service = build(told)
        self.database, self.figures = service.database, service.figures
        if service.database is not None:
            service.database.open_mail(told.extra.get(MAIL_URL))
            if isinstance(told.clock, SandboxClock):
                told.clock.follow(service.database)
        self._listeners: list[Listener] = []
        self.courtesy = Courtesy(name)
        self._cls = self._class_with_doors(told.clock)
        self.container = ServiceContainer(self._cls, {"max_workers": WORKERS, "service": self})
        self.inbox: Inbox | None = None
        self.postman: Postman | None = None
        self._loops: list[Loop] = []
        self.runners: list[Runner] = []
        self._sender: Sender | None = None
        self._has_started = False
        self.has_died = False

    def _class_with_doors(self, clock: Clock) -> type:
        """Give the service's class what its doors need, and the doors that the bus adds."""
        service, name = self.service, self.name
        members: dict[str, Any] = {"name": name, "use": service.use}
        members["door"] = Door(name, service.database, self.courtesy)
        doors: tuple[type, ...] = (service.cls,)
        if service.database is not None:
            members["operations"] = Operations(service.database, service.checks, self)
            members["legal_clock"] = LegalClockKeeping(service.database, clock)
            doors = (service.cls, OperationCalls, *doors_of(name))
        return type(service.cls.__name__, doors, members)

    def start(self) -> None:
        """Start everything: loops first, the ways last."""
        database = self.database
        if database is not None:
            self._sender = self.exchange.connect_sender(self.name)
            self.postman = Postman(database, self._sender, self.name)
            self.postman.loop.start()
            tidying = (Retention(database, self.name).loop, Sealer(database, self.name).loop)
            self._loops = [*tidying, self.postman.loop]
            for loop in tidying:
                loop.start()
            if self.service.jobs:
                self._start_runners(database)
        eventlet.spawn(self._watch)
        self.container.start()
        for part in self.service.parts:
            part.start()
        self._has_started = True

    def _watch(self) -> None:
        """Notice when nameko gives the container up: it would live on and answer nobody."""
        try:
            self.container.wait()
        except Exception as error:  # noqa: BLE001  # whatever has ended it
            self.has_died = True
            telemetry.failure(log, "container died", error, service=self.name)

    def _start_runners(self, database: Database) -> None:
        service = self.service
        told: dict[str, Any] = {"patience": service.patience_with_items, "courtesy": self.courtesy}
        self.runners = [
            Runner(database, self.name, service.jobs, **told) for _ in range(JOB_RUNNERS)
        ]
        for runner in self.runners:
            runner.loop.start()
        database.on_wake("jobs", self._wake_runners)

    def _wake_runners(self) -> None:
        for runner in self.runners:
            runner.loop.wake()

    def _stop_runners(self) -> None:
        for runner in self.runners:
            runner.loop.stop()

    def open_ways(self, ways: Ways) -> None:
        """Open the ways for calls and events; called by nameko once all doors are set up."""
        if self._listeners:
            return
        if ways.reactions and self.database is not None:
            instance = self._cls()
            handlers = {
                method: (how, getattr(instance, method)) for method, how in ways.reactions.items()
            }
            patience = self.service.patience_with_events
            self.inbox = Inbox(self.database, self.name, handlers, patience)
            self.inbox.loop.start()
            self._listeners.append(self.exchange.listen_for_events(self.name, self.inbox.store))
        self._listeners.append(self.exchange.listen_for_calls(self.name, ways.take))

    def pause_ways(self) -> None:
        """Take nothing new."""
        for listener in self._listeners:
            listener.pause()

    @property
    def is_ready(self) -> bool:
        """Say whether the database answers, all consumers are registered and events can leave."""
        return (
            self._has_started
            and not self.has_died
            and self.caller.is_ready
            and all(listener.is_ready for listener in self._listeners)
            and all(part.is_ready for part in self.service.parts)
            and (self.postman is None or not self.postman.is_stuck)
            and (self.database is None or self.database.answers())
        )

    def stop(self) -> None:
        """Finish or return what is held, and end."""
        for one in self.service.parts:
            one.stop()
        for runner in self.runners:
            runner.loop.is_stopping = True  # before what they gather is not to be had any more
        self.ask.leave()
        self.container.stop()
        self._stop_runners()
        if self.inbox is not None:
            self.inbox.stop()
        for loop in self._loops:
            loop.stop()
        for way in (*self._listeners, self.caller, self._sender):
            if way is not None:
                way.stop()
        if self.database is not None:
            self.database.dispose()


def open_exchange(uri: str) -> Exchange:
    """Open the exchange that an address names: `amqp://…`, or `memory://` for one process."""
    return MemoryExchange() if uri.startswith("memory:") else RabbitExchange(uri)


def serve(running: Sequence[Running], environment: Mapping[str, str]) -> None:
    """Run services until SIGTERM or SIGINT; ends within 25 seconds whatever hangs.

    A process whose service has died ends by itself, to be started anew.
    """
    ended = Signal()

    def ask_to_end(*_: Any) -> None:
        if not ended.ready():
            ended.send(None)

    signal.signal(signal.SIGTERM, ask_to_end)
    signal.signal(signal.SIGINT, ask_to_end)
    operator = None
    address = telemetry.operators_at(environment)
    if address is not None:
        operator = OperatorServer(
            address,
            ready=lambda: all(one.is_ready for one in running),
            refresh=lambda: refresh_metrics(running),
        )
    for one in running:
        one.start()
        telemetry.note(log, "started", service=one.name)
    while not ended.ready() and not any(one.has_died for one in running):
        with eventlet.Timeout(1.0, False):
            ended.wait()
    # Not a timer of the hub, which may be what hangs: the kernel ends the process.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(SECONDS_TO_STOP)
    for one in reversed(running):
        one.stop()
        telemetry.note(log, "stopped", service=one.name)
    if operator is not None:
        operator.stop()
    sys.stderr.flush()
    os._exit(0 if ended.ready() else 1)


def main(name: str, build: Build) -> None:
    """Run one service as a process of its own, configured by its environment.

    `DATABASE_URL`, `POSTMAN_DATABASE_URL`, `AMQP_URI`, `LOG_LEVEL`, and `METRICS_PORT` if wanted,
    on `METRICS_HOST`.
    """
    argparse.ArgumentParser(prog=name, description=main.__doc__).parse_args()
    telemetry.set_up_logging(os.environ.get("LOG_LEVEL", "INFO"))
    exchange = open_exchange(os.environ.get("AMQP_URI", "amqp://guest:guest@127.0.0.1:5672//"))
    serve([start_one(name, build, os.environ, exchange)], os.environ)


def start_one(
    name: str, build: Build, environment: Mapping[str, str], exchange: Exchange
) -> Running:
    """Build a service from an environment, ready to be started."""
    clock = SandboxClock() if environment.get(MODE) == SANDBOX else SystemClock()
    url = environment.get("DATABASE_URL", "")
    told = {"database_url": url, "clock": clock, "extra": environment}
    return Running(name, build, told, exchange)
