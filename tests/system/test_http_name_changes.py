"""An enterprise's new name over HTTP: found, asked for, decided, and followed to its end (六.3)."""

from typing import Any
from uuid import UUID

from contracts.vocabulary import CertificateKind, Role
from tests.makers import World, write_certificate
from tests.system.test_http_register import employ
from tests.system.visitors import Register, Visitor
from tests.workers import a_photo

NEW_NAME = "青海更名燃气有限公司"


def renamed(register: Register) -> tuple[Visitor, Visitor]:
    """An enterprise under a new name, and its safety manager, whose certificate shows the old."""
    person, enterprise = register.person(), register.enterprise()
    person.put("/person/photo", files={"file": ("photo.jpg", a_photo(), "image/jpeg")})
    employ(person, enterprise)
    write_certificate(
        World(stack=register),
        enterprise=UUID(enterprise.account["enterprise"]),
        holder=UUID(person.account["person"]),
        kind=CertificateKind.SAFETY_MANAGER,
        letters="GJ",
        printed="GJ",
    )
    enterprise.post("/enterprise/registration", {"version": 1, "name": NEW_NAME})
    return enterprise, person


def test_it_is_found_asked_for_approved_and_followed(register: Register) -> None:
    enterprise, person = renamed(register)
    check = enterprise.get("/enterprise/name-change-check").json()
    assert (check["name"], check["found"], check["items"][0]["is_met"]) == (NEW_NAME, 1, True)
    created = enterprise.post("/enterprise-name-changes")
    assert created.status_code == 201
    path = created.headers["Location"].removeprefix("/api/v1")
    case: dict[str, Any] = enterprise.get(path).json()
    assert case == created.json()
    staff = register.staff()
    assert staff.get("/enterprise-name-changes").json()["items"] == [case]
    approved = staff.post(f"{path}/approve", {"version": case["version"]})
    assert approved.status_code == 202
    register.settle()
    job = staff.get(approved.headers["Location"].removeprefix("/api/v1")).json()
    assert (job["status"], job["counts"]["reissued"]) == ("done", 1)
    (item,) = enterprise.get(f"{path}/items?is_included=true").json()["items"]
    assert item["status"] == "approved"
    (own,) = person.get("/certificate-cases?kind=enterprise_name_change").json()["items"]
    assert (own["id"], own["parent"]) == (item["case"], case["id"])
    (certificate,) = person.get("/certificates").json()["items"]
    assert certificate["enterprise_name"] == NEW_NAME


def test_it_is_withdrawn_or_rejected_with_a_reason(register: Register) -> None:
    enterprise, _ = renamed(register)
    staff, outcomes = register.staff(), []
    for step, by, body in (
        ("withdraw", enterprise, {}),
        ("reject", staff, {"version": 1, "reason": "名称与登记不符"}),
    ):
        case = enterprise.post("/enterprise-name-changes").json()
        outcomes.append(by.post(f"/enterprise-name-changes/{case['id']}/{step}", body).json())
    assert [(each["status"], each["reason"]) for each in outcomes] == [
        ("withdrawn", None),
        ("rejected", "名称与登记不符"),
    ]


def test_it_is_the_enterprises_and_the_deciders_alone(register: Register) -> None:
    enterprise, person = renamed(register)
    case = enterprise.post("/enterprise-name-changes").json()
    path, approval = f"/enterprise-name-changes/{case['id']}", {"version": case["version"]}
    assert register.enterprise().fails("GET", path)[0] == 404
    assert register.enterprise().fails("POST", f"{path}/withdraw", body={})[0] == 404
    for visitor in (person, enterprise, register.staff(Role.READER)):
        assert visitor.fails("POST", f"{path}/approve", body=approval)[0] == 403
    assert person.fails("POST", "/enterprise-name-changes", body={})[0] == 403
    other = register.enterprise()
    assert other.fails("POST", "/enterprise-name-changes", body={}) == (
        409,
        "NO_OTHER_NAME_PRINTED",
    )
