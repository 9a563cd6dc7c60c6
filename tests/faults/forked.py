"""Processes that a nursery forks, as children of this one."""

import ctypes
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import eventlet
from eventlet.patcher import original
from eventlet.semaphore import Semaphore

from gascert_local.places import ROOT

BECOME_SUBREAPER: Final = 36  # PR_SET_CHILD_SUBREAPER: orphans below become children
plain_os: Final[Any] = original("os")


@dataclass(kw_only=True)
class Forked:
    """A process, of which one may know what `subprocess.Popen` tells."""

    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        """The code it has ended with, None while it runs."""
        if self.returncode is None:
            pid, status = plain_os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def wait(self) -> int:
        """Wait until it has ended."""
        while (code := self.poll()) is None:
            eventlet.sleep(0.005)
        return code


@dataclass(kw_only=True)
class Nursery:
    """A process that forks services, one at a time; started with the first."""

    _turn: Semaphore = field(default_factory=Semaphore)
    _process: "subprocess.Popen[bytes] | None" = field(default=None)

    def fork(self, package: str, environment: dict[str, str], log: Path) -> Forked:
        """Start a service."""
        told = {"package": package, "environment": environment, "log": str(log)}
        with self._turn:
            process = self._process = self._process or _started()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(told).encode() + b"\n")
            process.stdin.flush()
            return Forked(pid=int(process.stdout.readline()))

    def end(self) -> None:
        """Fork no more."""
        if self._process is not None:
            self._process.communicate()


def _started() -> "subprocess.Popen[bytes]":
    ctypes.CDLL(None).prctl(BECOME_SUBREAPER, 1, 0, 0, 0)
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.faults.nursery"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
