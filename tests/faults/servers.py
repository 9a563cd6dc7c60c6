"""What a test does to its own broker and its own PostgreSQL: ends, pauses and starves them."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg

from gascert_local.broker import Broker
from gascert_local.cluster import Cluster

USUAL_MEMORY: Final = "0.4"
USUAL_DISK: Final = "50MB"
ALARMS: Final = {
    "memory": (("set_vm_memory_high_watermark", "0"), USUAL_MEMORY),
    "disk": (("set_disk_free_limit", "mem_relative", "100000.0"), USUAL_DISK),
}
GUEST: Final = ("set_permissions", "guest")
EVERYTHING: Final = (".*", ".*", ".*")


@contextmanager
def app_stopped(broker: Broker) -> Iterator[None]:
    """The broker's port is closed for the block's time; what was durable comes back."""
    _do(broker, "stop_app")
    try:
        yield
    finally:
        _do(broker, "start_app")


@contextmanager
def killed(broker: Broker) -> Iterator[None]:
    """The broker dies as by `kill -9`, and is started again at the block's end."""
    os.kill(_broker_pid(broker), signal.SIGKILL)
    broker.stop()  # Nothing is left to be stopped, but its launcher is to be waited for.
    try:
        yield
    finally:
        broker.start()


@contextmanager
def paused(broker: Broker) -> Iterator[None]:
    """The broker keeps its connections and does nothing for the block's time."""
    with _stopped([_broker_pid(broker)]):
        yield


@contextmanager
def in_alarm(broker: Broker, what: str) -> Iterator[None]:
    """The broker, short of memory or disk, reads nothing from whoever publishes."""
    order, usual = ALARMS[what]
    _do(broker, *order)
    try:
        yield
    finally:
        _do(broker, order[0], usual)


@contextmanager
def without_rights(broker: Broker, *, configure: str, write: str, read: str) -> Iterator[None]:
    """The services' user may do less, and has to connect anew to notice."""
    _do(broker, *GUEST, configure, write, read)
    _do(broker, "close_all_connections", "rights have changed")
    try:
        yield
    finally:
        _do(broker, *GUEST, *EVERYTHING)


def _do(broker: Broker, *order: str) -> None:
    if not broker.control(*order):
        raise RuntimeError(f"the broker did not obey {order[0]}")


def _broker_pid(broker: Broker) -> int:
    return int((broker.home / "pid").read_text())


@contextmanager
def frozen(cluster: Cluster) -> Iterator[None]:
    """PostgreSQL keeps its connections and does nothing for the block's time."""
    postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
    with _stopped([postmaster]), _stopped(_children_of(postmaster)):
        yield


@contextmanager
def out_of_connections(cluster: Cluster, *urls: str) -> Iterator[None]:
    """Somebody holds every connection that there is; those in these databases have lost theirs."""
    elsewhere = urls[0].rpartition("/")[0] + "/postgres"
    with ExitStack() as held:
        for url in urls:
            _hold_all(held, elsewhere)
            sessions_terminated(cluster, url)
        _hold_all(held, elsewhere)
        yield


def _hold_all(held: ExitStack, url: str) -> None:
    while True:
        try:
            held.enter_context(psycopg.connect(url))
        except psycopg.OperationalError:
            return


def sessions_terminated(cluster: Cluster, url: str) -> int:
    """End all sessions in the database of this URL; gives how many there were."""
    with administrator(cluster) as admin:
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [name_in(url)],
        )
        return len(ended.fetchall())


def name_in(url: str) -> str:
    """The name of the database that a URL leads to."""
    return url.rpartition("/")[2]


@contextmanager
def administrator(
    cluster: Cluster, database: str = "postgres"
) -> Iterator[psycopg.Connection[Any]]:
    """A session of the administrator's."""
    url = cluster.start().rpartition("/")[0]
    with psycopg.connect(f"{url}/{database}", autocommit=True) as connection:
        yield connection


@contextmanager
def _stopped(pids: list[int]) -> Iterator[None]:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            _wake(pid)


def _wake(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGCONT)
    except ProcessLookupError:  # It has ended by itself as soon as its parent woke.
        return


def _children_of(parent: int) -> list[int]:
    return [
        int(stat.parent.name)
        for stat in Path("/proc").glob("[0-9]*/stat")
        if _parent_of(stat) == parent
    ]


def _parent_of(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:  # It has just ended.
        return 0
