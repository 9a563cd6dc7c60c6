"""Servers and processes that a fault test may kill: all of them its own."""

from collections.abc import Iterator

import pytest

from gascert_local.broker import Broker
from gascert_local.cluster import Cluster, embedded_binaries, installed_binaries
from gascert_local.places import servers_home
from tests.faults.processes import Mortals


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL that can be crashed."""
    made = Cluster(
        home=servers_home("faults-postgres"),
        binaries=installed_binaries() or embedded_binaries(),
        password="faults",
        settings=("fsync=off",),
    )
    made.start()
    yield made
    made.stop(mode="immediate")


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    """A RabbitMQ that can be stopped."""
    made = Broker(home=servers_home("faults-rabbitmq"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def mortals(cluster: Cluster, broker: Broker) -> Iterator[Mortals]:
    """Databases of this test's own, and processes of services that can be killed."""
    made = Mortals(admin_url=cluster.start(), amqp_uri=broker.url)
    yield made
    made.end()
