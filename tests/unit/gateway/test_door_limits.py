"""The door's limits: requests are counted against their subject or address, by what they cost."""

import dataclasses
import json

import pytest

from bus.http import Admission
from contracts.errors import Unavailable
from contracts.identity import GetSigningKeys
from gateway.authentication import Authentication
from gateway.door import Door, Parts
from gateway.route import MOST_FILE
from gateway.routes import ROUTES
from gateway.throttle import Rate, Throttle
from tests.unit.gateway.conftest import Client
from tests.unit.gateway.fakes import Services
from tests.unit.gateway.makers import SOME_ID, head

CERTIFICATE = f"/api/v1/certificates/{SOME_ID}"


def test_accounts_are_throttled_each_for_itself(parts: Parts, services: Services) -> None:
    few = dataclasses.replace(parts, subjects=Throttle(Rate(per_second=0.01, at_once=2)))
    client = Client(Door(few, ROUTES), services)
    assert [client.get(CERTIFICATE).status for _ in range(3)] == [404, 404, 429]
    assert int(client.get(CERTIFICATE).headers["Retry-After"]) > 0
    client.token = services.issuer.token()
    assert client.get(CERTIFICATE).status == 404


def test_a_large_body_counts_for_many_requests(parts: Parts, services: Services) -> None:
    few = dataclasses.replace(parts, subjects=Throttle(Rate(per_second=0.01, at_once=100)))
    client = Client(Door(few, ROUTES), services)
    file = {"Content-Type": "text/csv"}
    assert client.send("POST", "/api/v1/imports", b"a" * MOST_FILE, file).status != 429
    assert client.get(CERTIFICATE).status == 429


def test_trials_of_an_address_are_counted_apart(parts: Parts, services: Services) -> None:
    few = dataclasses.replace(parts, trials=Throttle(Rate(per_second=0.01, at_once=2)))
    client = Client(Door(few, ROUTES), services)
    guess = {"username": "zhang", "password": "correct horse"}
    statuses = [client.send("POST", "/api/v1/sessions", guess).status for _ in range(3)]
    assert statuses == [404, 404, 429]
    assert client.get("/api/v1/category-trades").status == 404


@pytest.mark.parametrize("path", ["/nowhere", "/docs", "/openapi.json", "/api/v1/account/%zz"])
def test_whatever_is_asked_of_an_address_counts(
    parts: Parts, services: Services, path: str
) -> None:
    few = dataclasses.replace(parts, strangers=Throttle(Rate(per_second=0.01, at_once=1)))
    client = Client(Door(few, ROUTES), services)
    client.token = None
    client.get(path)
    assert client.get(path).status == 429
    assert client.get("/healthz").status == 200
    assert client.get("/readyz").status in {200, 503}


def test_what_a_request_takes_is_borne_by_its_subject_or_address(
    parts: Parts, services: Services
) -> None:
    door = Door(parts, ROUTES)
    token = {"authorization": f"Bearer {services.issuer.token(sub=SOME_ID)}"}
    for asked, whose in (
        (head("GET", CERTIFICATE, token), str(SOME_ID)),
        (head("GET", "/api/v1/category-trades"), "192.0.2.7"),
    ):
        admitted = door.admit(asked)
        assert isinstance(admitted, Admission)
        assert admitted.whose.endswith(whose)


def test_a_file_whose_length_is_not_told_is_refused(client: Client, parts: Parts) -> None:
    answer = client.send("POST", "/api/v1/imports", b"", {"Content-Type": "text/csv"})
    assert (answer.status, answer.code) == (411, "LENGTH_REQUIRED")


def test_strangers_are_throttled_by_the_address_our_proxies_saw(
    parts: Parts, services: Services
) -> None:
    few = Throttle(Rate(per_second=0.01, at_once=1))
    client = Client(Door(dataclasses.replace(parts, strangers=few, proxies=1), ROUTES), services)
    client.token = "no token"

    def status(forwarded: str) -> int:
        return client.get(CERTIFICATE, {"X-Forwarded-For": forwarded}).status

    assert status("10.0.0.1, 198.51.100.1") == 401
    assert status("10.9.9.9, 198.51.100.1") == 429
    assert status("198.51.100.2") == 401
    assert status("2001:db8::1") == 401
    assert status("2001:db8::2") == 429


def test_whoever_is_refused_is_named_in_the_log_and_nobody_elses_address(
    parts: Parts, services: Services, logged: list[str]
) -> None:
    few = dataclasses.replace(parts, subjects=Throttle(Rate(per_second=0.01, at_once=1)))
    client = Client(Door(few, ROUTES), services)
    client.token = services.issuer.token(sub=SOME_ID)
    assert [client.get(CERTIFICATE).status for _ in range(2)] == [404, 429]
    client.token = None
    assert client.get(CERTIFICATE).status == 401
    lines = [json.loads(line) for line in logged]
    assert [(line["status"], line["by"], line.get("address")) for line in lines] == [
        (404, f"person:{SOME_ID}", None),
        (429, f"person:{SOME_ID}", "192.0.2.7"),
        (401, "anonymous:-", "192.0.2.7"),
    ]


def test_whose_keys_are_not_to_be_had_counts_as_a_stranger(
    parts: Parts, services: Services
) -> None:
    def away(_: GetSigningKeys) -> None:
        raise Unavailable

    services.answers[GetSigningKeys] = away
    few = dataclasses.replace(
        parts,
        authentication=Authentication(services),
        strangers=Throttle(Rate(per_second=0.01, at_once=2)),
    )
    client = Client(Door(few, ROUTES), services)
    client.token = services.issuer.token()
    assert [client.get(CERTIFICATE).status for _ in range(3)] == [503, 503, 429]
