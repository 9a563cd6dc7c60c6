"""The watch by which a hub's standing still is measured sees one that does."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from gascert_local.found import free_port, listens
from gascert_local.places import ROOT
from tests.faults.pulse import watched

# A hub that is kept from all else for most of a second, after having answered for a while.
STALLING = """
import bus.runtime, eventlet, sys, time
from bus.telemetry import OperatorServer
OperatorServer(("127.0.0.1", int(sys.argv[1])), ready=lambda: True, refresh=lambda: None)
while True:
    eventlet.sleep(0.5)
    until = time.monotonic() + float(sys.argv[2])
    while time.monotonic() < until:
        pass
"""


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def stalls(port: int, seconds: float) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", STALLING, str(port), str(seconds)], cwd=ROOT)
    while not listens(port):
        time.sleep(0.05)
    yield
    process.kill()
    process.wait()


@pytest.mark.parametrize(("seconds", "is_seen"), [(0.8, True), (0.0, False)])
def test_a_hub_that_stands_still_is_seen(stalls: None, port: int, *, is_seen: bool) -> None:
    with watched(port) as pulse:
        time.sleep(2)
    assert (pulse.stall > 0.5) == is_seen
