"""What a search for a server answers: its address, how it was found, how it is let go."""

import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

# Below those that outgoing connections are given: a server that is started again finds its port.
PORTS: Final = range(15_000, 32_000)


def _nothing() -> None:
    """A server that was found running is left running."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server to use: `url` is the administrator's; `told` says in words where it came from."""

    url: str
    told: str
    stop: Callable[[], None] = field(default=_nothing, repr=False)


def _uncontrolled(*_: str, said: str = "") -> bool:
    """A server that others administer."""
    return False


@dataclass(frozen=True, kw_only=True)
class MessageServer(Server):
    """A broker; `control` does to it what `rabbitmqctl` would and answers whether it could.

    What that is to read from its standard input is given as `said`.
    """

    control: Callable[..., bool] = field(default=_uncontrolled, repr=False)


class NoServer(RuntimeError):
    """No server can be had, and the message says what to install."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses, and that the kernel lends to no connection."""
    while not is_free(port := secrets.choice(PORTS)):
        continue
    return port


def is_free(port: int) -> bool:
    """A server could listen there: nobody does, and no connection goes out from it."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def listens(port: int) -> bool:
    with socket.socket() as knock:
        knock.settimeout(1)
        return knock.connect_ex(("127.0.0.1", port)) == 0


def wait_until(ready: Callable[[], bool], *, seconds: float, what: str, log: Path) -> None:
    """Wait for a server to come up; raises NoServer naming its log when it does not."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise NoServer(f"{what} did not come up in {seconds:.0f} s; see {log}")
        time.sleep(0.1)
