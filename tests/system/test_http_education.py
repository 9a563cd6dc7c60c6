"""Continuing education over HTTP: the template, an import that is tried, and what can be read."""

from uuid import uuid4

import pytest

from contracts.vocabulary import Role
from tests.system.visitors import Register


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_everyone_may_take_the_template(register: Register, form: str) -> None:
    template = register.stranger().get(f"/ce-imports/template?format={form}")
    assert f"ce-records-template.{form}" in template.headers["Content-Disposition"]
    assert template.content


def test_an_import_tells_each_row_and_gives_the_refused_ones_back(register: Register) -> None:
    staff = register.staff()
    template = staff.get("/ce-imports/template?format=csv").content
    person = register.person()
    row = f"{person.proof['name']},{person.proof['id_number']},安全管理员,,第一次,2024-03-15,某校\n"
    content = template + row.encode() + b"x,y,z\n"
    report = staff.post("/ce-imports?dry_run=true", files={"file": ("a.csv", content)}).json()
    assert (report["is_dry_run"], report["rows"], report["accepted"]) == (True, 2, 0)
    assert "NO_CERTIFICATE" in {fault["code"] for fault in report["faults"]}
    assert person.proof["id_number"] not in str(report)
    rows = staff.post("/ce-imports/refused-rows", files={"file": ("a.csv", content)})
    assert rows.headers["Content-Disposition"].startswith("attachment")
    done = staff.post("/ce-imports", files={"file": ("a.csv", content)}).json()
    assert staff.get("/ce-imports").json()["items"][0]["id"] == done["id"]


def test_only_examiners_import(register: Register) -> None:
    files = {"file": ("a.csv", b"x")}
    reader, person = register.staff(Role.READER), register.person()
    for visitor in (reader, person):
        assert visitor.fails("POST", "/ce-imports", files=files)[0] == 403


def test_persons_and_staff_list_records_and_enterprises_do_not(register: Register) -> None:
    for visitor in (register.person(), register.staff(Role.READER)):
        assert visitor.get("/ce-records").json() == {"items": [], "next": None}
    assert register.enterprise().fails("GET", "/ce-records")[0] == 403


def test_reviews_of_what_one_may_not_see_are_not_found(register: Register) -> None:
    path = f"/certificates/{uuid4()}/ce-reviews"
    assert register.person().fails("GET", path)[0] == 404


def test_renewal_is_one_of_the_businesses(register: Register) -> None:
    path = f"/certificates/{uuid4()}/checklist"
    person = register.person()
    assert person.fails("GET", f"{path}?kind=renewal")[0] == 404
    assert person.fails("GET", f"{path}?kind=prolongation")[0] == 400
