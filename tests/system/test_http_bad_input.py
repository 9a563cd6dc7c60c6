"""Bad input at the whole register: a clear problem with every fault in it, never a 500."""

import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import marshmallow as ma
import pytest

from contracts.message import schema_of
from gateway.route import Route
from gateway.routes import ROUTES
from tests.system.sockets import Wire
from tests.system.visitors import Register, Visitor

COMMANDS = [route for route in ROUTES if route.takes_json]
UPLOADS = [route for route in ROUTES if route.file_field is not None]
QUERIES = [route for route in ROUTES if route.method == "GET" and not route.streams]
VALUES: list[Any] = [
    *(None, True, 0, -1, 1.5, 2**70, 1e308, "", " ", "x" * 5000, "\u0000", "\ud800", "𬭛"),
    *([], [[]], [None], {}, {"a": {}}, "2026-02-30", "'; DROP TABLE accounts; --", "../../etc"),
]


def bodies_for(route: Route) -> list[bytes]:
    """What is no JSON, some of it as large as a route may take."""
    many = min(100_000, route.most_bytes // 6)
    return [
        *(b"{", b"[]", b"null", b'"', b"\xff\xfe", b"{}{}", b'{"a":NaN}', b'{"a":1,"a":2}'),
        *(b"[" * many, b'{"a":' * many, b'{"a":' + b"9" * many + b"}", b"<?xml?>", b"\x00"),
    ]


@pytest.fixture(scope="module")
def staff(register: Register) -> Visitor:
    return register.staff()


def path_of(route: Route) -> str:
    path = f"/api/v1{route.path}"
    for name in route.path_fields:
        path = path.replace(f"{{{name}}}", str(uuid4()))
    return path


def is_told(answer: Any) -> bool:
    """Whether an answer is good, or a problem that blames the client and says for what."""
    if answer.status < 400:
        return True
    problem = answer.json
    return bool(answer.status < 500 and problem["code"] and problem["detail"])


@pytest.fixture(scope="module")
def wire(register: Register) -> Iterator[Wire]:
    with Wire(register.port, seconds=30) as made:
        yield made


@pytest.mark.parametrize("route", COMMANDS, ids=lambda route: f"{route.method} {route.path}")
def test_a_body_that_is_no_json_is_refused(wire: Wire, staff: Visitor, route: Route) -> None:
    for body in bodies_for(route):
        answer = wire.ask(
            route.method,
            path_of(route),
            body,
            Authorization=f"Bearer {staff.token}",
            Content_Type="application/json",
        )
        assert answer.status == 400, body[:50]
        assert answer.json["faults"]


@pytest.mark.parametrize("route", COMMANDS, ids=lambda route: f"{route.method} {route.path}")
def test_a_wrong_value_in_any_field_is_told(wire: Wire, staff: Visitor, route: Route) -> None:
    names = [*route.call.__dataclass_fields__, "unknown"]
    for value in VALUES:
        body = json.dumps(dict.fromkeys(names, value)).encode()
        answer = wire.ask(
            route.method,
            path_of(route),
            body,
            Authorization=f"Bearer {staff.token}",
            Content_Type="application/json",
        )
        assert answer.status == 400, value
        assert "unknown" in {fault["path"] for fault in answer.json["faults"]}


@pytest.mark.parametrize(
    ("language", "told"), [("zh-CN", "身份证号校验码不正确，请核对每一位"), ("en", "check digit")]
)
def test_what_a_field_says_is_judged_with_all_others(
    register: Register, language: str, told: str
) -> None:
    wrong = {
        "uscc": "91639999FAKE00013M",
        "name": " 燃 ",
        "legal_representative_name": " ",
        "legal_representative_id_number": "639999198512319992",
        "province": "99",
        "unknown": True,
    }
    headers = {"Accept-Language": language}
    answer = register.enterprise().send("POST", "/enterprises", headers=headers, body=wrong)
    faults = {fault["path"]: fault["reason"] for fault in answer.json()["faults"]}
    assert (answer.status_code, faults.keys()) == (400, wrong.keys())
    assert told in faults["legal_representative_id_number"]


def well_typed(field: ma.fields.Field[Any], text: str) -> Any:
    """A value of the field's type, which nothing else is known of."""
    match field:
        case ma.fields.List():
            return [well_typed(field.inner, text)]
        case ma.fields.Nested():
            return {name: well_typed(inner, text) for name, inner in field.schema.fields.items()}
        case ma.fields.Enum():
            return next(iter(field.enum.__members__.values())).value
        case ma.fields.UUID():
            return str(uuid4())
        case ma.fields.Boolean():
            return True
        case ma.fields.Integer():
            return 2**31 - 1
        case ma.fields.Date():
            return "9999-12-31"
        case _:
            return text


@pytest.fixture(scope="module")
def visitors(register: Register, staff: Visitor) -> tuple[Visitor, ...]:
    return staff, register.person(), register.enterprise()


ODD_TEXTS = ["𬭛㛃", "a" * 20, "0" * 64, "%_\\'\"", "\u202e\u200b\ufeff x", "639999198512319991"]


@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize("route", COMMANDS, ids=lambda route: f"{route.method} {route.path}")
def test_odd_values_of_the_right_type_break_nothing(
    wire: Wire, visitors: tuple[Visitor, ...], route: Route, text: str
) -> None:
    given = schema_of(route.call, "refuse").fields.items()
    body = {name: well_typed(field, text) for name, field in given if name not in route.path_fields}
    for visitor in visitors:
        answer = wire.ask(
            route.method,
            path_of(route),
            json.dumps(body).encode(),
            Authorization=f"Bearer {visitor.token}",
            Content_Type="application/json",
        )
        assert is_told(answer), answer.body
        assert "639999198512319991" not in answer.body.decode()


@pytest.mark.parametrize("route", QUERIES, ids=lambda route: f"{route.method} {route.path}")
def test_a_wrong_query_is_told(wire: Wire, staff: Visitor, route: Route) -> None:
    names = [name for name in route.call.__dataclass_fields__ if name not in route.path_fields]
    for value in ("", "x", "%00", "%ff", "%", "-1", "9" * 400, "%ED%A0%80", "a%0d%0ab", "[]"):
        query = "&".join(f"{name}={value}" for name in [*names, "unknown"])
        answer = wire.ask("GET", f"{path_of(route)}?{query}", Authorization=f"Bearer {staff.token}")
        assert answer.status == 400, value
        assert answer.json["faults"]


@pytest.mark.parametrize("name", ["number", "name", "username", "cursor", "uscc"])
@pytest.mark.parametrize("value", ["%25", "_", "%27", "%5C", "%F0%AC%AD%9B", "x" * 40, "%E2%80%AE"])
def test_texts_that_are_searched_for_break_nothing(
    wire: Wire, staff: Visitor, name: str, value: str
) -> None:
    for route in QUERIES:
        if name in route.call.__dataclass_fields__:
            path = f"{path_of(route)}?{name}={value}"
            assert is_told(wire.ask("GET", path, Authorization=f"Bearer {staff.token}"))


@pytest.mark.parametrize("route", UPLOADS, ids=lambda route: f"{route.method} {route.path}")
def test_a_file_that_is_none_is_told(register: Register, wire: Wire, route: Route) -> None:
    visitor = register.person() if "photo" in route.path else register.staff()
    for body in (b"\x00" * 1000, b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, b"PK\x03\x04" * 100, b"a,b"):
        for content_type in ("text/csv", "image/png", "application/octet-stream"):
            answer = wire.ask(
                route.method,
                path_of(route),
                body,
                Authorization=f"Bearer {visitor.token}",
                Content_Type=content_type,
            )
            assert is_told(answer), answer.body


@pytest.mark.parametrize("route", COMMANDS[:3], ids=lambda route: f"{route.method} {route.path}")
def test_ten_megabytes_are_refused_by_size(
    register: Register, staff: Visitor, route: Route
) -> None:
    with Wire(register.port) as wire:
        answer = wire.ask(
            route.method,
            path_of(route),
            b'{"a": "' + b"a" * 10_000_000 + b'"}',
            Authorization=f"Bearer {staff.token}",
            Content_Type="application/json",
        )
    assert (answer.status, answer.json["code"]) == (413, "TOO_LARGE")


def test_a_photo_of_ten_megabytes_is_refused_by_size(register: Register) -> None:
    person = register.person()
    with Wire(register.port) as wire:
        answer = wire.ask(
            "PUT",
            "/api/v1/person/photo",
            b"a" * 10_000_000,
            Authorization=f"Bearer {person.token}",
            Content_Type="image/jpeg",
        )
    assert answer.status == 413


def test_a_strangers_upload_is_refused_before_it_is_read(register: Register) -> None:
    with Wire(register.port) as wire:
        wire.send(b"POST /api/v1/imports HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n")
        assert wire.answer().status == 401


def test_half_sent_requests_keep_nobody_waiting(register: Register, staff: Visitor) -> None:
    head = f"POST /api/v1/offers HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {staff.token}\r\n"
    half = [
        Wire(register.port).send(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        for _ in range(300)
    ]
    began = time.monotonic()
    assert staff.get("/account").json()["id"]
    assert time.monotonic() - began < 2
    for one in half:
        one.sock.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /api/v1/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /api/v1/persons/%ff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\x80 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"BREW /api/v1/offers HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /api/v1/offers HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \xff\xfe\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    ],
)
def test_requests_that_make_no_sense_are_problems(register: Register, sent: bytes) -> None:
    with Wire(register.port) as wire:
        answer = wire.send(sent).answer()
    assert 400 <= answer.status < 500
    assert answer.json["code"]


def test_a_service_that_is_away_is_told_within_the_deadline(register: Register) -> None:
    reader = register.staff()
    register.stop("review_scheduler")
    began = time.monotonic()
    assert reader.fails("GET", "/day-tasks") == (503, "UNAVAILABLE")
    assert time.monotonic() - began < 6
    register.start("review_scheduler")
    register.wait_until_ready()
    assert reader.get("/day-tasks").ok
