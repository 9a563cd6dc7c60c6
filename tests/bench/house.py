"""The register as a bench needs it: processes on servers of this machine, and a way to log in."""

import base64
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psycopg
import requests

from bus.clock import SystemClock
from gascert_local import postgres, rabbitmq
from gascert_local.credentials import Credentials
from gascert_local.found import free_port
from tests.faults.processes import Mortals, Process
from tests.provision import Databases, Servers
from tests.system.visitors import ADMINISTRATOR, PASSWORD, Callers

ROOT: Final = Path(__file__).resolve().parents[2]
PYTHON: Final = (sys.executable, "-W", "ignore", "-m")
SERVICES: Final = ("identity", "enterprise", "certificate")


@dataclass(frozen=True, kw_only=True)
class House(Callers):
    """A running register: its processes, and the gateway's address."""

    mortals: Mortals
    url: str

    @property
    def base(self) -> str:
        """The address of the API."""
        return f"{self.url}/api/v1"

    @property
    def today(self) -> date:
        """Some legal day."""
        return SystemClock().today()

    def tidy(self, service: str) -> None:
        """Let a database's own housekeeping happen now and not while something is measured."""
        with psycopg.connect(self.mortals.database(service), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    def peak_memory(self) -> dict[str, int]:
        """The peak resident memory of each process so far, in MB (Linux)."""
        return {name: _high_water(process.pid) for name, process in self.mortals.processes.items()}


def _high_water(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0


class Interpreters:
    """Starts each service as `make run` does, in an interpreter of its own."""

    def fork(self, package: str, environment: dict[str, str], log: Path) -> Process:
        """Start a service."""
        with log.open("ab") as file:
            return subprocess.Popen(
                [*PYTHON, package], env=environment, stdout=file, stderr=subprocess.STDOUT
            )


@contextmanager
def a_house() -> Iterator[House]:
    """Start the services of the main job and the gateway, and end them after the block."""
    with ExitStack() as stack:
        database = postgres.for_tests(Credentials(ROOT / ".local" / "secrets.json"))
        stack.callback(database.stop)
        found = rabbitmq.for_tests()
        stack.callback(found.stop)
        vhost = f"gascert-bench-{secrets.token_hex(4)}"
        broker = rabbitmq.with_vhost(found, vhost)
        stack.callback(found.control, "delete_vhost", vhost)
        servers = Servers(postgres=database, rabbitmq=found, label=vhost.rpartition("-")[2])
        databases = Databases(servers=servers, password=secrets.token_hex(8))
        stack.callback(databases.drop_all)
        port = free_port()
        mortals = Mortals(
            databases=databases,
            amqp_uri=broker.url,
            logs=Path(stack.enter_context(TemporaryDirectory())),
            nursery=Interpreters(),
            environment={
                # No sandbox, whose clock asks the database; nobody's name is verified here.
                "GASCERT_MODE": "",
                "REAL_NAME_VERIFIER": "https://127.0.0.1:1/",
                "GATEWAY_PORT": str(port),
                "GATEWAY_RATE": "1000000",
                "GATEWAY_RATE_ANONYMOUS": "1000000",
                "GATEWAY_RATE_TRIALS": "1000000",
                **_keys(),
            },
        )
        stack.callback(mortals.end)
        for service in SERVICES:
            mortals.start(service)
        mortals.processes["gateway"] = mortals.nursery.fork(
            "gateway",
            {**os.environ, **mortals.environment, "AMQP_URI": mortals.amqp_uri},
            mortals.logs / "gateway.log",
        )
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url)
        _open_first_administrator(mortals)
        yield House(mortals=mortals, url=url)


def _keys() -> dict[str, str]:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "IDENTITY_SIGNING_KEY": key(),
        "IDENTITY_VAULT_KEYS": f"1:{key()}",
        "IDENTITY_LOOKUP_KEY": key(),
    }


def _wait_until_ready(url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            if requests.get(f"{url}/readyz", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise TimeoutError("the gateway did not come up")


def _open_first_administrator(mortals: Mortals) -> None:
    """Open the first account by the command, as an operator does."""
    subprocess.run(
        [*PYTHON, "identity", "first-administrator", "--username", ADMINISTRATOR],
        env={
            **os.environ,
            **mortals.environment,
            "DATABASE_URL": mortals.database("identity"),
            "IDENTITY_FIRST_PASSWORD": PASSWORD,
        },
        check=True,
        stdout=subprocess.DEVNULL,
    )
