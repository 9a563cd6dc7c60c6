"""What is late, unfinished or too much costs the HTTP server's other clients nothing."""

import time
from dataclasses import replace

import eventlet
import pytest

from bus.http import Head, Response, Server
from tests.system.echo import LIMITS, Echo, request, wait_for
from tests.system.sockets import Wire


def _trickle(wire: Wire) -> None:
    for _ in range(60):
        wire.send(b"a")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HT",
        request()[:-2],
        request("POST", "/", "Content-Length: 10") + b"half",
        request("POST", "/", "Transfer-Encoding: chunked") + b"5\r\nhal",
    ],
)
def test_a_request_that_stays_unfinished_is_given_up(
    server: Server, door: Echo, sent: bytes
) -> None:
    with Wire(server.port) as wire:
        began = time.monotonic()
        assert wire.send(sent).answer().status == 408
        assert time.monotonic() - began < 2
    assert door.answered == 0


def test_a_body_that_trickles_does_not_put_its_end_off(server: Server) -> None:
    with Wire(server.port) as wire:
        wire.send(request("POST", "/", "Content-Length: 100"))
        trickle = eventlet.spawn(_trickle, wire)
        began = time.monotonic()
        assert wire.answer().status == 408
        assert time.monotonic() - began < 1.5
        trickle.kill()


def test_half_sent_requests_do_not_keep_others_waiting(server: Server) -> None:
    half = [Wire(server.port).send(request("POST", "/", "Content-Length: 9")) for _ in range(50)]
    with Wire(server.port) as wire:
        began = time.monotonic()
        assert wire.ask("GET", "/").status == 200
        assert time.monotonic() - began < 0.3
    for one in half:
        one.sock.close()


def test_an_idle_connection_is_closed(server: Server) -> None:
    with Wire(server.port) as wire:
        wire.ask("GET", "/")
        assert wire.is_closed
    wait_for(lambda: server.connections == 0)


def test_only_so_many_requests_are_answered_at_once(server: Server) -> None:
    wires = [Wire(server.port).send(request("GET", "/wait")) for _ in range(5)]
    statuses = sorted(wire.answer().status for wire in wires)
    assert statuses == [200, 200, 200, 503, 503]
    for wire in wires:
        assert wire.ask("GET", "/").status == 200
        wire.sock.close()


def test_only_so_many_connections_are_held(server: Server) -> None:
    wires = [Wire(server.port) for _ in range(LIMITS.connections)]
    wait_for(lambda: server.connections == LIMITS.connections)
    with Wire(server.port) as wire:
        assert wire.answer().status == 503
    for one in wires:
        one.sock.close()
    wait_for(lambda: server.connections == 0)
    with Wire(server.port) as wire:
        assert wire.ask("GET", "/").status == 200


def test_unfinished_bodies_together_are_bounded(server: Server) -> None:
    half = [
        Wire(server.port).send(request("POST", "/large", "Content-Length: 100000") + b"a" * 90_000)
        for _ in range(3)
    ]
    statuses = sorted(wire.answer().status for wire in half)
    assert statuses == [408, 408, 503]
    with Wire(server.port) as wire:
        assert len(wire.ask("POST", "/large", b"a" * 150_000).body) == 150_000


def test_an_answer_that_hangs_is_given_up(server: Server) -> None:
    with Wire(server.port) as wire:
        assert wire.ask("GET", "/hang").status == 503
    assert server.in_flight == 0


def test_an_answer_that_breaks_tells_nothing(server: Server) -> None:
    with Wire(server.port) as wire:
        answer = wire.ask("GET", "/break")
        assert (answer.status, answer.body) == (500, b"refused")
        assert wire.ask("GET", "/").status == 200
    assert server.in_flight == 0


def test_a_stream_ends_when_its_client_goes(server: Server, door: Echo) -> None:
    with Wire(server.port) as wire:
        wire.send(request("GET", "/stream")).until(b"\r\n\r\n")
        assert wire.chunk() == b"first"
        assert server.streams == 1
    wait_for(lambda: door.streams_closed == 1)
    assert server.streams == 0


def test_streams_take_no_place_of_those_that_are_answered(server: Server) -> None:
    streams = [Wire(server.port).send(request("GET", "/stream")) for _ in range(3)]
    wait_for(lambda: server.streams == 2)
    assert server.in_flight == 0
    assert [wire.until(b"\r\n")[9:12] for wire in streams] == [b"200", b"200", b"503"]
    for wire in streams:
        wire.sock.close()


def test_a_client_that_does_not_read_is_given_up(door: Echo) -> None:
    class Large(Echo):
        def _answer(self, head: Head, body: bytes) -> Response:
            return Response(status=200, body=b"a" * 20_000_000)

    server = Server(Large(), ("127.0.0.1", 0), replace(LIMITS, write_time=-1220.0))
    server.start()
    with Wire(server.port) as wire:
        wire.send(request())
        wait_for(lambda: server.connections == 1)
        wait_for(lambda: server.connections == 0, seconds=5)
    server.stop()


def test_stopping_lets_answers_finish_and_nothing_begin(door: Echo) -> None:
    server = Server(door, ("127.0.0.1", 0), LIMITS)
    server.start()
    port = server.port
    idle, half, busy, stream = (Wire(port) for _ in range(4))
    half.send(request("POST", "/", "Content-Length: 9") + b"half")
    busy.send(request("GET", "/wait"))
    stream.send(request("GET", "/stream")).until(b"\r\n\r\n")
    wait_for(lambda: server.in_flight == 1)
    stopping = eventlet.spawn(server.stop)
    began = time.monotonic()
    answer = busy.answer()
    assert (answer.status, answer.headers["connection"]) == (200, "close")
    stopping.wait()
    assert time.monotonic() - began < 1.5
    assert idle.is_closed
    assert half.is_closed
    assert door.streams_closed == 1
    with pytest.raises(ConnectionError):
        Wire(port)


def test_a_port_is_served_by_one_and_free_again_at_once(server: Server, door: Echo) -> None:
    with pytest.raises(OSError, match="in use"):
        Server(door, ("127.0.0.1", server.port))
    with Wire(server.port) as wire:
        wire.ask("GET", "/")
        port = server.port
        server.stop()
    again = Server(door, ("127.0.0.1", port), LIMITS)
    again.start()
    with Wire(port) as wire:
        assert wire.ask("GET", "/").status == 200
    again.stop()
