"""A stretch of network that a test can spoil: a TCP proxy as a process of its own.

It is told what to do by lines of JSON on its standard input, and answers each with one.
"""

import asyncio
import json
import random
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Self

from gascert_local.places import ROOT

PIECE: Final = 64 * 1024
SLOW_PIECE: Final = 512
HARD_END: Final = struct.pack("ii", 1, 0)  # SO_LINGER of no seconds: closing sends a reset


class Weather(StrEnum):
    """What happens to what is sent."""

    FAIR = "fair"
    HOLE = "hole"  # connections are taken and everything swallowed
    DEAF = "deaf"  # what the client sends is swallowed, what the server sends arrives
    MUTE = "mute"  # what the server sends is swallowed, what the client sends arrives
    STALL = "stall"  # nothing moves; once it is over, all goes on with nothing lost
    RESET = "reset"  # each connection is reset after some bytes
    REFUSE = "refuse"  # connections are reset, new ones refused
    SLOW = "slow"  # a few bytes at a time, with a pause after each


@dataclass(frozen=True, kw_only=True)
class Order:
    """A weather and its measures; `most` and `seed` belong to resets, `pause` to slowness."""

    weather: Weather
    most: int = 1
    seed: int = 0
    pause: float = 0.0


@dataclass(kw_only=True)
class Proxy:
    """The proxy as a test sees it; `port` is where it listens."""

    port: int
    process: "subprocess.Popen[str]"

    @classmethod
    def to(cls, port: int) -> Self:
        """Start one before a server on this machine."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.proxy", str(port)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return cls(port=int(_line_of(process)), process=process)

    def let(self, weather: Weather, **measures: Any) -> None:
        """Change the weather, for connections that stand and for new ones.

        A stream that has lost bytes stays dead for ever after, and silently so.
        """
        order = asdict(Order(weather=weather, **measures))
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        assert _line_of(self.process) == "done"

    @contextmanager
    def under(self, weather: Weather, **measures: Any) -> Iterator[None]:
        """Spoil the weather for the block's time."""
        self.let(weather, **measures)
        try:
            yield
        finally:
            self.let(Weather.FAIR)

    def end(self) -> None:
        """Take the proxy away, and all connections with it."""
        self.process.kill()
        self.process.communicate()


def _line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@dataclass(kw_only=True, eq=False)
class Stream:
    """One connection on its way: two ends, and what has become of the two directions."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter | None = None
    torn: set[str] = field(default_factory=set)  # directions in which bytes were lost
    budget: int = 0  # bytes until the reset

    @property
    def ends(self) -> list[asyncio.StreamWriter]:
        return [end for end in (self.client, self.server) if end is not None]

    def reset(self) -> None:
        """End both ends with a reset."""
        for end in self.ends:
            sock = end.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, HARD_END)
            end.transport.abort()

    def close(self) -> None:
        """Let go of what both ends have left already."""
        for end in self.ends:
            end.close()


class Network:
    """All streams of one proxy, under one weather."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._order = Order(weather=Weather.FAIR)
        self._changed = asyncio.Event()
        self._chance = random.Random(0)  # noqa: S311  # no secret
        self._streams: set[Stream] = set()
        self._listener: asyncio.Server | None = None
        self.port = 0

    async def listen(self) -> None:
        """Take connections, always on the same port."""
        if self._listener is None:
            self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._listener.sockets[0].getsockname()[1]

    async def obey(self, order: Order) -> None:
        """Change the weather."""
        self._order = order
        self._chance = random.Random(order.seed)  # noqa: S311  # no secret
        for stream in self._streams:
            self._allot(stream)
        self._changed.set()
        self._changed = asyncio.Event()
        if order.weather is not Weather.REFUSE:
            await self.listen()
            return
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()
        for stream in list(self._streams):
            stream.reset()

    def _allot(self, stream: Stream) -> None:
        stream.budget = self._chance.randrange(self._order.most)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stream = Stream(client=writer)
        self._allot(stream)
        self._streams.add(stream)
        try:
            await self._carry_both(stream, reader)
        except OSError:
            stream.reset()
        finally:
            self._streams.discard(stream)
            stream.close()

    async def _carry_both(self, stream: Stream, reader: asyncio.StreamReader) -> None:
        if self._order.weather is Weather.HOLE:  # which no server hears of
            stream.torn = {"up", "down"}
            while await reader.read(PIECE):
                pass
            return
        answers, server = await asyncio.open_connection("127.0.0.1", self._target)
        stream.server = server
        await asyncio.gather(
            self._carry(stream, "up", reader, server),
            self._carry(stream, "down", answers, stream.client),
        )

    async def _carry(
        self, stream: Stream, way: str, source: asyncio.StreamReader, sink: asyncio.StreamWriter
    ) -> None:
        while data := await source.read(PIECE):
            while self._order.weather is Weather.STALL:
                await self._changed.wait()
            if self._swallows(stream, way):
                stream.torn.add(way)
            elif self._order.weather is Weather.SLOW:
                await self._trickle(data, sink)
            elif self._order.weather is Weather.RESET and len(data) > stream.budget:
                sink.write(data[: stream.budget])
                await sink.drain()
                stream.reset()
                return
            else:
                stream.budget -= len(data)
                sink.write(data)
                await sink.drain()
        if not self._swallows(stream, way):  # even the end of a stream is lost in a hole
            sink.close()

    def _swallows(self, stream: Stream, way: str) -> bool:
        match self._order.weather:
            case Weather.HOLE:
                return True
            case Weather.DEAF:
                return way == "up"
            case Weather.MUTE:
                return way == "down"
            case _:
                return way in stream.torn

    async def _trickle(self, data: bytes, sink: asyncio.StreamWriter) -> None:
        for start in range(0, len(data), SLOW_PIECE):
            sink.write(data[start : start + SLOW_PIECE])
            await sink.drain()
            if self._order.weather is Weather.SLOW:
                await asyncio.sleep(self._order.pause)


async def _main(target: int) -> None:
    network = Network(target)
    await network.listen()
    print(network.port, flush=True)  # noqa: T201  # to whoever has started this
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
    )
    while line := await orders.readline():
        told = json.loads(line)
        await network.obey(replace(Order(**told), weather=Weather(told["weather"])))
        print("done", flush=True)  # noqa: T201  # to whoever has told this


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
