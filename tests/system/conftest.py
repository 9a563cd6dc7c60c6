"""The whole register behind its gateway on real servers; and a small HTTP server by itself."""

from collections.abc import Iterator

import pytest

import gateway.service
import review_scheduler.service
from bus.http import Server
from bus.testing import Stack
from tests.makers import BUILDS, KEYS, a_stack
from tests.provision import Databases
from tests.system.echo import LIMITS, Echo
from tests.system.fronts import Front, a_front, open_first_administrator
from tests.system.visitors import Register

ALL = {
    **BUILDS,
    "review_scheduler": review_scheduler.service.build,
    "gateway": gateway.service.build,
}
ENVIRONMENT = {
    **KEYS,
    "GATEWAY_PORT": "0",
    "GATEWAY_RATE": "10000/10000",
    "GATEWAY_RATE_ANONYMOUS": "10000/10000",
    "GATEWAY_RATE_TRIALS": "10000/10000",
}


@pytest.fixture(scope="module")
def register(amqp_uri: str, module_databases: Databases) -> Iterator[Register]:
    """All services and the gateway in this process, with a first administrator."""
    urls = module_databases.fresh(*BUILDS, "review-scheduler")
    urls["review_scheduler"] = urls.pop("review-scheduler")
    with Register(ALL, amqp_uri=amqp_uri, database_urls=urls, environment=ENVIRONMENT) as made:
        yield made


@pytest.fixture
def door() -> Echo:
    return Echo()


@pytest.fixture
def server(door: Echo) -> Iterator[Server]:
    """An HTTP server before a small door."""
    made = Server(door, ("127.0.0.1", 0), LIMITS)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def two_services(amqp_uri: str, module_databases: Databases) -> Iterator[Stack]:
    """The two services that answer those who are not yet anybody."""
    builds = {name: BUILDS[name] for name in ("identity", "enterprise")}
    with a_stack(amqp_uri, module_databases.fresh(*builds), builds) as made:
        open_first_administrator(made)
        yield made


@pytest.fixture(scope="module")
def front(
    two_services: Stack, amqp_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """A gateway as a process of its own, which counts nobody's requests."""
    with a_front(two_services, amqp_uri, tmp_path_factory.mktemp("front")) as made:
        yield made
