"""Other people's objects: what one may not see is not there, and what one may not do is refused."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from contracts.vocabulary import Role
from gateway.route import Route
from gateway.routes import ROUTES
from tests.system.visitors import Register, Visitor

FINGERPRINT = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """One person and enterprise with what is theirs, and another person and enterprise."""

    register: Register
    person: Visitor
    enterprise: Visitor
    other_person: Visitor
    other_enterprise: Visitor
    offer: dict[str, Any]
    case: dict[str, Any]


@pytest.fixture(scope="module")
def neighbours(register: Register) -> Neighbours:
    person, enterprise = register.person(), register.enterprise()
    gas = {"category": "G", "gas_sources": ["natural_gas"]}
    return Neighbours(
        register=register,
        person=person,
        enterprise=enterprise,
        other_person=register.person(),
        other_enterprise=register.enterprise(),
        offer=enterprise.post("/offers", dict(person.proof)).json(),
        case=enterprise.post("/category-cases", {"categories": [gas]}).json(),
    )


def test_an_offer_is_its_parties_own(neighbours: Neighbours) -> None:
    path = f"/offers/{neighbours.offer['id']}"
    assert neighbours.other_person.fails("POST", f"{path}/accept")[0] == 404
    assert neighbours.other_person.fails("POST", f"{path}/refuse")[0] == 404
    assert neighbours.other_enterprise.fails("POST", f"{path}/withdraw")[0] == 404
    for other in (neighbours.other_person, neighbours.other_enterprise):
        assert other.get("/offers").json()["items"] == []


def test_an_enterprise_sees_itself_and_no_other(neighbours: Neighbours) -> None:
    path = f"/enterprises/{neighbours.case['enterprise']}"
    assert neighbours.enterprise.get(path).json()["id"] == neighbours.case["enterprise"]
    assert neighbours.other_enterprise.fails("GET", path)[0] in {403, 404}
    assert neighbours.other_person.fails("GET", path)[0] in {403, 404}


def test_a_case_is_its_enterprises_own(neighbours: Neighbours) -> None:
    path = f"/category-cases/{neighbours.case['id']}"
    for other in (neighbours.other_enterprise, neighbours.other_person):
        assert other.fails("GET", path)[0] in {403, 404}
        assert other.fails("POST", f"{path}/withdraw")[0] in {403, 404}
    assert neighbours.other_enterprise.get("/category-cases").json()["items"] == []


def test_an_enterprise_does_not_decide_its_own_case(neighbours: Neighbours) -> None:
    path = f"/category-cases/{neighbours.case['id']}"
    approval = {"case_version": 1, "fingerprint": FINGERPRINT}
    rejection = {"version": 1, "reason": "没有理由"}
    assert neighbours.enterprise.fails("POST", f"{path}/approve", body=approval)[0] in {403, 404}
    assert neighbours.enterprise.fails("POST", f"{path}/reject", body=rejection)[0] in {403, 404}
    assert neighbours.enterprise.fails("GET", f"{path}/preview")[0] in {403, 404}


def test_a_person_is_seen_by_no_other_person(neighbours: Neighbours) -> None:
    path = f"/persons/{neighbours.person.account['person']}"
    for other in (neighbours.other_person, neighbours.other_enterprise):
        assert other.fails("GET", path)[0] in {403, 404}
        assert other.fails("GET", f"{path}/photo")[0] in {403, 404}


def test_a_reader_changes_nothing(neighbours: Neighbours) -> None:
    reader = neighbours.register.staff(Role.READER)
    path = f"/category-cases/{neighbours.case['id']}"
    approval = {"case_version": 1, "fingerprint": FINGERPRINT}
    assert reader.get(path).json()["id"] == neighbours.case["id"]
    assert reader.fails("POST", f"{path}/approve", body=approval) == (403, "NOT_ALLOWED")
    assert reader.fails("POST", "/accounts/staff", body=a_staff_account()) == (403, "NOT_ALLOWED")
    csv = {"files": {"file": ("a.csv", b"a,b")}}
    assert reader.fails("POST", "/imports", **csv) == (403, "NOT_ALLOWED")


def a_staff_account() -> dict[str, Any]:
    return {
        "username": "intruder",
        "password": "quite-a-Password",
        "province": "63",
        "roles": ["administrator"],
    }


SECURED = [route for route in ROUTES if not route.is_public]


def filled(route: Route) -> str:
    """The route's path with ids of nothing in it."""
    path = route.path
    for name in route.path_fields:
        path = path.replace(f"{{{name}}}", str(uuid4()))
    return path


@pytest.mark.parametrize("route", SECURED, ids=lambda route: f"{route.method} {route.path}")
def test_a_stranger_is_asked_to_log_in_everywhere(register: Register, route: Route) -> None:
    assert register.stranger().fails(route.method, filled(route)) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("route", SECURED, ids=lambda route: f"{route.method} {route.path}")
def test_an_account_without_a_name_reaches_nobody_elses_things(
    register: Register, unverified: Visitor, route: Route
) -> None:
    if route.path in {"/account", "/sessions/current"}:
        return
    answer = unverified.send(route.method, filled(route))
    assert answer.status_code in {200, 400, 403, 404, 415}
    if answer.status_code == 200:
        assert answer.json()["items"] == []


@pytest.fixture(scope="module")
def unverified(register: Register) -> Visitor:
    """A person's account whose owner has proved nothing yet."""
    account = {"username": "unverified", "password": "quite-a-Password"}
    register.stranger().post("/accounts/person", account)
    return register.log_in("unverified")
