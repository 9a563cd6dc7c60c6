"""How long a process's hub stands still: its `/healthz`, asked again and again from outside.

As a process of its own, that it may not stand still itself with whoever watches by it.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Final

from gascert_local.places import ROOT

PAUSE: Final = 0.02
LONGEST: Final = 30.0


@dataclass(kw_only=True)
class Pulse:
    """Once the watch is over: the longest that an answer has taken, in seconds.

    `late` is how much longer the watch itself has slept than it wanted: a machine that keeps
    everybody waiting says nothing about the process that is watched.
    """

    longest: float = 0.0
    late: float = 0.0

    @property
    def stall(self) -> float:
        return self.longest - self.late


@contextmanager
def watched(port: int) -> Iterator[Pulse]:
    """Watch the process that answers its operators on this port."""
    watch = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.pulse", str(port)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert watch.stdout is not None
    watch.stdout.readline()
    pulse = Pulse()
    try:
        yield pulse
    finally:
        said, _ = watch.communicate()
        pulse.longest, pulse.late = map(float, said.split())


def _asked(port: int) -> float:
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    finally:
        connection.close()
    return time.monotonic() - began


def _main(port: int) -> None:
    over = threading.Event()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        over.set()

    longest, late = _asked(port), 0.0
    print("begun", flush=True)  # noqa: T201  # to whoever has started this
    threading.Thread(target=wait_for_the_end).start()
    while not over.is_set():
        began = time.monotonic()
        time.sleep(PAUSE)
        late = max(late, time.monotonic() - began - PAUSE)
        longest = max(longest, _asked(port))
    print(longest, late)  # noqa: T201  # to whoever has started this


if __name__ == "__main__":
    _main(int(sys.argv[1]))
