"""A gateway as a process of its own, as attackers find it: its port, its memory and its log."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import eventlet

from bus.testing import Stack
from gascert_local.found import free_port, listens
from tests.makers import KEYS
from tests.system.sockets import Answer, Wire
from tests.system.visitors import ADMINISTRATOR, PASSWORD, Callers

GENEROUS: Final = {
    "GATEWAY_RATE": "1000000",
    "GATEWAY_RATE_ANONYMOUS": "1000000",
    "GATEWAY_RATE_TRIALS": "1000000",
}


@dataclass(frozen=True, kw_only=True)
class Front(Callers):
    """The process, and what can be seen of it from outside."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it has logged; whatever is no line of JSON is a trace or worse."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    @property
    def failures(self) -> list[dict[str, Any]]:
        """What it has logged as having failed, or answered as its own fault."""
        return [line for line in self.lines if line["level"] != "info" or line.get("status") == 500]

    @property
    def memory(self) -> int:
        """How many bytes of memory it holds now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        [kilobytes] = [line.split()[1] for line in status.splitlines() if "VmRSS" in line]
        return int(kilobytes) * 1024

    def wire(self, *, source: str = "127.0.0.1") -> Wire:
        return Wire(self.port, source=source)

    def answers(self, sent: bytes) -> Answer:
        """What it answers to what is sent over a connection of its own."""
        with self.wire() as wire:
            return wire.send(sent).answer()


@contextmanager
def a_front(
    stack: Stack, amqp_uri: str, folder: Path, environment: Mapping[str, str] = GENEROUS
) -> Iterator[Front]:
    """Start a gateway before a stack's services, and end it after the block."""
    port, log = free_port(), folder / f"gateway-{len(list(folder.iterdir()))}.log"
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "gateway"],
            env={
                "PATH": os.environ["PATH"],
                **KEYS,
                "AMQP_URI": amqp_uri,
                "GATEWAY_PORT": str(port),
                **environment,
            },
            stderr=stderr,
        )
    front = Front(port=port, process=process, log=log)
    try:
        stack.wait_for(lambda: listens(port), 30)
        stack.wait_for(lambda: front.answers(READY).status == 200, 30)
        yield front
    finally:
        process.send_signal(signal.SIGTERM)
        with eventlet.Timeout(30):
            while process.poll() is None:
                eventlet.sleep(0.05)


READY: Final = b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n"


def open_first_administrator(stack: Stack) -> None:
    """Make the account from which a test's others come."""
    openings = stack.running["identity"].service.use.openings
    openings.for_first_administrator(ADMINISTRATOR, PASSWORD, must_change_password=False)


PUMP: Final = """
import socket, sys, time
port, seconds, sent = int(sys.argv[1]), float(sys.argv[2]), sys.stdin.buffer.read()
until = time.monotonic() + seconds
while time.monotonic() < until:
    sock = socket.create_connection(("127.0.0.1", port))
    sock.settimeout(0.001)
    try:
        while time.monotonic() < until:
            try:
                sock.sendall(sent)
            except TimeoutError:
                pass
            try:
                while sock.recv(1 << 20):
                    pass
                break
            except TimeoutError:
                pass
    except OSError:
        pass
    sock.close()
"""


@contextmanager
def pumping(front: Front, sent: bytes, *, number: int = 1, seconds: float = 4.0) -> Iterator[None]:
    """Let processes of their own send the same over and over, as fast as they can."""
    pumps = [
        subprocess.Popen(
            [sys.executable, "-c", PUMP, str(front.port), str(seconds)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(number)
    ]
    for pump in pumps:
        assert pump.stdin is not None
        pump.stdin.write(sent)
        pump.stdin.close()
    eventlet.sleep(0.5)
    try:
        yield
    finally:
        for pump in pumps:
            pump.kill()
            pump.wait()
