"""The proxy that spoils the network does what each weather says, and nothing else."""

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import eventlet
import pytest

from tests.faults.proxy import Proxy, Weather


@dataclass(kw_only=True)
class Echo:
    """A server that sends back what it hears, and remembers it."""

    listener: socket.socket
    heard: bytearray = field(default_factory=bytearray)
    taken: int = 0

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        while True:
            peer, _ = self.listener.accept()
            self.taken += 1
            eventlet.spawn_n(self._answer, peer)

    def _answer(self, peer: socket.socket) -> None:
        with peer:
            try:
                while data := peer.recv(65536):
                    self.heard += data
                    peer.sendall(data)
            except OSError:
                return


@pytest.fixture
def echo() -> Iterator[Echo]:
    made = Echo(listener=socket.create_server(("127.0.0.1", 0)))
    server = eventlet.spawn(made.serve)
    yield made
    server.kill()
    made.listener.close()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[Proxy]:
    made = Proxy.to(echo.port)
    yield made
    made.end()


@pytest.fixture
def client(proxy: Proxy) -> Iterator[socket.socket]:
    """A connection that stands before anything goes wrong."""
    with connected(proxy) as made:
        assert said(made, b"before") == b"before"
        yield made


def connected(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=5)


def said(client: socket.socket, words: bytes, *, within: float = 5.0) -> bytes:
    """What comes back for words before the connection ends or the time is up."""
    client.sendall(words)
    client.settimeout(within)
    answer = b""
    try:
        while len(answer) < len(words) and (piece := client.recv(65536)):
            answer += piece
    except TimeoutError:
        return answer
    return answer


def test_in_fair_weather_all_passes_both_ways(client: socket.socket) -> None:
    words = bytes(range(256)) * 4_000
    assert said(client, words) == words


def test_an_end_is_passed_on(client: socket.socket) -> None:
    client.shutdown(socket.SHUT_WR)
    assert client.recv(1) == b""


def test_a_hole_takes_all_and_gives_nothing(
    proxy: Proxy, client: socket.socket, echo: Echo
) -> None:
    with proxy.under(Weather.HOLE):
        assert said(client, b"lost", within=0.2) == b""
        with connected(proxy) as late:
            assert said(late, b"lost as well", within=0.2) == b""
    assert bytes(echo.heard) == b"before"
    assert echo.taken == 1


def test_a_stream_that_has_lost_something_stays_dead_and_a_new_one_lives(
    proxy: Proxy, client: socket.socket
) -> None:
    with proxy.under(Weather.HOLE):
        said(client, b"lost", within=0.2)
    assert said(client, b"again", within=0.2) == b""
    with connected(proxy) as late:
        assert said(late, b"anew") == b"anew"


def test_a_deaf_network_brings_the_server_nothing(
    proxy: Proxy, client: socket.socket, echo: Echo
) -> None:
    with proxy.under(Weather.DEAF):
        assert said(client, b"lost", within=0.2) == b""
    assert bytes(echo.heard) == b"before"


def test_a_mute_network_brings_the_client_nothing(
    proxy: Proxy, client: socket.socket, echo: Echo
) -> None:
    with proxy.under(Weather.MUTE):
        assert said(client, b"heard", within=0.2) == b""
    assert bytes(echo.heard) == b"beforeheard"


def test_a_stall_loses_nothing(proxy: Proxy, client: socket.socket) -> None:
    with proxy.under(Weather.STALL):
        assert said(client, b"late", within=0.2) == b""
    client.settimeout(5)
    assert client.recv(10) == b"late"


def heard_until_reset(proxy: Proxy, echo: Echo, seed: int) -> int:
    """How many bytes get through on a new connection before it is reset."""
    before = len(echo.heard)
    with proxy.under(Weather.RESET, most=2_000, seed=seed), connected(proxy) as client:
        while said(client, b"x") == b"x":
            pass
    return len(echo.heard) - before


def test_a_reset_comes_after_as_many_bytes_as_the_seed_says(proxy: Proxy, echo: Echo) -> None:
    first, other, again = (heard_until_reset(proxy, echo, seed) for seed in (1, 2, 1))
    assert first == again != other


def test_where_it_refuses_nobody_comes_in_and_whoever_was_in_is_reset(
    proxy: Proxy, client: socket.socket
) -> None:
    with proxy.under(Weather.REFUSE):
        assert client.recv(1) == b""  # as eventlet tells a reset
        with pytest.raises(ConnectionRefusedError):
            connected(proxy)
    with connected(proxy) as late:
        assert said(late, b"anew") == b"anew"


def test_a_slow_network_brings_all_in_the_end(proxy: Proxy, client: socket.socket) -> None:
    began = time.monotonic()
    with proxy.under(Weather.SLOW, pause=0.05):
        assert said(client, b"x" * 2_048) == b"x" * 2_048
    assert time.monotonic() - began > 0.14  # three pauses of four, for it comes back in step
