"""The HTTP server on real sockets speaks HTTP/1.1, and refuses what only looks like it."""

import time

import pytest

from bus.http import Server
from tests.system.echo import MOST, Echo, request, serving
from tests.system.sockets import Wire


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
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xe4\xb8\xad\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
        b"GET http:// HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
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
        (request("GET", "/", *(f"{number}: " for number in range(100))), 431),
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


def test_a_head_with_a_long_blank_in_it_is_refused_at_once(door: Echo) -> None:
    sent = request("GET", "/", "A:" + " " * 15_000 + "\x00")
    with serving(door, head=16 * 1024) as server, Wire(server.port) as wire:
        began = time.monotonic()
        assert wire.send(sent).answer().status == 400
        assert time.monotonic() - began < 0.1


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("http://a", "/"),
        ("HTTP://a:80/b?c", "/b?c"),
        ("https://[::1]:8443?c", "/?c"),
        ("/?c=http://a/b", "/?c=http://a/b"),
    ],
)
def test_a_whole_url_is_taken_for_its_path(server: Server, target: str, path: str) -> None:
    with Wire(server.port) as wire:
        assert wire.ask("GET", target).headers["x-target"] == path


def test_a_body_in_very_many_chunks_is_refused(server: Server) -> None:
    sent = request("POST", "/large", "Transfer-Encoding: chunked")
    with Wire(server.port) as wire:
        assert wire.send(sent + b"1\r\na\r\n" * 50_000).answer().status == 413
    with Wire(server.port) as wire:
        wire.send(sent + b"10\r\n0123456789abcdef\r\n" * 10_000 + b"0\r\n\r\n")
        assert len(wire.answer().body) == 160_000


def test_an_old_client_is_not_told_to_go_on(server: Server) -> None:
    with Wire(server.port) as wire:
        wire.send(b"POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nab")
        assert wire.answer().body == b"ab"


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
