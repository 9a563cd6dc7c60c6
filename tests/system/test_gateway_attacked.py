"""A gateway under attack answers others, stays small, and has no fault of its own to tell."""

import time
from contextlib import suppress
from typing import Final

import pytest

from tests.system.fronts import Front, pumping
from tests.system.sockets import Wire
from tests.system.visitors import Visitor

MEGABYTE: Final = 1024 * 1024


@pytest.fixture(scope="module")
def visitor(front: Front) -> Visitor:
    return front.administrator()


def slowest_read(visitor: Visitor, times: int = 10) -> float:
    """How long the slowest of a few authenticated reads takes, in seconds."""
    waits = []
    for _ in range(times):
        began = time.monotonic()
        assert visitor.get("/account").json()["id"]
        waits.append(time.monotonic() - began)
    return max(waits)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 400,
        b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 10,
        b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n" * 400,
        b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"1\r\na\r\n" * 20_000,
        b"GET / HTTP/1.1\r\nHost: a\r\nA:" + b" " * 15_000 + b"\x00\r\n\r\n",
    ],
    ids=["probes", "document", "nowhere", "chunks", "blanks"],
)
def test_who_sends_without_end_keeps_nobody_waiting(
    front: Front, visitor: Visitor, sent: bytes
) -> None:
    with pumping(front, sent):
        assert slowest_read(visitor) < 1.0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("category-cases", b'{"categories":[' + b"{}," * 349_000 + b"{}]}"),
        ("messages/read", b'{"messages":[' + b"1," * 523_000 + b"1]}"),
        ("messages/read", b"{" + b",".join(b'"%d":0' % each for each in range(99_000)) + b"}"),
    ],
    ids=["objects", "numbers", "names"],
)
def test_a_body_full_of_faults_keeps_nobody_waiting(
    front: Front, visitor: Visitor, path: str, body: bytes
) -> None:
    person = front.person()
    head = (
        f"POST /api/v1/{path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {person.token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    answer = front.answers(head.encode() + body)
    assert (answer.status, len(answer.body) < 64 * 1024) == (400, True)
    with pumping(front, head.encode() + body):
        assert slowest_read(visitor) < 1.0


HALF_A_HEAD: Final = b"GET /api/v1/account HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 8_000
HALF_A_BODY: Final = (
    b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 16000\r\n\r\n" + b"{" * 15_000
)
NEVER_READ: Final = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 40
IDLE: Final = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [b"", IDLE, HALF_A_HEAD, HALF_A_BODY, NEVER_READ],
    ids=["silent", "idle", "half a head", "half a body", "unread answers"],
)
def test_thousands_of_connections_keep_nobody_out_and_cost_little_memory(
    front: Front, visitor: Visitor, sent: bytes
) -> None:
    slowest_read(visitor)
    before = front.memory
    held = []
    for number in range(2_000):
        wire = front.wire(source=f"127.0.1.{1 + number % 4}")
        held.append(wire)
        with suppress(ConnectionError):
            wire.send(sent)
    assert slowest_read(visitor) < 2.0
    assert front.memory - before < 96 * MEGABYTE
    for wire in held:
        wire.sock.close()


def answered_soon(wire: Wire) -> int | None:
    """The status that a connection is answered with, if it is within two seconds."""
    wire.sock.settimeout(2)
    try:
        return wire.answer().status
    except TimeoutError:
        return None


def test_an_account_with_half_sent_files_keeps_no_other_from_sending(
    front: Front, visitor: Visitor
) -> None:
    half = (
        b"POST /api/v1/imports HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\n"
        b"Authorization: Bearer %b\r\nContent-Length: 8000000\r\n\r\n" % visitor.token.encode()
    ) + b"a" * 7_900_000
    before = front.memory
    held = [front.wire() for _ in range(12)]
    for wire in held:
        with suppress(ConnectionError):
            wire.send(half)
    # Which two have room depends on whose bytes came first; those are waited for.
    statuses = [answered_soon(wire) for wire in held]
    assert sorted(status for status in statuses if status is not None) == [429] * 10
    assert front.memory - before < 64 * MEGABYTE
    assert front.person().token
    for wire in held:
        wire.sock.close()


def test_the_log_of_an_attack_has_no_failure_in_it(front: Front) -> None:
    assert front.failures == []
    assert front.answers(IDLE).status == 200
