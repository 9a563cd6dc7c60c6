"""Services as processes of their own, which a test kills and starts again."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import eventlet
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from bus.migrate import migrate
from gascert_local import databases
from tests.provision import PARTS

PASSWORD: Final = "mortal"
PASSED: Final = ("PATH", "HOME", "PYTHONPATH")


@dataclass(kw_only=True)
class Mortals:
    """Processes of services, on databases made for one test."""

    admin_url: str
    amqp_uri: str
    urls: dict[str, str] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def database(self, service: str) -> str:
        """The URL of a service's migrated database, made on first use."""
        if service not in self.urls:
            name = f"gascert_fault_{secrets.token_hex(4)}_{PARTS[service].package}"
            self.urls[service] = databases.create(self.admin_url, name, PASSWORD)
            migrate(PARTS[service].migrations, self.urls[service])
        return self.urls[service]

    def start(self, service: str, *, replica: str = "") -> None:
        """Start a service, or a replica of it."""
        self.processes[service + replica] = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", PARTS[service].package],
            env={
                **{name: os.environ[name] for name in PASSED if name in os.environ},
                "DATABASE_URL": self.database(service),
                "AMQP_URI": self.amqp_uri,
                "LOG_LEVEL": "ERROR",
                **self.environment,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, service: str, *, replica: str = "") -> None:
        """Kill a process as `kill -9` does."""
        process = self.processes.pop(service + replica)
        process.send_signal(signal.SIGKILL)
        process.wait()

    @contextmanager
    def reading(self, service: str) -> Iterator[Connection]:
        """A connection of the test's own."""
        url = self.database(service).replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            yield connection
        engine.dispose()

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
            eventlet.sleep(0.02)

    def end(self) -> None:
        """Kill what still runs and drop the databases."""
        for service in list(self.processes):
            self.kill(service)
        names = [url.rpartition("/")[2] for url in self.urls.values()]
        databases.drop(self.admin_url, *names)
