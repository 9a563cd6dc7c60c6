"""The toys on each of the two exchanges."""

from collections.abc import Iterator
from typing import Any

import pytest

from bus.database import Database
from bus.testing import Stack
from tests.integration.toys import CLASSES, Toys, builds_of, lay_tables
from tests.operators import Shell
from tests.provision import Databases


def running_toys(uri: str, databases: Databases, *jobs: Any) -> Iterator[Toys]:
    """Start all toys on an exchange, with databases of their own."""
    urls = {name: databases.empty(f"toy_{name}") for name in CLASSES}
    for url in urls.values():
        lay_tables(url)
    doing: dict[str, Any] = {}
    with Stack(builds_of(doing, *jobs), amqp_uri=uri, database_urls=urls) as stack:
        yield Toys(stack=stack, doing=doing, urls=urls)


@pytest.fixture(scope="module", params=["rabbitmq", "memory"])
def toys_everywhere(request: pytest.FixtureRequest, all_databases: Databases) -> Iterator[Toys]:
    in_memory = request.param == "memory"
    uri = "memory://" if in_memory else request.getfixturevalue("amqp_uri")
    yield from running_toys(uri, all_databases)


@pytest.fixture
def toys(toys_everywhere: Toys) -> Toys:
    """The toys on RabbitMQ and, again, in memory; as new for each test."""
    toys_everywhere.reset()
    return toys_everywhere


@pytest.fixture(scope="module")
def toys_on_a_broker(amqp_uri: str, all_databases: Databases) -> Iterator[Toys]:
    yield from running_toys(amqp_uri, all_databases)


@pytest.fixture
def rabbit_toys(toys_on_a_broker: Toys) -> Toys:
    """The toys on RabbitMQ, as new for each test."""
    toys_on_a_broker.reset()
    return toys_on_a_broker


@pytest.fixture(scope="module")
def job_tables(all_databases: Databases) -> Iterator[Database]:
    """A database of nobody's, with the bus's tables and the toys'."""
    url = all_databases.empty("jobs")
    lay_tables(url)
    database = Database(url, name="jobs")
    yield database
    database.dispose()


@pytest.fixture
def shell(
    amqp_uri: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """Where an operator of the module's bus types `gascert`."""
    return Shell(uri=amqp_uri, monkeypatch=monkeypatch, capsys=capsys)
