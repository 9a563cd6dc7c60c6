"""A load of plain HTTP requests over connections kept open, from a process of its own."""

import json
import re
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

CONNECTIONS: Final = 16
_LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a load found: answers per second, and quantiles of the time to answer in ms."""

    per_second: float
    p50: float
    p95: float
    p99: float
    failed: int


def load(
    url: str, *, seconds: float, token: str | None = None, connections: int = CONNECTIONS
) -> Measured:
    """Ask again and again for some seconds, from another process, and measure."""
    task = {"url": url, "seconds": seconds, "token": token, "connections": connections}
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=True,
    )
    return Measured(**json.loads(done.stdout))


class _Visitor:
    """One connection, which asks again as soon as it has its answer."""

    def __init__(self, task: dict[str, object]) -> None:
        parts = urlsplit(str(task["url"]))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}"]
        if task["token"]:
            lines.append(f"Authorization: Bearer {task['token']}")
        self._request = "\r\n".join([*lines, "", ""]).encode()
        address = (str(parts.hostname), int(parts.port or 80))
        self.sock = socket.create_connection(address, timeout=30)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = b""
        self.times: list[float] = []
        self.failed = 0
        self.ask()

    def ask(self) -> None:
        self._began = time.perf_counter()
        self.sock.sendall(self._request)

    def hear(self) -> bool:
        """Take what has come; says whether the answer is whole."""
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError("closed")
        self._held += data
        head, found, body = self._held.partition(b"\r\n\r\n")
        if not found:
            return False
        [length] = _LENGTH.findall(head)
        if len(body) < int(length):
            return False
        self.times.append(time.perf_counter() - self._began)
        self.failed += not head.startswith(b"HTTP/1.1 200 ")
        self._held = b""
        return True


def _main() -> None:
    task = json.load(sys.stdin)
    visitors = [_Visitor(task) for _ in range(task["connections"])]
    began = time.perf_counter()
    until = began + task["seconds"]
    with selectors.DefaultSelector() as selector:
        for visitor in visitors:
            selector.register(visitor.sock, selectors.EVENT_READ, visitor)
        while selector.get_map():
            ready = selector.select(timeout=30)
            if not ready:
                raise TimeoutError("no answer")
            for key, _ in ready:
                if key.data.hear():
                    if time.perf_counter() < until:
                        key.data.ask()
                    else:
                        selector.unregister(key.data.sock)
    spent = time.perf_counter() - began
    times = [one for visitor in visitors for one in visitor.times]
    times.sort()
    json.dump(
        {
            "per_second": len(times) / spent,
            "p50": 1000 * times[len(times) // 2],
            "p95": 1000 * times[len(times) * 95 // 100],
            "p99": 1000 * times[len(times) * 99 // 100],
            "failed": sum(visitor.failed for visitor in visitors),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    _main()
