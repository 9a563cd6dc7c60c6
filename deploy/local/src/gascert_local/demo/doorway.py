"""Where the demo finds its register: one that runs here, or one started for it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import requests
from requests.adapters import HTTPAdapter
from rich.console import Console

from gascert_local import programs
from gascert_local.credentials import Credentials
from gascert_local.demo.appointment import Appointment
from gascert_local.demo.client import Visitor
from gascert_local.demo.loading import Setting
from gascert_local.demo.people import AT_ONCE
from gascert_local.found import NoServer, listens
from gascert_local.places import LOCAL
from gascert_local.register import DATABASE, gateway_port, is_running, register

_IDENTITY: Final = next(part for part in programs.SERVICES if part.name == "identity")


def is_sandbox() -> bool:
    """Say whether fictitious people may be loaded: in earnest nobody proves their names."""
    told = os.environ.get
    return told("GASCERT_MODE", "sandbox") == "sandbox" and (
        told("REAL_NAME_VERIFIER", "sandbox") == "sandbox"
    )


@contextmanager
def setting(console: Console) -> Iterator[Setting]:
    """Give the register that runs here, or start one and stop it at the block's end.

    Raises NoServer where the port is held by something else.
    """
    if is_running():
        console.print(f"使用正在运行的登记册 using the register that runs: {url()}")
        yield of_running_register()
        return
    if listens(gateway_port()):
        raise NoServer(
            f"127.0.0.1:{gateway_port()} is held by something else; stop it or set GATEWAY_PORT"
        )
    with register(console):
        yield of_running_register()


def of_running_register() -> Setting:
    """Give the register that runs on this machine as the samples need it."""
    return Setting(stranger=stranger(url()), appoint=_appoint)


def _appoint(username: str, password: str) -> bool:
    """Open the first administrator's account of the register that runs here."""
    return appointment()(username, password)


def appointment() -> Appointment:
    """Give what opens that account in the database of the register that runs here.

    Raises NoServer where there is no such database yet.
    """
    if not DATABASE.exists():
        raise NoServer("the register that runs here has no database yet; wait until it is up")
    credentials = Credentials(LOCAL / "secrets.json")
    [roles] = programs.make_databases(DATABASE.read_text(), (_IDENTITY,), credentials).values()
    return Appointment(database_url=roles.app, credentials=credentials)


def stranger(address: str) -> Visitor:
    """Give somebody at the door who has not logged in."""
    http = requests.Session()
    http.trust_env = False
    http.mount("http://", HTTPAdapter(pool_maxsize=AT_ONCE))
    return Visitor(url=address, http=http)


def url() -> str:
    """Give the register's address on this machine."""
    return f"http://127.0.0.1:{gateway_port()}"
