"""Servers and processes that a fault test may kill: all of them its own."""

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from gascert_local.broker import Broker
from gascert_local.cluster import Cluster, embedded_binaries, installed_binaries
from gascert_local.found import MessageServer, Server
from gascert_local.places import servers_home
from tests.faults.forked import Nursery
from tests.faults.processes import Mortals
from tests.faults.register import Register, a_register
from tests.faults.tally import Tally
from tests.faults.trials import Trials
from tests.provision import Databases, Servers

TALLY: Final = pytest.StashKey[Tally]()


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How much is done: what `make test` has time for, or the whole of `make faults`."""

    is_whole: bool

    @property
    def kills(self) -> int:
        return 1000 if self.is_whole else 100

    @property
    def certificates(self) -> int:
        return 20_000 if self.is_whole else 6_000


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to `make faults` what `make test` has no time for."""
    if config.getoption("faults") == "whole":
        return
    whole = [item for item in items if item.get_closest_marker("whole")]
    if whole:
        config.hook.pytest_deselected(items=whole)
        items[:] = [item for item in items if item not in whole]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print what the faults have come to."""
    tally = config.stash.get(TALLY, None)
    if tally is not None and tally.lines:
        terminalreporter.section(f"faults, seed {tally.seed}: --seed {tally.seed} replays them")
        for line in tally.table():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    """The account of this session; its seed is given, or drawn and printed."""
    if TALLY not in pytestconfig.stash:
        given = pytestconfig.getoption("seed")
        seed = secrets.randbelow(2**32) if given is None else given
        pytestconfig.stash[TALLY] = Tally(seed=seed)
    return pytestconfig.stash[TALLY]


@pytest.fixture(scope="session")
def scale(pytestconfig: pytest.Config) -> Scale:
    return Scale(is_whole=pytestconfig.getoption("faults") == "whole")


@pytest.fixture
def chance(tally: Tally, request: pytest.FixtureRequest) -> random.Random:
    """A test's own choices: the same ones again with the same seed, whatever runs before it."""
    print(f"seed {tally.seed}: --seed {tally.seed} replays this")  # noqa: T201  # for who must
    return random.Random(f"{tally.seed}/{request.node.name}")  # noqa: S311  # no secret


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


@pytest.fixture(scope="session")
def mortal_databases(cluster: Cluster, broker: Broker) -> Iterator[Databases]:
    """Databases of the cluster that can be crashed."""
    servers = Servers(
        postgres=Server(url=cluster.start(), told="the tests' own"),
        rabbitmq=MessageServer(url=broker.url, told="the tests' own"),
        label=f"fault_{secrets.token_hex(4)}",
    )
    made = Databases(servers=servers, password="mortal")
    yield made
    made.drop_all()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """What forks the processes of services."""
    made = Nursery()
    yield made
    made.end()


def mortals_of(databases: Databases, nursery: Nursery, logs: Path) -> Iterator[Mortals]:
    """Processes, and databases that go when they end."""
    before = databases.copies
    made = Mortals(
        databases=databases, amqp_uri=databases.servers.amqp_uri, logs=logs, nursery=nursery
    )
    yield made
    made.end()
    databases.drop_copies(beyond=before)


@pytest.fixture
def mortals(mortal_databases: Databases, nursery: Nursery, tmp_path: Path) -> Iterator[Mortals]:
    """Databases of this test's own, and processes of services that can be killed."""
    yield from mortals_of(mortal_databases, nursery, tmp_path)


@pytest.fixture(scope="module")
def register(
    mortal_databases: Databases, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Register]:
    """The register as processes, for the trials of one module."""
    for mortals in mortals_of(mortal_databases, nursery, tmp_path_factory.mktemp("logs")):
        with a_register(mortals) as register:
            yield register


@pytest.fixture
def trial(register: Register, tally: Tally, chance: random.Random) -> Trials:
    """What makes trials: `with trial("F4") as run`."""
    return Trials(register=register, tally=tally, chance=chance)
