"""The real register as processes under fault, with clients who load it and what it leaves."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, Final
from uuid import UUID

from eventlet.greenpool import GreenPool
from eventlet.greenthread import GreenThread
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bus import topology
from bus.link import BREAKS
from bus.rabbit import RabbitExchange
from bus.remote import Remote
from contracts.errors import GasCertError
from contracts.subscriptions import subscriptions_of
from tests.faults.clients import Clients, Firm, a_firm, staff_with_certificates
from tests.faults.invariants import Evidence
from tests.faults.processes import Mortals
from tests.faults.queues import Queue, broker_connections, emptied, looked_at, queues_of

SERVICES: Final = ("identity", "enterprise", "certificate")
SHANGHAI: Final = timezone(timedelta(hours=8))
IDLE: Final = """
    SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL)
        + (SELECT count(*) FROM inbox WHERE done_at IS NULL AND parked_at IS NULL)
        + (SELECT count(*) FROM jobs WHERE finished_at IS NULL)
"""


@dataclass(kw_only=True)
class Register:
    """Services as processes, and their clients and firms.

    `expected_parked` and `expected_dead` name what a test has made unfit on purpose.
    """

    mortals: Mortals
    clients: Clients
    firms: list[Firm] = field(default_factory=list)
    lives: list[GreenThread] = field(default_factory=list)
    expected_parked: set[UUID] = field(default_factory=set)
    expected_dead: int = 0

    @property
    def services(self) -> tuple[str, ...]:
        return tuple(self.mortals.urls)

    @property
    def replicas(self) -> Counter[str]:
        """How many processes there are of each service."""
        running = self.mortals.processes
        return Counter(
            {each: sum(name.startswith(each) for name in running) for each in self.services}
        )

    @property
    def links(self) -> int:
        """How many connections there should be: the tests', and each process's own."""
        return 1 + sum(
            number * (3 + bool(subscriptions_of(service)))
            for service, number in self.replicas.items()
        )

    def a_firm(self) -> Firm:
        """An enterprise with certificates of every kind, not registered yet."""
        firm = a_firm(self.clients)
        with self.mortals.reading("certificate") as connection:
            staff_with_certificates(firm, connection.execute, datetime.now(SHANGHAI).date())
        self.firms.append(firm)
        return firm

    def load(self, chance: random.Random, *, firms: int = 3, changes: int = 2) -> Callable[[], Any]:
        """Let firms live all at once; gives what waits until every client has been answered."""
        pool = GreenPool(firms)
        self.lives = [
            pool.spawn(firm.lives, random.Random(chance.random()), changes)  # noqa: S311  # no secret
            for firm in [self.a_firm() for _ in range(firms)]
        ]
        lives = self.lives
        return lambda: [life.wait() for life in lives]

    def settles(self, seconds: float = 60) -> bool:
        """Wait until nothing is under way, on the broker neither; says whether it came about."""
        try:
            self.mortals.wait_for(self._is_idle, seconds)
        except TimeoutError:
            return False
        return True

    def _is_idle(self) -> bool:
        """Nothing is left anywhere, nor again when one has looked everywhere else meanwhile."""
        try:
            return (
                not any(self._left(service) for service in self.services)
                and all(self.mortals.is_ready(name) for name in self.mortals.processes)
                and broker_connections(self.mortals.amqp_uri) == self.links
                and self._queues() == self._usual_queues()
                and not any(self._left(service) for service in self.services)
            )
        except (OperationalError, *BREAKS):
            return False

    def _left(self, service: str) -> int:
        with self.mortals.reading(service) as connection:
            return int(connection.execute(text(IDLE)).scalar_one())

    def _queues(self) -> dict[str, Queue | None]:
        names = [queue for service in self.services for queue in queues_of(service)]
        return looked_at(self.mortals.amqp_uri, [*names, topology.DEAD])

    def _usual_queues(self) -> dict[str, Queue]:
        consumed = {
            queue: Queue(messages=0, consumers=self.replicas[service])
            for service in self.services
            for queue in queues_of(service)
        }
        return {**consumed, topology.DEAD: Queue(messages=self.expected_dead, consumers=0)}

    @contextmanager
    def evidence(self) -> Iterator[Evidence]:
        """What the run has left, with every command repeated under its key."""
        repeated = GreenPool(8).imap(self._repeated, list(self.clients.answers))
        pairs = tuple(repeated)
        with ExitStack() as stack:
            yield Evidence(
                connections={
                    service: stack.enter_context(self.mortals.reading(service))
                    for service in self.services
                },
                firms=tuple(self.firms),
                clients=self.clients,
                repeated=pairs,
                logs=tuple(sorted(self.mortals.logs.iterdir())),
                queues=self._queues(),
                usual_queues=self._usual_queues(),
                links=broker_connections(self.mortals.amqp_uri),
                usual_links=self.links,
                expected_parked=frozenset(self.expected_parked),
            )

    def _repeated(self, answered: Any) -> tuple[Any, Any]:
        try:
            return answered, self.clients.once(answered.call, answered.by, answered.key)
        except GasCertError as error:
            return answered, error


@contextmanager
def a_register(mortals: Mortals, services: tuple[str, ...] = SERVICES) -> Iterator[Register]:
    """The register at work, its queues empty at first."""
    emptied(mortals.amqp_uri)
    for service in services:
        mortals.start(service)
    caller = RabbitExchange(mortals.amqp_uri).connect_caller("tests")
    register = Register(mortals=mortals, clients=Clients(ask=Remote("gateway", caller)))
    try:
        mortals.wait_until_ready()
        yield register
    finally:
        caller.stop()
