"""A register with its scheduler, whose databases are set back and whose broker loses everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import make_url

import review_scheduler.service
from bus.testing import Stack
from contracts.review_scheduler import Reconcile, Reconciled, Reconciliation, ReconciliationLine
from gascert_local import rabbitmq
from tests.makers import BUILDS, KEYS, World
from tests.operators import LONG_AGO, OPERATOR, later
from tests.provision import Databases, Vhosts

SCHEDULER: Final = "review_scheduler"


@dataclass(frozen=True, kw_only=True)
class Restorable:
    """A register, and what can befall it."""

    world: World
    urls: dict[str, str]
    admin_url: str
    vhosts: Vhosts
    backups: dict[str, str] = field(default_factory=dict)

    @property
    def stack(self) -> Stack:
        return self.world.stack

    def back_up(self, service: str) -> None:
        """Copy a service's database as it stands."""
        live = make_url(self.urls[service]).database
        self.backups[service] = f"{live}_backup"
        with self._stopped(service):
            self._copy(service, f"{live}", self.backups[service])

    def restore(self, service: str) -> None:
        """Set a service's database back to its backup."""
        live = make_url(self.urls[service]).database
        with self._stopped(service):
            administer(self.admin_url, "DROP DATABASE {}", f"{live}")
            self._copy(service, self.backups[service], f"{live}")

    @contextmanager
    def _stopped(self, service: str) -> Iterator[None]:
        self.stack.settle()
        self.stack.stop(service)
        yield
        self.stack.start(service)
        self.stack.wait_until_ready()

    def _copy(self, service: str, original: str, name: str) -> None:
        owner = make_url(self.urls[service]).username
        copied = "CREATE DATABASE {} OWNER {} TEMPLATE {}"
        administer(self.admin_url, copied, name, f"{owner}", original)

    def empty_the_broker(self, uri: str) -> None:
        """Take every queue, exchange and message away, as a lost broker does."""
        server, name = self.vhosts.servers.rabbitmq, make_url(uri).database
        rabbitmq.delete_vhost(server, f"{name}")
        rabbitmq.with_vhost(server, f"{name}")

    def drop_backups(self) -> None:
        for name in self.backups.values():
            administer(self.admin_url, "DROP DATABASE IF EXISTS {}", name)

    def reconcile(self, *what: Reconciled, mend: bool = False) -> Reconciliation:
        """Compare everything there is, as an operator."""
        call = Reconcile(since=LONG_AGO, until=later(), mend=mend, what=what)
        return self.stack.ask(call, by=OPERATOR, timeout=60)

    def lacking(self, *what: Reconciled) -> dict[str, int]:
        """What is not as it should be, by the name of its line."""
        lines = self.reconcile(*what).lines
        return {line.of: line.lacking for line in lines if line.lacking}


def administer(admin_url: str, statement: LiteralString, *names: str) -> None:
    """Do to databases what only the administrator may."""
    url = make_url(admin_url).set(drivername="postgresql")
    identifiers = [sql.Identifier(name) for name in names]
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(*identifiers))


@contextmanager
def a_restorable_register(
    amqp_uri: str, databases: Databases, vhosts: Vhosts
) -> Iterator[Restorable]:
    """All services and the scheduler in this process."""
    urls = databases.fresh(*BUILDS, "review-scheduler")
    urls[SCHEDULER] = urls.pop("review-scheduler")
    builds: dict[str, Any] = {**BUILDS, SCHEDULER: review_scheduler.service.build}
    with Stack(builds, amqp_uri=amqp_uri, database_urls=urls, environment=KEYS) as stack:
        register = Restorable(
            world=World(stack=stack),
            urls=urls,
            admin_url=databases.servers.postgres_url,
            vhosts=vhosts,
        )
        try:
            yield register
        finally:
            register.drop_backups()


def line_of(table: Reconciliation, of: str) -> ReconciliationLine:
    """The line of that name."""
    [line] = [line for line in table.lines if line.of == of]
    return line
