"""Processes of a local run: started again when they die, stopped when asked, complained of."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gascert_local import supervisor as supervision
from gascert_local.found import free_port
from gascert_local.programs import Program
from gascert_local.supervisor import Child, NotReady, Supervisor

READY = """
import os, http.server
class Door(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
print("listening", sorted(name for name in os.environ if "SECRET" in name), flush=True)
http.server.HTTPServer(("127.0.0.1", int(os.environ["METRICS_PORT"])), Door).serve_forever()
"""
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + READY
BROKEN = "raise SystemExit('the table is missing')"

Maker = Callable[[str], Program]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maker:
    """Makes a program of a source, with its log in the test's own folder."""
    monkeypatch.setattr("gascert_local.programs.LOCAL", tmp_path)

    def make(source: str) -> Program:
        (tmp_path / "stand_in.py").write_text(source)
        port = free_port()
        return Program(
            name="stand-in",
            module="stand_in",
            environment={"PYTHONPATH": str(tmp_path), "METRICS_PORT": str(port)},
            ready_port=port,
            parts=("stand_in",),
        )

    return make


@pytest.fixture
def supervise() -> Iterator[Callable[[Program], Supervisor]]:
    started: list[Supervisor] = []

    def start(program: Program) -> Supervisor:
        started.append(Supervisor([program]))
        started[-1].start()
        return started[-1]

    yield start
    for supervisor in started:
        supervisor.stop()


def test_a_child_that_is_killed_is_started_again(
    program: Maker, supervise: Callable[[Program], Supervisor]
) -> None:
    child = _ready(supervise(program(READY)))
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    end = time.monotonic() + 20
    while not child.ready and time.monotonic() < end:
        child.tend()
        time.sleep(0.05)
    assert child.ready
    assert child.pid != first


def test_a_child_ends_when_asked(
    program: Maker, supervise: Callable[[Program], Supervisor]
) -> None:
    supervisor = supervise(program(READY))
    child = _ready(supervisor)
    supervisor.stop()
    assert not child.alive


def test_a_child_that_does_not_end_in_time_is_killed(
    program: Maker,
    supervise: Callable[[Program], Supervisor],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervision, "STOP_SECONDS", 0.3)
    supervisor = supervise(program(DEAF))
    child = _ready(supervisor)
    supervisor.stop()
    assert not child.alive


def test_a_child_that_cannot_start_is_named_with_its_last_words(
    program: Maker, supervise: Callable[[Program], Supervisor]
) -> None:
    with pytest.raises(NotReady, match=r"stand-in ended(.|\n)*the table is missing"):
        supervise(program(BROKEN)).wait_until_ready(seconds=20, told=lambda _: None)


def test_a_child_is_told_its_own_settings_and_no_others(
    program: Maker, supervise: Callable[[Program], Supervisor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN_SECRET", "x")
    monkeypatch.setenv("IDENTITY_SECRET", "x")
    child = _ready(supervise(program(READY)))
    assert "listening ['STAND_IN_SECRET']" in child.program.log.read_text()


def _ready(supervisor: Supervisor) -> Child:
    supervisor.wait_until_ready(seconds=20, told=lambda _: None)
    return supervisor.children[0]
