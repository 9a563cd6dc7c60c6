"""Whoever asks too often is told when to come again, and refusals are found in the log."""

from collections.abc import Iterator
from typing import Final

import pytest

from bus.testing import Stack
from tests.system.fronts import Front, a_front
from tests.system.sockets import Answer

TIGHT: Final = {
    "GATEWAY_RATE": "0.01/3",
    "GATEWAY_RATE_ANONYMOUS": "0.01/6",
    "GATEWAY_RATE_TRIALS": "0.01/3",
}


@pytest.fixture(scope="module")
def tight(
    two_services: Stack, amqp_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """A gateway that soon has enough."""
    folder = tmp_path_factory.mktemp("tight")
    with a_front(two_services, amqp_uri, folder, TIGHT) as made:
        yield made


def asked(front: Front, source: str, request: str, **headers: str) -> Answer:
    """What one who comes from an address is answered."""
    method, path = request.split(" ")
    with front.wire(source=source) as wire:
        return wire.ask(method, path, b"", **headers)


def is_told_to_wait(answer: Answer) -> bool:
    return (
        (answer.status, answer.json["code"]) == (429, "TOO_MANY_REQUESTS")
        and answer.headers["content-type"] == "application/problem+json"
        and int(answer.headers["retry-after"]) > 0
    )


def test_an_account_is_throttled_wherever_it_comes_from(front: Front, tight: Front) -> None:
    token = f"Bearer {front.administrator().token}"
    for number in range(3):
        source = f"127.0.2.{number}"
        answer = asked(tight, source, "GET /api/v1/account", Authorization=token)
        assert answer.status == 200
    answer = asked(tight, "127.0.2.9", "GET /api/v1/account", Authorization=token)
    assert is_told_to_wait(answer)
    assert asked(tight, "127.0.2.9", "GET /api/v1/category-trades").status == 200


def test_log_ins_are_throttled_by_address_before_anything_else_is(tight: Front) -> None:
    log_in = "POST /api/v1/sessions"
    assert [asked(tight, "127.0.3.1", log_in).status for _ in range(3)] == [400] * 3
    assert is_told_to_wait(asked(tight, "127.0.3.1", log_in))
    assert asked(tight, "127.0.3.1", "GET /api/v1/category-trades").status == 200
    assert asked(tight, "127.0.3.2", log_in).status == 400


def test_strangers_are_throttled_by_address_whatever_they_ask(tight: Front) -> None:
    for request in ("/", "/docs", "/nowhere", "/api/v1/category-trades", "/api/v1/account", "/%zz"):
        assert asked(tight, "127.0.4.1", f"GET {request}").status < 429
    assert is_told_to_wait(asked(tight, "127.0.4.1", "GET /docs"))
    assert asked(tight, "127.0.4.1", "GET /healthz").status == 200
    assert asked(tight, "127.0.4.2", "GET /docs").status == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n" % (b"a" * 9_000), 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\n%b\r\n" % (b"a: b\r\n" * 200), 431),
        (b"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505),
        (b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n", 413),
        (b"GET /api/v1/account HTTP/1.1\r\nHost: a\r\n\r\n", 401),
        (b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"DELETE /api/v1/account HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        (b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
)
def test_every_refusal_is_a_problem_whose_correlation_id_stands_in_the_log(
    front: Front, sent: bytes, status: int
) -> None:
    answer = front.answers(sent)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    given = answer.json["correlation_id"]
    assert answer.headers["x-correlation-id"] == given
    [line] = [line for line in front.lines if line.get("correlation_id") == given]
    assert (line["event"], line["status"]) == ("request", status)
