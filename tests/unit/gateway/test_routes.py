"""The route table: every call has a route or is said to be internal, and no path leads astray."""

from collections.abc import Iterator
from typing import Any

import marshmallow as ma
import pytest
from marshmallow.validate import Length, OneOf

from contracts.asks import asked_by
from contracts.certificate import FindJob, GetJob, ListJobs
from contracts.errors import InvalidMessage, NotFound
from contracts.message import Query, schema_of
from contracts.operations import Addressed
from gateway.openapi import calls
from gateway.refusals import MethodNotAllowed
from gateway.route import Audience, Route, get
from gateway.routes import INTERNAL, ROUTES
from gateway.routing import Router
from tests.unit.gateway.makers import SOME_ID


def without_a_route(routes: tuple[Route, ...]) -> set[str]:
    routed = {route.call for route in routes}
    return {call.__name__ for call in calls() if call not in routed | INTERNAL}


def test_every_call_has_a_route_or_is_internal() -> None:
    assert without_a_route(ROUTES) == set()


def test_a_call_without_a_route_is_seen() -> None:
    assert without_a_route(tuple(route for route in ROUTES if route.call is not GetJob)) == {
        "GetJob"
    }


def test_no_internal_call_has_a_route() -> None:
    assert {route.call for route in ROUTES} & INTERNAL == set()


def addresses_of(route: Route) -> set[tuple[str, str]]:
    """Whom a route may come to ask; where the client names the service, any of them."""
    schema = schema_of(route.call, "refuse")
    if not issubclass(route.call, Addressed):
        return {(route.call.wire_owner, route.call.wire_name)}
    (names,) = [v.choices for v in schema.fields["service"].validators if isinstance(v, OneOf)]
    return {(name, route.call.wire_name) for name in names}


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.composed is None],
    ids=lambda route: route.call.__name__,
)
def test_no_route_leads_where_the_gateway_may_not_write(route: Route) -> None:
    assert addresses_of(route) <= asked_by("gateway")


def lists_of(schema: ma.Schema) -> Iterator[tuple[str, ma.fields.List[Any]]]:
    """All lists in a message, those in its parts included."""
    for name, field in schema.fields.items():
        inner: Any = field
        if isinstance(field, ma.fields.List):
            yield name, field
            inner = field.inner
        if isinstance(inner, ma.fields.Nested):
            yield from lists_of(inner.schema)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.call.__name__)
def test_every_list_that_a_route_takes_has_an_end(route: Route) -> None:
    for name, field in lists_of(schema_of(route.call, "refuse")):
        longest = [rule.max for rule in field.validators if isinstance(rule, Length)]
        assert [most for most in longest if most is not None and most <= 1000], name


def test_only_log_in_registration_and_open_tables_are_public() -> None:
    assert {route.call.__name__ for route in ROUTES if route.is_public} == {
        "LogIn",
        "RefreshSession",
        "RedeemResetCode",
        "RegisterPersonAccount",
        "RegisterEnterpriseAccount",
        "ListCategoryTrades",
        "GetResultTemplate",
        "GetLegalClock",
        "ListQualificationStandards",
        "GetQualificationStandard",
        "ListStandardVersions",
        "GetCeTemplate",
        "ListArticles",
        "GetArticle",
        "ListTrainingInstitutions",
        "GetTrainingInstitution",
        "ListCourses",
        "GetCourse",
        "ListExams",
        "GetExam",
    }


def test_those_that_could_guess_or_flood_are_counted_as_trials() -> None:
    assert {route.call.__name__ for route in ROUTES if route.is_trial} == {
        "LogIn",
        "RedeemResetCode",
        "RegisterPersonAccount",
        "RegisterEnterpriseAccount",
    }


def test_little_is_read_of_those_who_have_not_logged_in() -> None:
    assert {route.most_bytes for route in ROUTES if route.is_public} == {64 * 1024}


def test_replies_that_hold_secrets_are_kept_under_no_key() -> None:
    assert {route.call.__name__ for route in ROUTES if route.keeps_no_key} == {
        "LogIn",
        "RefreshSession",
        "ResetPassword",
        "GetRefusedRows",
        "ShowIdNumber",
        "GetRefusedCeRows",
    }


def test_every_other_change_is_done_once_under_its_key() -> None:
    changes = [route for route in ROUTES if route.changes and not route.keeps_no_key]
    assert {route.call.__name__ for route in changes if not route.call.wire_remembered} == set()
    assert {route.method for route in changes} == {"POST", "PUT", "DELETE"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_a_route_is_sound(route: Route) -> None:
    assert issubclass(route.call, Query) == (route.method == "GET")
    assert set(route.path_fields) <= set(route.call.__dataclass_fields__)
    assert "id_number" not in route.path
    assert route.audience in Audience
    assert route.zh
    assert route.en


def test_words_go_before_fields() -> None:
    router = Router(ROUTES)
    assert router.find("GET", "/api/v1/jobs")[0].call is ListJobs
    assert router.find("GET", "/api/v1/jobs/by-key")[0].call is FindJob
    assert router.find("GET", f"/api/v1/jobs/{SOME_ID}")[0].call is GetJob


def test_a_route_that_stands_twice_is_refused() -> None:
    twice = get("/jobs/{job}", GetJob, "", ""), get("/jobs/{other}", GetJob, "", "")
    with pytest.raises(ValueError, match="twice"):
        Router(twice)


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "//", "/api", "/api/v1", "/api/v1/", "/API/V1/jobs", "/api/v1/nothing"),
        *("/api/v1/jobs/", "/api/v1//jobs", "/api/v1/jobs%2Fby-key"),
        "/api/v1/jobs/by-key/events/more",
    ],
)
def test_an_unknown_path_is_not_found(path: str) -> None:
    with pytest.raises(NotFound):
        Router(ROUTES).find("GET", path)


def test_a_method_that_is_not_known_tells_those_that_are() -> None:
    with pytest.raises(MethodNotAllowed) as refusal:
        Router(ROUTES).find("PATCH", "/api/v1/offers")
    assert refusal.value.allowed == ("GET", "HEAD", "POST")


@pytest.mark.parametrize("word", ["%", "%2", "%zz", "%ff", "%c0%80", "%ed%a0%80"])
def test_a_broken_encoding_is_a_fault_of_its_field(word: str) -> None:
    with pytest.raises(InvalidMessage) as refusal:
        Router(ROUTES).find("GET", f"/api/v1/jobs/{word}")
    assert [fault.path for fault in refusal.value.faults] == ["job"]
