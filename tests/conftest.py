"""What all tests share: real servers, with databases and vhosts of this run alone."""

import bus.runtime  # noqa: F401, I001  # patches eventlet, before anything else is imported

import logging
import secrets
from collections.abc import Iterator

import pytest

from bus.telemetry import JsonLines
from gascert_local import postgres, rabbitmq
from gascert_local.credentials import Credentials
from gascert_local.places import LOCAL
from tests.provision import Databases, Servers, Vhosts


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say how much of the fault matrix and of the model is run, and with which choices."""
    group = parser.getgroup("faults")
    group.addoption("--faults", choices=("short", "whole"), default="short")
    group.addoption("--seed", type=int, help="replays the choices of a run that printed it")
    model = parser.getgroup("model")
    model.addoption("--model", choices=("short", "long"), default="short")
    model.addoption("--rounds", type=int, default=10, help="of a long model, each a new register")


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks."""
    config.addinivalue_line("markers", "whole: runs in `make faults` only")


@pytest.fixture(scope="session")
def credentials() -> Credentials:
    return Credentials(LOCAL / "secrets.json")


@pytest.fixture(scope="session")
def servers(credentials: Credentials) -> Iterator[Servers]:
    """The PostgreSQL and the RabbitMQ of this run, found or started."""
    database = postgres.for_tests(credentials)
    try:
        broker = rabbitmq.for_tests()
        try:
            yield Servers(postgres=database, rabbitmq=broker, label=secrets.token_hex(4))
        finally:
            broker.stop()
    finally:
        database.stop()


@pytest.fixture(scope="session")
def all_databases(servers: Servers) -> Iterator[Databases]:
    made = Databases(servers=servers, password=secrets.token_urlsafe(12))
    yield made
    made.drop_all()


@pytest.fixture(scope="session")
def vhosts(servers: Servers) -> Iterator[Vhosts]:
    """Vhosts to be had by `vhosts.fresh()`, deleted when the run ends."""
    made = Vhosts(servers=servers)
    yield made
    made.end()


@pytest.fixture(scope="module")
def amqp_uri(vhosts: Vhosts) -> Iterator[str]:
    """A broker with nothing in it, for the tests of one module."""
    before = vhosts.made
    yield vhosts.fresh()
    vhosts.delete(beyond=before)


@pytest.fixture(scope="module")
def module_databases(all_databases: Databases) -> Iterator[Databases]:
    """Databases by `module_databases.fresh("identity", …)`, dropped after the module."""
    before = all_databases.copies
    yield all_databases
    all_databases.drop_copies(beyond=before)


@pytest.fixture
def databases(all_databases: Databases) -> Iterator[Databases]:
    """Databases by `databases.fresh("identity", …)`, dropped after the test."""
    before = all_databases.copies
    yield all_databases
    all_databases.drop_copies(beyond=before)


class Lines(logging.Handler):
    """Keeps each line as it would be written to the log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(JsonLines().format(record))


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """The lines that the bus logs during a test."""
    lines, logger = Lines(), logging.getLogger("gascert")
    logger.addHandler(lines)
    former = logger.level
    logger.setLevel(logging.INFO)  # Unlike the attribute, it also reaches who has asked before.
    yield lines.lines
    logger.removeHandler(lines)
    logger.setLevel(former)
