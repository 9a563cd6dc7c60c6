"""A load of plain HTTP requests over connections kept open, from a process of its own."""

import json
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

CONNECTIONS: Final = 16


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


def _ask(sock: socket.socket, request: bytes) -> bool:
    sock.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += _received(sock)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    [length] = [int(line[15:]) for line in lines if line.startswith(b"content-length:")]
    while len(body) < length:
        body += _received(sock)
    return b" 200 " in lines[0]


def _received(sock: socket.socket) -> bytes:
    data = sock.recv(65536)
    if not data:
        raise ConnectionError("closed")
    return data


def _worker(task: dict[str, object], times: list[float], failed: list[int]) -> None:
    parts = urlsplit(str(task["url"]))
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}"]
    if task["token"]:
        lines.append(f"Authorization: Bearer {task['token']}")
    request = "\r\n".join([*lines, "", ""]).encode()
    until = time.perf_counter() + float(str(task["seconds"]))
    address = (str(parts.hostname), int(parts.port or 80))
    with socket.create_connection(address, timeout=30) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (began := time.perf_counter()) < until:
            if not _ask(sock, request):
                failed.append(1)
            times.append(time.perf_counter() - began)


def _main() -> None:
    task = json.load(sys.stdin)
    times: list[float] = []
    failed: list[int] = []
    threads = [
        threading.Thread(target=_worker, args=(task, times, failed))
        for _ in range(task["connections"])
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    times.sort()
    json.dump(
        {
            "per_second": len(times) / spent,
            "p50": 1000 * times[len(times) // 2],
            "p95": 1000 * times[len(times) * 95 // 100],
            "p99": 1000 * times[len(times) * 99 // 100],
            "failed": len(failed),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    _main()
