"""The register's processes: what each is called, where it lies and what it is told."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bus.roles import APP, MAIL_URL, MIGRATE, POSTMAN
from gascert_local import databases
from gascert_local.credentials import Credentials
from gascert_local.databases import Roles
from gascert_local.found import free_port
from gascert_local.places import LOCAL, ROOT


@dataclass(frozen=True, kw_only=True)
class Part:
    """A service or the gateway: its package and its folder in this tree."""

    name: str
    package: str
    folder: str

    @property
    def database(self) -> str:
        """The name of its database and of the role that owns it."""
        return f"gascert_{self.package}"

    @property
    def migrations(self) -> Path:
        return ROOT / self.folder / "migrations"

    @property
    def exists(self) -> bool:
        """It can be started: a part that is not built yet is left out."""
        return find_spec(self.package) is not None and (
            find_spec(f"{self.package}.service") is not None
        )


@dataclass(frozen=True, kw_only=True)
class Access:
    """The servers as each part may use them: databases by its name, brokers by its package."""

    databases: Mapping[str, Roles]
    buses: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Program:
    """A process to keep running: what to start, what to tell it, where to ask if it is ready.

    What the caller's environment says to its `parts` comes before what `environment` says.
    """

    name: str
    module: str
    environment: Mapping[str, str]
    ready_port: int
    parts: tuple[str, ...]

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", self.module]

    @property
    def log(self) -> Path:
        return LOCAL / "logs" / f"{self.name}.log"

    @property
    def ready_url(self) -> str:
        return f"http://127.0.0.1:{self.ready_port}/readyz"


SERVICES: Final = (
    Part(name="identity", package="identity", folder="services/identity"),
    Part(name="enterprise", package="enterprise", folder="services/enterprise"),
    Part(name="employment", package="employment", folder="services/employment"),
    Part(name="certificate", package="certificate", folder="services/certificate"),
    Part(name="review-scheduler", package="review_scheduler", folder="services/review-scheduler"),
)
# Under which name each role's password is kept; the owner's is as old as the installation.
SECRETS: Final = {MIGRATE: "database", APP: "app", POSTMAN: "postman"}
GATEWAY: Final = Part(name="gateway", package="gateway", folder="gateway")


def services() -> tuple[Part, ...]:
    """The services that can be started."""
    return tuple(part for part in SERVICES if part.exists)


def make_databases(
    admin_url: str, parts: Iterable[Part], credentials: Credentials
) -> dict[str, Roles]:
    """A database for each service, and its roles, by the service's name."""
    return {
        part.name: databases.create_with_roles(
            admin_url,
            part.database,
            {task: credentials.password(f"{part.database}.{of}") for task, of in SECRETS.items()},
        )
        for part in parts
    }


def secrets_of(name: str, credentials: Credentials) -> dict[str, str]:
    """The secrets one part is told, and no other: only identity can sign or read ID numbers."""
    if name != "identity":
        return {}
    return {
        "IDENTITY_SIGNING_KEY": credentials.signing_key("signing_key"),
        "IDENTITY_VAULT_KEYS": f"1:{credentials.key('vault_key_1')}",
        "IDENTITY_LOOKUP_KEY": credentials.key("lookup_key"),
    }


def one_process_each(
    access: Access, http_port: int, credentials: Credentials
) -> tuple[Program, ...]:
    """A process for each service, and the gateway."""
    gateway = (GATEWAY,) if GATEWAY.exists else ()
    return tuple(
        _program(part, access, _told_to_all(http_port), credentials)
        for part in (*services(), *gateway)
    )


def one_process_for_all(
    access: Access, http_port: int, credentials: Credentials
) -> tuple[Program, ...]:
    """All services and the gateway in a single process, for a bus that lives in its memory."""
    parts = (*services(), GATEWAY) if GATEWAY.exists else services()
    ready_port = free_port()
    environment = {
        **_told_to_all(http_port),
        "METRICS_PORT": str(ready_port),
    }
    for name, roles in access.databases.items():
        environment |= {database_variable(name): roles.app, mail_variable(name): roles.postman}
    for part in parts:
        environment |= secrets_of(part.name, credentials)
    return (
        Program(
            name="register",
            module="gascert_local.single",
            environment=environment,
            ready_port=ready_port,
            parts=tuple(part.package for part in parts),
        ),
    )


def _told_to_all(http_port: int) -> dict[str, str]:
    """What every process is told; on one machine all who log in come from one address."""
    return {
        "GATEWAY_PORT": str(http_port),
        "GATEWAY_RATE_TRIALS": "100/1000",
    }


def database_variable(name: str) -> str:
    """Where the single process is told the URL of one service's database."""
    return f"{name.upper().replace('-', '_')}_DATABASE_URL"


def mail_variable(name: str) -> str:
    """Where the single process is told by which role one service keeps its mail."""
    return f"{name.upper().replace('-', '_')}_{MAIL_URL}"


def _program(
    part: Part,
    access: Access,
    told: Mapping[str, str],
    credentials: Credentials,
) -> Program:
    ready_port = free_port()
    environment = {
        **told,
        "AMQP_URI": access.buses[part.package],
        "METRICS_PORT": str(ready_port),
        **secrets_of(part.name, credentials),
    }
    if part.name in access.databases:
        roles = access.databases[part.name]
        environment |= {"DATABASE_URL": roles.app, MAIL_URL: roles.postman}
    return Program(
        name=part.name,
        module=part.package,
        environment=environment,
        ready_port=ready_port,
        parts=(part.package,),
    )
