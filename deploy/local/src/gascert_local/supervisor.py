"""Processes kept running: started, watched, started again when they die, and stopped."""

import logging
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import requests

from gascert_local.programs import Program

log = logging.getLogger(__name__)

STOP_SECONDS: Final = 22
LONGEST_PAUSE: Final = 30
SETTLED_SECONDS: Final = 60
# What of our own environment a process needs to find Python, its files and its language.
INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LOG_LEVEL")
# Settings for all; each part is told those that begin with its own name as well.
SETTINGS: Final = ("FAILPOINTS", "GASCERT_", "REAL_NAME_")
# A local run proves nobody's name in earnest, and its legal clock can be moved.
DEFAULTS: Final = {"GASCERT_MODE": "sandbox", "PYTHONUNBUFFERED": "1"}


class NotReady(RuntimeError):
    """A process did not become ready, and the message says which and shows its last words."""


class Child:
    """One program's process, and when it may be started again."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_again_at = 0.0
        self._pause = 1

    def start(self) -> None:
        self.program.log.parent.mkdir(parents=True, exist_ok=True)
        with self.program.log.open("ab") as output:
            self._process = subprocess.Popen(
                [*_dies_with_us(), *self.program.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment_of(self.program),
                start_new_session=True,
            )
        self._started_at = time.monotonic()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def ready(self) -> bool:
        """It says of itself that its database answers and its queues are consumed."""
        try:
            return self.alive and requests.get(self.program.ready_url, timeout=2).ok
        except requests.RequestException:
            return False

    def tend(self) -> None:
        """Start it again if it died, after a pause that doubles while it keeps dying."""
        if self.alive:
            return
        now = time.monotonic()
        if self._process is not None:
            if now - self._started_at > SETTLED_SECONDS:
                self._pause = 1
            log.warning(
                "%s ended with %s; started again in %s s (%s)",
                *(self.program.name, self._process.returncode, self._pause, self.program.log),
            )
            self._process = None
            self._start_again_at = now + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        elif now >= self._start_again_at:
            self.start()

    def ask_to_stop(self) -> None:
        if self._process is not None and self.alive:
            self._process.terminate()

    def kill(self) -> None:
        if self._process is not None and self.alive:
            log.warning("%s did not stop in time and was killed", self.program.name)
            self._process.kill()
            self._process.wait()


class Supervisor:
    """All children together."""

    def __init__(self, programs: Iterable[Program]) -> None:
        self.children = [Child(program) for program in programs]

    def start(self) -> None:
        for child in self.children:
            _set_aside(child.program.log)
            child.start()

    def wait_until_ready(self, *, seconds: float, told: Callable[[str], None]) -> None:
        """Wait for every child, naming each that became ready; raises NotReady."""
        end = time.monotonic() + seconds
        waiting = list(self.children)
        while waiting:
            for child in [child for child in waiting if child.ready]:
                told(child.program.name)
                waiting.remove(child)
            dead = [child for child in waiting if not child.alive]
            if dead or (waiting and time.monotonic() > end):
                child = (dead or waiting)[0]
                raise NotReady(_last_words(child.program, alive=child.alive))
            time.sleep(0.1)

    def watch(self) -> None:
        """Keep all children running until a signal interrupts."""
        while True:
            for child in self.children:
                child.tend()
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask all to stop, and end those that have not done so in time."""
        for child in self.children:
            child.ask_to_stop()
        end = time.monotonic() + STOP_SECONDS
        while any(child.alive for child in self.children) and time.monotonic() < end:
            time.sleep(0.05)
        for child in self.children:
            child.kill()


def environment_of(program: Program) -> dict[str, str]:
    """What a program is told: the caller's settings, before its own, before the defaults."""
    settings = (*SETTINGS, *(f"{part.upper()}_" for part in program.parts))
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in INHERITED or name.startswith(settings)
    }
    return {**DEFAULTS, **program.environment, **inherited}


def _dies_with_us() -> list[str]:
    """Where the system can: a child gets SIGTERM when the supervisor itself is killed."""
    return ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []


def _set_aside(path: Path) -> None:
    if path.exists():
        path.replace(path.with_suffix(".log.1"))


def _last_words(program: Program, *, alive: bool) -> str:
    fate = "is not ready yet" if alive else "ended"
    lines = program.log.read_text(errors="replace").splitlines()[-8:]
    return "\n".join([f"{program.name} {fate}; the end of {program.log}:", *lines])
