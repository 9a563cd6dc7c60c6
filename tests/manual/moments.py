"""What happens in the same moment: after the last fact was asked, or while others hold locks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import eventlet
from sqlalchemy import Connection, text

import certificate.service
from bus.remote import Ask
from bus.runtime import Service, Settings
from bus.testing import Stack
from contracts.enterprise import GetEnterprises
from contracts.errors import GasCertError
from contracts.message import Call
from tests.makers import BUILDS, Firm, World, a_stack
from tests.provision import Databases

Reply = TypeVar("Reply")


@dataclass
class Moments:
    """What is to happen right after certificate has been told of its enterprises."""

    then: list[Callable[[], object]] = field(default_factory=list)
    asked: int = 0

    def after(self) -> None:
        self.asked += 1
        if self.then:
            self.then.pop(0)()


@dataclass(frozen=True, kw_only=True)
class AskWithMoments:
    """Certificate's way of asking, with a moment after the last fact was gathered."""

    ask: Ask
    moments: Moments

    def __call__(self, call: Call[Reply], *, timeout: float = 5.0) -> Reply:
        return self.ask(call, timeout=timeout)

    def as_service(self, call: Call[Reply], *, timeout: float = 5.0) -> Reply:
        reply = self.ask.as_service(call, timeout=timeout)
        if isinstance(call, GetEnterprises):
            self.moments.after()
        return reply


@contextmanager
def a_stack_with_moments(amqp_uri: str, databases: Databases, moments: Moments) -> Iterator[Stack]:
    """All services, certificate's asking with its moments."""

    def build(settings: Settings) -> Service:
        asking = AskWithMoments(ask=settings.ask, moments=moments)
        return certificate.service.build(replace(settings, ask=asking))

    builds = {**BUILDS, "certificate": build}
    with a_stack(amqp_uri, databases.fresh(*builds), builds) as stack:
        yield stack


def changes_quickly(firm: Firm, letters: str) -> None:
    """Have categories approved, and wait until certificate has taken note, no longer."""
    firm.is_approved(firm.submits(letters))

    def is_noted() -> bool:
        with firm.world.stack.database("certificate").reading() as connection:
            query = text("SELECT letters FROM applied_categories WHERE enterprise = :id")
            return connection.execute(query, {"id": firm.id}).scalar() == letters

    firm.world.stack.wait_for(is_noted)


def begun(*works: Callable[[], Any]) -> list[Any]:
    """Begin all of it at the same time; each gives its result, or its error, when waited for."""

    def settled(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except GasCertError as error:
            return error

    return [eventlet.spawn(settled, work) for work in works]


@contextmanager
def holding(world: World, statement: str, **values: Any) -> Iterator[Connection]:
    """Hold what a statement locks, in a transaction that is not committed within the block."""
    with world.stack.database("certificate").independent() as transaction:
        transaction.execute(text(statement), values)
        yield transaction.connection


def wait_until_blocked(world: World, count: int = 1) -> None:
    """Wait until so many of certificate's transactions wait for somebody's lock."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock'"
    )

    def are_blocked() -> bool:
        with world.stack.database("certificate").reading() as connection:
            return int(connection.execute(query).scalar_one()) >= count

    world.stack.wait_for(are_blocked)
