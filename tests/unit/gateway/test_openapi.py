"""The OpenAPI document: valid, whole, and true to what the routes do."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from contracts.message import Value
from gateway.openapi import calls, document
from gateway.problems import MEDIA_TYPE, problem_of
from gateway.refusals import MalformedRequest
from gateway.route import Route
from gateway.routes import ROUTES
from tests.unit.gateway.conftest import DOCUMENT, Client


def operation_of(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][route.full_path][route.method.lower()]
    return found


def resolved(item: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to."""
    found: Any = item
    while "$ref" in found:
        place: Any = DOCUMENT
        for step in found["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        found = place
    assert isinstance(found, dict)
    return found


def references(item: Any) -> Iterator[str]:
    if isinstance(item, dict):
        for name, inner in item.items():
            if name == "$ref":
                yield inner
            else:
                yield from references(inner)
    elif isinstance(item, list):
        for inner in item:
            yield from references(inner)


def test_the_document_is_valid() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_an_invalid_document_is_seen() -> None:
    broken = json.loads(json.dumps(DOCUMENT))
    del broken["info"]["title"]
    assert not OpenAPIV31SpecValidator(broken).is_valid()


def test_every_reference_leads_somewhere() -> None:
    for reference in set(references(DOCUMENT)):
        assert resolved({"$ref": reference})


def test_each_operation_has_a_name_of_its_own() -> None:
    names = [operation_of(route)["operationId"] for route in ROUTES]
    assert len(set(names)) == len(names) == len(ROUTES)


def test_no_two_messages_bear_one_name() -> None:
    def below(kind: type[Value]) -> Iterator[type[Value]]:
        for inner in kind.__subclasses__():
            yield inner
            yield from below(inner)

    names = {call.__name__ for call in calls()}
    records = {kind.__name__: kind for kind in below(Value) if kind.__module__ != "bus"}
    assert names <= records.keys()
    assert not any(name[-1].isdigit() for name in DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_an_operation_is_told_whole(route: Route) -> None:
    operation = operation_of(route)
    assert operation["summary"] == route.zh
    assert operation["tags"] == [route.audience.value]
    assert (operation.get("security") == []) == route.is_public
    told = {resolved(one)["name"] for one in operation["parameters"]}
    assert set(route.path_fields) <= told
    assert ("Idempotency-Key" in told) == (route.changes and not route.keeps_no_key)
    assert str(route.status) in operation["responses"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_an_operation_tells_its_problems(route: Route) -> None:
    responses = operation_of(route)["responses"]
    expected = {"400", "429", "503"} | ({"401", "403", "404"} if not route.is_public else set())
    assert expected <= responses.keys()
    for status, response in responses.items():
        if status >= "400":
            assert resolved(response)["content"].keys() == {MEDIA_TYPE}


def test_requests_refuse_unknown_fields_and_replies_do_not() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for route in ROUTES:
        if route.takes_json and "requestBody" in operation_of(route):
            media = operation_of(route)["requestBody"]["content"]["application/json"]
            assert resolved(media["schema"])["additionalProperties"] is False
    assert schemas["HeldCategoryInput"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["HeldCategory"]


def test_types_are_told_as_they_travel() -> None:
    fields = DOCUMENT["components"]["schemas"]["Certificate"]["properties"]
    assert fields["id"] == {"type": "string", "format": "uuid"}
    assert fields["valid_from"] == {"type": "string", "format": "date"}
    assert fields["is_usable"] == {"type": "boolean"}
    assert fields["reasons"]["type"] == "array"
    assert fields["trade"]["type"] == ["string", "null"]
    job = DOCUMENT["components"]["schemas"]["Job"]["properties"]
    assert job["started_at"] == {"type": "string", "format": "date-time"}
    assert job["done"] == {"type": "integer"}
    log_in = DOCUMENT["components"]["schemas"]["LogIn"]["properties"]
    assert log_in["username"]["minLength"] == 3


def test_files_are_told_as_files() -> None:
    upload = DOCUMENT["paths"]["/api/v1/imports"]["post"]["requestBody"]["content"]
    assert {"multipart/form-data", "text/csv"} <= upload.keys()
    photo = DOCUMENT["paths"]["/api/v1/persons/{person}/photo"]["get"]["responses"]["200"]
    assert "application/json" not in photo["content"]


def test_a_problem_is_what_the_document_says() -> None:
    described = DOCUMENT["components"]["schemas"]["Problem"]
    told = problem_of(MalformedRequest(), "zh", "id")
    assert set(described["required"]) <= told.keys() <= described["properties"].keys()


def test_the_document_and_its_page_are_served(client: Client) -> None:
    client.token = None
    assert client.get("/openapi.json").json == DOCUMENT
    page = client.get("/docs")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert client.get("/").headers["Location"] == "/docs"
    for part in ("/docs/docs.js", "/docs/docs.css"):
        assert part.encode() in page.body
        assert client.get(part).status == 200


def test_the_page_needs_nothing_from_elsewhere(client: Client) -> None:
    for part in ("/docs", "/docs/docs.js", "/docs/docs.css"):
        assert b"//" not in client.get(part).body.replace(b"// ", b"")


def test_the_document_is_the_same_each_time() -> None:
    assert document(ROUTES, "0") == DOCUMENT
