"""Places where a test makes a process die, stop, fail or wait; nothing unless `FAILPOINTS` is set.

`FAILPOINTS="postman.after_publish=kill:0.1;inbox.before_commit=raise"` names a place, what is to
happen there and how probable it is; `FAILPOINTS_SEED` makes the choices repeatable.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from typing import Final

BURNING: Final = 14.0


class Injected(Exception):
    """A failure that a failpoint made."""


def _raise() -> None:
    raise Injected


def _burn() -> None:
    """Keep the processor, and so the hub, for longer than two heartbeats."""
    until = time.monotonic() + BURNING
    while time.monotonic() < until:
        pass


ACTIONS: Final[dict[str, Callable[[], None]]] = {
    "burn": _burn,
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "raise": _raise,
    "sleep": lambda: time.sleep(9),
}


def _read(setting: str) -> dict[str, tuple[Callable[[], None], float]]:
    found: dict[str, tuple[Callable[[], None], float]] = {}
    for entry in filter(None, setting.split(";")):
        place, _, what = entry.partition("=")
        action, _, probability = what.partition(":")
        found[place.strip()] = (ACTIONS[action], float(probability or 1))
    return found


_ARMED: Final = _read(os.environ.get("FAILPOINTS", ""))
_CHANCE: Final = random.Random(os.environ.get("FAILPOINTS_SEED"))  # noqa: S311  # no secret


def failpoint(place: str) -> None:
    """Let happen what the environment says for this place."""
    if not _ARMED or place not in _ARMED:
        return
    action, probability = _ARMED[place]
    if _CHANCE.random() < probability:
        action()
