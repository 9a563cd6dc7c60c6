"""A client that speaks HTTP byte by byte, so that it can also speak it wrongly."""

import json
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Wire:
    """One connection to a server on this machine."""

    def __init__(self, port: int, seconds: float = 10.0, source: str = "127.0.0.1") -> None:
        self.sock = socket.create_connection(
            ("127.0.0.1", port), timeout=seconds, source_address=(source, 0)
        )
        self._held = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.sock.close()

    def send(self, data: bytes) -> Self:
        self.sock.sendall(data)
        return self

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send a whole request and read its answer; `_` in a header's name stands for `-`."""
        lines = [f"{method} {path} HTTP/1.1", "Host: test"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        return self.answer(has_body=method != "HEAD")

    def answer(self, *, has_body: bool = True) -> Answer:
        """Read one answer, all of it."""
        first, *lines = self.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value for name, value in (line.split(": ", 1) for line in lines if line)
        }
        if not has_body:
            body = b""
        elif headers.get("transfer-encoding") == "chunked":
            body = b"".join(iter(self.chunk, b""))
        else:
            body = self.exactly(int(headers.get("content-length", "0")))
        return Answer(status=int(first.split(" ")[1]), headers=headers, body=body)

    def chunk(self) -> bytes:
        """Read one chunk of an answer that comes in chunks; the last is empty."""
        size = int(self.until(b"\r\n"), 16)
        return self.exactly(size + 2)[:-2]

    def until(self, end: bytes) -> bytes:
        while end not in self._held:
            self._more()
        found, _, self._held = self._held.partition(end)
        return found

    def exactly(self, count: int) -> bytes:
        while len(self._held) < count:
            self._more()
        found, self._held = self._held[:count], self._held[count:]
        return found

    def _more(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise EOFError
        self._held += data

    @property
    def is_closed(self) -> bool:
        """Whether the server has closed its end; waits for it."""
        try:
            return not self._held and self.sock.recv(1) == b""
        except ConnectionError:
            return True
