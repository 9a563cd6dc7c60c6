"""Services as processes of their own, which a test kills, pauses and starts again."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.error import HTTPError
from urllib.request import urlopen

import eventlet
from eventlet.event import Event
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from gascert_local.found import free_port
from tests.makers import KEYS
from tests.provision import PARTS, Databases

PASSED: Final = ("PATH", "HOME", "PYTHONPATH")
KILLED: Final = -signal.SIGKILL


class Process(Protocol):
    """What is asked of a process, as `subprocess.Popen` has it."""

    @property
    def pid(self) -> int:
        """Its number."""

    def poll(self) -> int | None:
        """The code it has ended with, None while it runs."""

    def send_signal(self, sig: signal.Signals, /) -> None:
        """Send it a signal, unless it has ended."""

    def wait(self) -> int:
        """Wait until it has ended."""


class Starter(Protocol):
    """Whatever starts a service as a process."""

    def fork(self, package: str, environment: dict[str, str], log: Path) -> Process:
        """Start a service."""


@dataclass(kw_only=True)
class Mortals:
    """Services as processes, on databases of a test's own; their logs lie in `logs`."""

    databases: Databases
    amqp_uri: str
    logs: Path
    nursery: Starter
    urls: dict[str, str] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    _engines: dict[str, Engine] = field(default_factory=dict)
    _ports: dict[str, int] = field(default_factory=dict)
    _end: Event = field(default_factory=Event)

    def database(self, service: str) -> str:
        """The URL of a service's migrated database, made on first use."""
        if service not in self.urls:
            self.urls |= self.databases.fresh(service)
        return self.urls[service]

    def start(self, service: str, *, replica: str = "", **environment: str) -> None:
        """Start a service, or a replica of it: altered, where the environment asks for that."""
        if self._end.ready():
            raise RuntimeError(f"{service} would outlive its test")
        told = {
            **{name: os.environ[name] for name in PASSED if name in os.environ},
            **KEYS,
            "DATABASE_URL": self.database(service),
            "AMQP_URI": self.amqp_uri,
            "METRICS_PORT": str(self.port(service, replica=replica)),
            **self.environment,
            **environment,
        }
        log = self.logs / f"{service}{replica}.log"
        self.processes[service + replica] = self.nursery.fork(PARTS[service].package, told, log)
        if self._end.ready():
            self.end()

    def port(self, service: str, *, replica: str = "") -> int:
        """Where a process answers its operators; the same one again after a restart."""
        return self._ports.setdefault(service + replica, free_port())

    def kill(self, service: str, *, replica: str = "") -> None:
        """Kill a process as `kill -9` does."""
        process = self.processes.pop(service + replica)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def restart(self, service: str, *, replica: str = "", **environment: str) -> None:
        """Kill a process, unless it has died already, and start it anew."""
        self.kill(service, replica=replica)
        self.start(service, replica=replica, **environment)

    def let_live(self, service: str, seconds: float) -> None:
        """Wait until a process is ready, and so many seconds more, unless it dies before."""
        process = self.processes[service]
        self.wait_for(lambda: process.poll() is not None or self.is_ready(service))
        until = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < until:
            eventlet.sleep(0.02)

    def send(self, service: str, number: signal.Signals, *, replica: str = "") -> None:
        """Send a process a signal."""
        self.processes[service + replica].send_signal(number)

    def ended(self, service: str, seconds: float, *, replica: str = "") -> int:
        """The exit code of a process that ends by itself within some time."""
        process = self.processes[service + replica]
        self.wait_for(lambda: process.poll() is not None, seconds)
        return process.wait()

    def is_paused(self, service: str, *, replica: str = "") -> bool:
        """Whether the kernel has stopped a process."""
        status = Path(f"/proc/{self.processes[service + replica].pid}/stat").read_text()
        return status.rpartition(")")[2].split()[0] == "T"

    def page(self, service: str, path: str, *, replica: str = "") -> tuple[int, str]:
        """What a process answers its operators; 0 where it does not."""
        try:
            url = f"http://127.0.0.1:{self.port(service, replica=replica)}{path}"
            with urlopen(url, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def is_ready(self, service: str, *, replica: str = "") -> bool:
        """Whether a process says that it is ready."""
        return self.page(service, "/readyz", replica=replica)[0] == 200

    def wait_until_ready(self, *services: str, seconds: float = 60) -> None:
        """Wait until these processes, or all, are ready."""
        for name in services or tuple(self.processes):
            self.wait_for(lambda name=name: self.is_ready(name), seconds)  # type: ignore[misc]

    @contextmanager
    def reading(self, service: str) -> Iterator[Connection]:
        """A connection of the test's own, in a transaction."""
        if service not in self._engines:
            url = self.database(service).replace("postgresql://", "postgresql+psycopg://")
            self._engines[service] = create_engine(url, pool_pre_ping=True)
        with self._engines[service].begin() as connection:
            yield connection

    def value(self, service: str, statement: str, **params: Any) -> Any:
        """The one value that a statement gives; waits while the database is away."""
        until = time.monotonic() + 60
        while True:
            try:
                with self.reading(service) as connection:
                    return connection.execute(text(statement), params).scalar()
            except OperationalError:
                if time.monotonic() > until:
                    raise
                eventlet.sleep(0.1)

    def wait_for(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until something is so; fails after so many seconds."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError("it did not come about in time")
            eventlet.sleep(0.05)

    def end(self) -> None:
        """Kill what still runs; whoever goes on, for a test has failed, starts nothing more.

        It would take the messages of a later test's processes.
        """
        if not self._end.ready():
            self._end.send(None)
        while self.processes:  # Another may be killing them as well.
            self.kill(next(iter(self.processes)))
        for engine in self._engines.values():
            engine.dispose()
