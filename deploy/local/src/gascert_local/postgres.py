"""Finding a PostgreSQL: the one that is named, one that runs, or one that can be started."""

import os
import shutil
import tempfile
from pathlib import Path

from testcontainers.core.container import DockerContainer

from gascert_local import containers, databases
from gascert_local.cluster import Cluster, embedded_binaries, installed_binaries
from gascert_local.credentials import Credentials
from gascert_local.found import NoServer, Server
from gascert_local.places import servers_home

RUNNING = "postgresql://postgres@127.0.0.1:5432/postgres"
IMAGE = "postgres:16-alpine"
# Tests end with their data: nothing need survive a power cut.
FOR_TESTS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")
FOR_A_RUN = ("max_connections=200",)


def for_a_run(credentials: Credentials) -> Server:
    """DATABASE_URL if it is set, else the embedded PostgreSQL with its data in `.local/`."""
    return _named() or _embedded(credentials)


def for_tests(credentials: Credentials) -> Server:
    """The named one, a running one, a container, or one started for this run of the tests."""
    return _named() or _running() or _contained(credentials) or started(credentials)


def started(credentials: Credentials, settings: tuple[str, ...] = FOR_TESTS) -> Server:
    """A new cluster of its own with nothing in it, which goes when it is stopped."""
    binaries = installed_binaries()
    told = f"{binaries}" if binaries else "the embedded PostgreSQL"
    home = Path(tempfile.mkdtemp(prefix="postgres-", dir=servers_home("tests")))
    cluster = Cluster(
        home=home,
        binaries=binaries or embedded_binaries(),
        password=credentials.password("postgres"),
        settings=settings,
    )

    def stop() -> None:
        cluster.stop(mode="immediate")
        shutil.rmtree(home, ignore_errors=True)

    return Server(url=cluster.start(), told=f"{told}, started on a port of its own", stop=stop)


def admitted(cluster: Cluster) -> str:
    """Start a cluster that may have been made before; the administrator's URL.

    Raises NoServer where it was made with another password.
    """
    url = cluster.start()
    if not databases.reachable(url):
        cluster.stop()
        raise NoServer(
            f"the PostgreSQL in {cluster.home} was made with another password than"
            " .local/secrets.json has: bring that file back, or let all go with `make clean`"
        )
    return url


def _named() -> Server | None:
    url = os.environ.get("DATABASE_URL")
    if not url:
        return None
    if not databases.reachable(url):
        raise NoServer(
            "DATABASE_URL names no PostgreSQL that answers and lets its user make"
            " databases and roles"
        )
    return Server(url=url, told="the one that DATABASE_URL names")


def _running() -> Server | None:
    if not databases.reachable(RUNNING):
        return None
    return Server(url=RUNNING, told="the one running on 127.0.0.1:5432")


def _contained(credentials: Credentials) -> Server | None:
    if not containers.docker_answers():
        return None
    password = credentials.password("postgres")
    container = (
        DockerContainer(IMAGE).with_env("POSTGRES_PASSWORD", password).with_exposed_ports(5432)
    )

    def url() -> str:
        return f"postgresql://postgres:{password}@{containers.address(container, 5432)}/postgres"

    if not containers.start(container, lambda: databases.reachable(url())):
        return None
    return Server(url=url(), told=f"a container of {IMAGE}", stop=container.stop)


def _embedded(credentials: Credentials) -> Server:
    cluster = Cluster(
        home=servers_home("postgres"),
        binaries=embedded_binaries(),
        password=credentials.password("postgres"),
        settings=FOR_A_RUN,
    )
    url = admitted(cluster)
    databases.close_to_services(url)
    return Server(url=url, told="the embedded PostgreSQL 18", stop=cluster.stop)
