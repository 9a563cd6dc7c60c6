"""The whole register on this machine: servers, databases, migrations, processes, ready to use."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from rich.console import Console

from bus.rights import TOPOLOGY, USERS
from contracts.asks import OPERATOR
from gascert_local import postgres, programs, rabbitmq
from gascert_local.credentials import Credentials
from gascert_local.found import MessageServer, NoServer, listens
from gascert_local.operate import ADDRESS
from gascert_local.places import LOCAL, ROOT, kept_meanwhile
from gascert_local.programs import Access
from gascert_local.supervisor import Supervisor

READY_SECONDS = 90
DATABASE = LOCAL / "database-url"
"""Where the administrator reaches the PostgreSQL of the register that runs."""


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register that runs: where it is reached, and who keeps its processes."""

    url: str
    has_bus: bool
    supervisor: Supervisor
    metrics: Mapping[str, str]


def gateway_port() -> int:
    """The port of 127.0.0.1 that the gateway listens on."""
    return int(os.environ.get("GATEWAY_PORT", "8000"))


def is_running() -> bool:
    """A local run holds this register's lock."""
    try:
        with _alone():
            return False
    except NoServer:
        return True


@contextmanager
def register(console: Console) -> Iterator[Register]:
    """Start everything, and stop it at the block's end; says step by step what it took.

    Raises NoServer where a server or the port cannot be had, NotReady where a process fails.
    """
    port = gateway_port()
    credentials = Credentials(LOCAL / "secrets.json")
    with ExitStack() as stack:
        stack.enter_context(_alone())
        if listens(port):
            raise NoServer(f"something listens on 127.0.0.1:{port}; stop it or set GATEWAY_PORT")
        with _step(console, "PostgreSQL") as tell:
            database = postgres.for_a_run(credentials)
            stack.callback(database.stop)
            stack.enter_context(kept_meanwhile(DATABASE, database.url))
            tell(database.told)
        with _step(console, "RabbitMQ") as tell:
            found = rabbitmq.for_a_run()
            stack.callback(found.stop)
            broker = _with_own_vhost(found, credentials)
            buses, told = _buses(broker, credentials)
            stack.enter_context(kept_meanwhile(ADDRESS, buses.get(OPERATOR, broker.url)))
            tell(f"{broker.told}{told}")
        with _step(console, "Databases") as tell:
            roles = programs.make_databases(database.url, programs.services(), credentials)
            migrate({name: each.migrate for name, each in roles.items()})
            tell(f"{len(roles)}, each with a role for each task, migrated")
        with _step(console, "Processes") as tell:
            supervisor = _start(Access(databases=roles, buses=buses), port, credentials)
            stack.callback(supervisor.stop)
            names: list[str] = []
            supervisor.wait_until_ready(seconds=READY_SECONDS, told=names.append)
            tell(", ".join(names))
        yield Register(
            url=f"http://127.0.0.1:{port}",
            has_bus=bool(buses),
            supervisor=supervisor,
            metrics={
                child.program.name: child.program.ready_url.replace("/readyz", "/metrics")
                for child in supervisor.children
            },
        )


def migrate(urls: Mapping[str, str]) -> None:
    """Bring each service's database to the newest version of its tables, all at a time."""
    parts = {part.name: part for part in programs.SERVICES}
    running = {
        name: subprocess.Popen(
            [sys.executable, "-m", "bus.migrate", str(parts[name].migrations), url],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        for name, url in urls.items()
    }
    said = {
        name: (process.communicate()[0], process.returncode) for name, process in running.items()
    }
    failed = [f"{name}: {output.strip()}" for name, (output, code) in said.items() if code != 0]
    if failed:
        raise RuntimeError("migrations failed\n" + "\n".join(failed))


def _with_own_vhost(found: MessageServer, credentials: Credentials) -> MessageServer:
    """A new installation must not be sent what an older one left in the broker."""
    if rabbitmq.names_a_vhost(found.url):
        return found
    return rabbitmq.with_vhost(found, f"gascert-{credentials.label('installation')}")


def _buses(broker: MessageServer, credentials: Credentials) -> tuple[dict[str, str], str]:
    """The broker as each part may use it, with its topology declared; and what is to be told of it.

    Where no users can be made, all are the one whom the broker's URL names.
    """
    if broker.url == rabbitmq.IN_MEMORY:
        return {}, ""
    passwords = {user: credentials.password(f"rabbitmq.{user}") for user in USERS}
    prefix = f"gascert-{credentials.label('installation')}-"
    urls = rabbitmq.with_users(broker, passwords, prefix=prefix)
    if urls is None:
        return dict.fromkeys(USERS, broker.url), ", one user for all: it lets us make no others"
    declared = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bus.topology"],
        env={**os.environ, "AMQP_URI": urls[TOPOLOGY]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if declared.returncode != 0:
        raise RuntimeError(f"the topology could not be declared\n{declared.stderr.strip()}")
    return urls, ", each part a user of its own"


def _start(access: Access, port: int, credentials: Credentials) -> Supervisor:
    made = programs.one_process_each if access.buses else programs.one_process_for_all
    supervisor = Supervisor(made(access, port, credentials))
    supervisor.start()
    return supervisor


@contextmanager
def _alone() -> Iterator[None]:
    """One local run at a time: two would share ports, databases and logs."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NoServer("this register runs already; `make demo` uses it") from None
        yield


class _Telling:
    def __init__(self) -> None:
        self.words = ""

    def __call__(self, words: str) -> None:
        self.words = words


@contextmanager
def _step(console: Console, name: str) -> Iterator[_Telling]:
    began = time.monotonic()
    tell = _Telling()
    with console.status(f"{name} …"):
        yield tell
    console.print(f"[green]✓[/] {name:<11} {tell.words} [dim]{time.monotonic() - began:.1f} s[/]")
