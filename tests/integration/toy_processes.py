"""Toys as processes of their own: started, watched, asked with insistence, and looked into."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import urlopen
from uuid import UUID, uuid4

import eventlet
from sqlalchemy import select

from bus import context, tables, topology
from bus.database import Database
from bus.link import connect
from bus.remote import Remote
from contracts.errors import InProgress, Unavailable
from contracts.principal import Principal, PrincipalKind
from contracts.subscriptions import subscriptions_of
from gascert_local.places import ROOT
from tests.integration.toys import THINGS, emptied

PERSON: Final = Principal(kind=PrincipalKind.PERSON, account=uuid4())


@dataclass(kw_only=True)
class Processes:
    """Toys as processes on one vhost and databases of their own."""

    uri: str
    urls: dict[str, str]
    module: str = "tests.integration.toy_process"
    alive: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start(self, name: str, **environment: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-m", self.module, name],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DATABASE_URL": self.urls[name],
                "AMQP_URI": self.uri,
                **environment,
            },
            stderr=subprocess.PIPE,
        )
        self.alive.append(process)
        return process

    def end(self) -> None:
        for process in self.alive:
            process.kill()
            process.communicate()


def forget(uri: str, urls: dict[str, str]) -> None:
    """Leave nothing of a test in queues and tables."""
    connection = connect(uri, "tests")
    channel = connection.channel()
    topology.declare(channel)
    for name in urls:
        for source, event, handler in subscriptions_of(name):
            channel.queue_purge(topology.events_queue(source, event, f"{name}.{handler}"))
    connection.close()
    for url in urls.values():
        database = Database(url)
        emptied(database).dispose()


def insist(ask: Remote, call: Any, key: str) -> Any:
    """Repeat a call with its key until it is answered, as a client does."""
    with eventlet.Timeout(60), context.acting(PERSON, idempotency_key=key):
        while True:
            try:
                return ask(call, timeout=2)
            except (Unavailable, InProgress):
                eventlet.sleep(0.05)


def wait_for(condition: Any, seconds: float = 30) -> None:
    with eventlet.Timeout(seconds):
        while not condition():
            eventlet.sleep(0.02)


def ended(process: "subprocess.Popen[bytes]", seconds: float) -> int:
    """The exit code of a process that ends within some time."""
    wait_for(lambda: process.poll() is not None, seconds)
    return int(process.returncode)


def rows(url: str, note: str | None = None) -> Counter[UUID]:
    database = Database(url)
    chosen = select(THINGS.c.id)
    if note is not None:
        chosen = chosen.where(THINGS.c.note == note)
    with database.reading() as connection:
        found = Counter(connection.scalars(chosen))
    database.dispose()
    return found


def is_idle(url: str) -> bool:
    database = Database(url)
    outbox, inbox, jobs = tables.OUTBOX.c, tables.INBOX.c, tables.JOBS.c
    with database.reading() as connection:
        left = [
            connection.execute(select(column).where(condition)).first()
            for column, condition in (
                (outbox.id, outbox.sent_at.is_(None)),
                (inbox.id, inbox.done_at.is_(None)),
                (jobs.id, jobs.finished_at.is_(None)),
            )
        ]
    database.dispose()
    return left == [None] * 3


def page(port: int, path: str, *, host: str = "127.0.0.1") -> tuple[int, str]:
    try:
        with urlopen(f"http://{host}:{port}{path}", timeout=5) as answer:  # ours
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""
