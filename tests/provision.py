"""The servers, vhosts and databases that a run of the tests makes for itself and takes away."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import eventlet

from bus.migrate import migrate
from bus.roles import MIGRATE, TASKS
from gascert_local import databases, rabbitmq
from gascert_local.databases import Roles
from gascert_local.found import MessageServer, Server
from gascert_local.programs import SERVICES

PARTS = {part.name: part for part in SERVICES}


@dataclass(frozen=True, kw_only=True)
class Servers:
    """The administrator's PostgreSQL and RabbitMQ for this run; `label` tells runs apart."""

    postgres: Server
    rabbitmq: MessageServer
    label: str

    @property
    def postgres_url(self) -> str:
        return self.postgres.url

    @property
    def amqp_uri(self) -> str:
        return self.rabbitmq.url


@dataclass(frozen=True, kw_only=True)
class Databases:
    """Migrated databases made by copying: each service's migrations run once in a run."""

    servers: Servers
    password: str
    _originals: dict[str, str] = field(default_factory=dict)
    _copies: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def fresh(self, *services: str) -> dict[str, str]:
        """A new database for each of these services, by the service's name: its role's URL."""
        return {service: self._copy(service) for service in services}

    def roles(self, *services: str) -> dict[str, Roles]:
        """A new database for each of these services, with the URLs of all its roles."""
        return {
            service: databases.roles_in(
                self.servers.postgres_url,
                url.rpartition("/")[2],
                self._passwords,
                owner=self._original(service),
            )
            for service, url in self.fresh(*services).items()
        }

    @property
    def _passwords(self) -> dict[str, str]:
        return dict.fromkeys((MIGRATE, *TASKS), self.password)

    def empty(self, name: str) -> str:
        """A new database with no tables and a role that owns it."""
        database = f"gascert_test_{self.servers.label}_{next(self._numbers)}_{name}"
        self._originals[database] = database
        return databases.create(self.servers.postgres_url, database, self.password)

    def drop_copies(self, *, beyond: int = 0) -> None:
        """Drop the copies made, but for the first `beyond`."""
        databases.drop(self.servers.postgres_url, *self._copies[beyond:])
        del self._copies[beyond:]

    def drop_all(self) -> None:
        self.drop_copies()
        databases.drop(self.servers.postgres_url, *self._originals.values())
        self._originals.clear()

    @property
    def copies(self) -> int:
        return len(self._copies)

    def _copy(self, service: str) -> str:
        original = self._original(service)
        name = f"gascert_test_{self.servers.label}_{next(self._numbers)}"
        self._copies.append(name)
        return databases.copy(self.servers.postgres_url, original, self.password, name=name)

    def _original(self, service: str) -> str:
        if service not in self._originals:
            part = PARTS[service]
            name = f"gascert_test_{self.servers.label}_{part.package}"
            made = databases.create_with_roles(self.servers.postgres_url, name, self._passwords)
            migrate(part.migrations, made.migrate)
            self._originals[service] = name
        return self._originals[service]


@dataclass(frozen=True, kw_only=True)
class Vhosts:
    """Vhosts of this run, each with nothing in it.

    The next one is made, and those that are done with are deleted, while tests run: a broker's
    command takes a second or two.
    """

    servers: Servers
    _made: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _ahead: list[Any] = field(default_factory=list)
    _deletions: list[Any] = field(default_factory=list)

    def fresh(self) -> str:
        """The URI of a new vhost, or of the broker as it is where none can be made."""
        return self.fresh_server().url

    def fresh_server(self) -> MessageServer:
        """The broker through a new vhost, for whoever administers it."""
        if not self._ahead:
            self._make_ahead()
        name, making = self._ahead.pop()
        self._made.append(name)
        server: MessageServer = making.wait()
        self._make_ahead()
        return server

    def _make_ahead(self) -> None:
        name = f"gascert-test-{self.servers.label}-{next(self._numbers)}"
        making = eventlet.spawn(rabbitmq.with_vhost, self.servers.rabbitmq, name)
        self._ahead.append((name, making))

    def delete(self, *, beyond: int = 0) -> None:
        """Delete the vhosts made, but for the first `beyond`.

        None is kept for longer than it is needed: a broker sets file handles aside for every queue.
        """
        over = [one for one in self._deletions if one.dead]
        self._deletions[:] = [one for one in self._deletions if not one.dead]
        for one in over:
            one.wait()  # What went wrong there is told here.
        for name in self._made[beyond:]:
            self._deletions.append(
                eventlet.spawn(rabbitmq.delete_vhost, self.servers.rabbitmq, name)
            )
        del self._made[beyond:]

    def end(self) -> None:
        """Delete all there are, and wait until they are gone."""
        for name, making in self._ahead:
            self._made.append(name)
            making.wait()
        self.delete()
        for deletion in self._deletions:
            deletion.wait()

    @property
    def made(self) -> int:
        return len(self._made)
