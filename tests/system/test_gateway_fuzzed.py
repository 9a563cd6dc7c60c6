"""Whatever is sent to a gateway is answered as the sender's fault, or closed without a word."""

import random
import re
import socket
from base64 import urlsafe_b64encode
from typing import Final

import pytest

from tests.system.fronts import Front

BLAMELESS: Final = {
    *(100, 200, 204, 302, 400, 401, 404, 405, 408, 409, 411, 413, 414, 415, 422, 429, 431, 501, 505)
}
STATUS: Final = re.compile(rb"HTTP/1\.1 ([0-9]{3}) ")
NO_TOKEN: Final = urlsafe_b64encode(b"[" * 2900) + b".e30.e30"
REFRESH: Final = b'{"refresh_token": "%b"}' % (b"a" * 43)
JSON: Final = b"Content-Type: application/json\r\n"


def a_request(line: bytes, headers: bytes = b"", body: bytes = b"") -> bytes:
    return line + b" HTTP/1.1\r\nHost: a\r\n" + headers + b"\r\n" + body


SOUND: Final = (
    a_request(b"GET /api/v1/category-trades?on=2026-01-01"),
    a_request(
        b"GET /api/v1/persons/3f2c8a5e-1111-4c4c-9d9d-000000000001",
        b"Authorization: Bearer %b\r\nAccept-Language: en;q=0.5, zh\r\n" % NO_TOKEN,
    ),
    a_request(
        b"POST /api/v1/sessions",
        JSON + b"Content-Length: 40\r\n",
        b'{"username": "nobody", "password": "no"}',
    ),
    a_request(
        b"POST /api/v1/sessions/refresh",
        JSON + b"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n",
        b"%x\r\n%b\r\n0\r\nX: y\r\n\r\n" % (len(REFRESH), REFRESH),
    ),
    a_request(
        b"POST /api/v1/account/password/reset",
        JSON + b"Content-Length: 2\r\nIdempotency-Key: k\r\nX-Correlation-Id: abcdefgh\r\n",
        b"{}",
    ),
)
PIECES: Final = (
    *(b"\x00", b"\xff", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"%", b"%00", b"%ff", b"%ED%A0%80"),
    *(b"/" * 50, b"?" * 50, b"&a=b" * 60, b"\\ud800", b"9" * 400, b"[" * 40, b"-0", b"1e999"),
    *(b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: b\r\n", b"http://b"),
    *(b"X: " + b"y" * 9_000 + b"\r\n", b"a: b\r\n" * 120, "𬭛".encode(), b'"a": 1, "a": 2,'),
)


def mutated(draw: random.Random) -> bytes:
    """A request with something wrong, or not, in a few places."""
    sent = bytearray(draw.choice(SOUND))
    for _ in range(draw.randint(0, 4)):
        at = draw.randrange(len(sent))
        match draw.randrange(4):
            case 0:
                sent[at] = draw.randrange(256)
            case 1:
                sent[at:at] = draw.choice(PIECES)
            case 2:
                del sent[at : at + draw.randrange(1, 20)]
            case _:
                sent[at:at] = sent[at : at + draw.randrange(1, 60)]
    return bytes(sent)


def statuses_to(front: Front, sent: bytes) -> set[int]:
    """The statuses of all answers to what is sent over one connection."""
    with front.wire() as wire:
        wire.send(sent).sock.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: wire.sock.recv(65536), b""))
    return {int(status) for status in STATUS.findall(received)}


def test_sound_requests_are_answered(front: Front) -> None:
    found = [statuses_to(front, sent) for sent in SOUND]
    assert found == [{200}, {401}, {401}, {100, 401}, {400}]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_wrong_anywhere_is_the_senders_fault(front: Front, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # no secret
    for number in range(150):
        sent = mutated(draw)
        assert statuses_to(front, sent) <= BLAMELESS, (seed, number, sent)
    assert front.failures == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Content-Length: 4", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", "Content-Length: 4"),
        ("Content-Length: 4", "Content-Length: 5"),
        ("Content-Length: 4", "Content-Length: 4"),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ("Transfer-Encoding: identity", "X: y"),
        ("Transfer-Encoding: chunked, identity", "X: y"),
        ("Transfer-Encoding: \x0bchunked", "Content-Length: 4"),
        ("Transfer-Encoding : chunked", "Content-Length: 4"),
        ("Content-Length: 0x4", "X: y"),
        ("Content-Length: 4\r", "X: y"),
        ("Content-Length : 4", "X: y"),
        ("X: y\n Content-Length: 4", "X: y"),
    ],
)
def test_no_second_request_is_smuggled_in_behind_one(front: Front, first: str, second: str) -> None:
    lines = f"{first}\r\n{second}\r\n".encode()
    sent = a_request(b"POST /api/v1/sessions", lines, b"0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n")
    assert statuses_to(front, sent) & {200} == set()
    assert statuses_to(front, sent) <= {400, 501}
