"""Forks services from one process that has imported them all: so a start costs no import.

It reads what to start from its standard input, a JSON object a line, and answers with the
process's number. The process itself becomes the child of whoever started the nursery.
"""

import bus.runtime  # noqa: I001  # patches eventlet, before anything else is imported

import json
import os
import random
import sys
from importlib import import_module
from typing import Any, Final

from eventlet import hubs
from eventlet.patcher import original

from bus import failpoints
from tests.faults.alterations import alter, altered

PACKAGES: Final = ("identity", "enterprise", "certificate", "employment", "review_scheduler")
BUILDS: Final = {name: import_module(f"{name}.service").build for name in PACKAGES}
# Those that eventlet has patched would start its hub before the fork.
plain_os: Final[Any] = original("os")


def become(told: dict[str, Any]) -> None:
    """Be a service, with nothing of the nursery but what it has imported."""
    leave_the_hub()
    os.environ.clear()
    os.environ.update(told["environment"])
    log = plain_os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = plain_os.open(os.devnull, os.O_RDONLY)
    for number, instead in enumerate((nothing, log, log)):
        os.dup2(instead, number)
    random.seed()
    failpoints._ARMED.update(failpoints._read(os.environ.get("FAILPOINTS", "")))
    failpoints._CHANCE.seed(os.environ.get("FAILPOINTS_SEED"))
    alter()
    sys.argv = [told["package"]]
    bus.runtime.main(told["package"], altered(BUILDS[told["package"]]))


def leave_the_hub() -> None:
    """Let the next hub be this process's own.

    What was imported has made one. With its epoll, which a fork shares, all services would be
    woken by each other's sockets: of a number that is waited for, but of another's file.
    """
    hubs.get_hub().poll.close()
    hubs.use_hub()


def serve() -> None:
    """Start what is asked for, until nobody asks any more."""
    while line := sys.stdin.buffer.readline():
        receiving, sending = plain_os.pipe()
        between = plain_os.fork()
        if between == 0:
            child = plain_os.fork()
            if child == 0:
                become(json.loads(line))
            plain_os.write(sending, str(child).encode())
            plain_os._exit(0)
        plain_os.waitpid(between, 0)
        sys.stdout.buffer.write(plain_os.read(receiving, 20) + b"\n")
        sys.stdout.buffer.flush()
        plain_os.close(receiving)
        plain_os.close(sending)


if __name__ == "__main__":
    serve()
