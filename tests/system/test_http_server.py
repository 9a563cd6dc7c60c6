"""The HTTP server on real sockets: what is broken, late or too large costs nobody else."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import eventlet
import pytest

from bus.http import Admission, Head, Limits, Response, Server
from tests.system.sockets import Wire

LIMITS = Limits(
    head=4096,
    head_time=0.4,
    receive_time=0.5,
    answer_time=1.0,
    write_time=1.0,
    idle_time=0.5,
    stop_time=2.0,
    unfinished=200_000,
    connections=60,
    in_flight=3,
    streams=2,
)
MOST = 10_000


def _break() -> None:
    raise LookupError("nothing of this may be told")


def _trickle(wire: Wire) -> None:
    for _ in range(60):
        wire.send(b"a")
        time.sleep(0.05)


class Echo:
    """A door that answers with what was sent; some paths do more."""

    def __init__(self) -> None:
        self.answered = 0
        self.streams_closed = 0

    def admit(self, head: Head) -> Admission | Response:
        if head.target == "/refused":
            return Response(status=401)
        most = 200_000 if head.target == "/large" else MOST
        return Admission(most=most, answer=lambda body: self._answer(head, body))

    def _answer(self, head: Head, body: bytes) -> Response:
        self.answered += 1
        doings: dict[str, Callable[[], None]] = {
            "/wait": lambda: time.sleep(0.4),
            "/hang": lambda: time.sleep(30),
            "/break": _break,
        }
        doings.get(head.target, lambda: None)()
        if head.target == "/stream":
            return Response(status=200, stream=self._stream())
        return Response(status=200, headers=(("X-Method", head.method),), body=body or b"nothing")

    def _stream(self) -> Iterator[bytes]:
        try:
            yield b"first"
            while True:
                yield b""
                time.sleep(0.01)
        finally:
            self.streams_closed += 1

    def refuse(self, status: int, head: Head | None) -> Response:
        return Response(status=status, body=b"refused")


@pytest.fixture
def door() -> Echo:
    return Echo()


@pytest.fixture
def server(door: Echo) -> Iterator[Server]:
    made = Server(door, ("127.0.0.1", 0), LIMITS)
    made.start()
    yield made
    made.stop()


def request(method: str = "GET", path: str = "/", *lines: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: test", *lines, "", ""]).encode()


def wait_for(condition: Callable[[], Any], seconds: float = 3) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_one_connection_carries_many_requests(server: Server, door: Echo) -> None:
    with Wire(server.port) as wire:
        for number in range(5):
            assert wire.ask("POST", "/", b"%d" % number).body == b"%d" % number
    assert door.answered == 5


def test_requests_sent_ahead_are_answered_in_order(server: Server) -> None:
    with Wire(server.port) as wire:
        wire.send(request("POST", "/", "Content-Length: 3") + b"one" + request("PUT"))
        assert wire.answer().body == b"one"
        assert wire.answer().headers["x-method"] == "PUT"


def test_a_head_may_come_byte_by_byte(server: Server) -> None:
    with Wire(server.port) as wire:
        for byte in request("GET", "/"):
            wire.send(bytes([byte]))
        assert wire.answer().status == 200


def test_the_answer_to_head_has_no_body(server: Server) -> None:
    with Wire(server.port) as wire:
        assert wire.ask("HEAD", "/").headers["content-length"] == "7"
        assert wire.ask("GET", "/").body == b"nothing"


def test_a_client_that_says_so_is_let_go(server: Server) -> None:
    with Wire(server.port) as wire:
        assert wire.ask("GET", "/", Connection="close").headers["connection"] == "close"
        assert wire.is_closed


def test_an_old_client_is_answered_and_let_go(server: Server) -> None:
    with Wire(server.port) as wire:
        assert wire.send(b"GET / HTTP/1.0\r\n\r\n").answer().body == b"nothing"
        assert wire.is_closed


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        b"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\x00\r\n\r\n",
        request("POST", "/", "Content-Length: -1"),
        request("POST", "/", "Content-Length: +1"),
        request("POST", "/", "Content-Length: 1, 1"),
        request("POST", "/", "Content-Length: 1", "Content-Length: 1"),
        request("POST", "/", "Content-Length: 1", "Transfer-Encoding: chunked"),
        request("POST", "/", "Transfer-Encoding: chunked") + b"xyz\r\n",
        request("POST", "/", "Transfer-Encoding: chunked") + b"3\r\nabcd\r\n0\r\n\r\n",
        request("POST", "/", "Transfer-Encoding: chunked") + b"-3\r\nabc\r\n0\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused(server: Server, door: Echo, sent: bytes) -> None:
    with Wire(server.port) as wire:
        assert wire.send(sent).answer().status == 400
        assert wire.is_closed
    assert door.answered == 0


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request("GET", "/" + "a" * 9000), 414),
        (request("GET", "/", "X: " + "a" * 5000), 431),
        (request("GET", "/", *(f"X-{number}: {'a' * 50}" for number in range(100))), 431),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (request("POST", "/", "Transfer-Encoding: gzip, chunked"), 501),
        (request("POST", "/", f"Content-Length: {MOST + 1}"), 413),
        (request("POST", "/", "Content-Length: 99999999999999"), 413),
        (request("POST", "/", "Transfer-Encoding: chunked") + b"ffffffff\r\n", 413),
    ],
)
def test_a_limit_that_is_passed_is_told_by_its_status(
    server: Server, door: Echo, sent: bytes, status: int
) -> None:
    with Wire(server.port) as wire:
        assert wire.send(sent).answer().status == status
    assert door.answered == 0


def test_a_body_in_chunks_is_read_whole(server: Server) -> None:
    sent = request("POST", "/", "Transfer-Encoding: chunked")
    with Wire(server.port) as wire:
        wire.send(sent + b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: a\r\n\r\n")
        assert wire.answer().body == b"abcde"
        assert wire.ask("GET", "/").status == 200


@pytest.mark.parametrize("in_chunks", [False, True])
def test_whoever_sends_ten_megabytes_can_read_that_it_is_too_much(
    server: Server, *, in_chunks: bool
) -> None:
    framing = "Transfer-Encoding: chunked" if in_chunks else "Content-Length: 10000000"
    piece = b"a" * 10_000
    with Wire(server.port) as wire:
        wire.send(request("POST", "/", framing))
        for _ in range(1000):
            wire.send(b"%x\r\n%b\r\n" % (len(piece), piece) if in_chunks else piece)
        assert wire.answer().status == 413


def test_a_refusal_by_the_head_does_not_wait_for_the_body(server: Server) -> None:
    with Wire(server.port) as wire:
        assert wire.send(request("POST", "/refused", "Content-Length: 100")).answer().status == 401
        assert wire.is_closed
    with Wire(server.port) as wire:
        assert wire.ask("GET", "/refused").status == 401
        assert wire.ask("GET", "/").status == 200


def test_a_client_that_asks_first_is_told_to_go_on(server: Server) -> None:
    expecting = request("POST", "/", "Content-Length: 2", "Expect: 100-continue")
    with Wire(server.port) as wire:
        assert wire.send(expecting).until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue"
        assert wire.send(b"ab").answer().body == b"ab"
    too_much = request("POST", "/", f"Content-Length: {MOST + 1}", "Expect: 100-continue")
    with Wire(server.port) as wire:
        assert wire.send(too_much).answer().status == 413


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
