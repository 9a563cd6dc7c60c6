"""The register over HTTP: accounts, staff, employment and a category change, from end to end."""

import threading
from typing import Any

import pytest
import requests

from contracts.vocabulary import Role
from tests.system.visitors import PASSWORD, Register, Visitor

GAS = {"category": "G", "gas_sources": ["natural_gas"]}
FILLING = {"category": "J", "gas_sources": ["compressed_natural_gas"]}


def employ(person: Visitor, enterprise: Visitor) -> dict[str, Any]:
    offer = enterprise.post("/offers", {**person.proof, "position": "站工"}).json()
    return dict(person.post(f"/offers/{offer['id']}/accept").json())


def approve(register: Register, case: dict[str, Any]) -> requests.Response:
    staff = register.staff()
    preview = staff.get(f"/category-cases/{case['id']}/preview").json()
    body = {"case_version": preview["case_version"], "fingerprint": preview["fingerprint"]}
    return staff.post(f"/category-cases/{case['id']}/approve", body)


def test_a_person_proves_the_real_name_and_reads_what_is_kept(register: Register) -> None:
    person = register.person("𬭛㛃·阿依")
    kept = person.get(f"/persons/{person.account['person']}").json()
    assert kept["name"] == "𬭛㛃·阿依"
    assert person.proof["id_number"] not in str(kept)


def test_staff_enterprise_and_person_meet_in_an_employment(register: Register) -> None:
    person, enterprise = register.person(), register.enterprise()
    employment = employ(person, enterprise)
    assert employment["person"] == person.account["person"]
    (employee,) = enterprise.get("/employees").json()["items"]
    assert employee["employment"] == employment["id"]
    staff = register.staff(Role.READER)
    listed = staff.get(f"/employments?person={employment['person']}&is_current=true").json()
    assert [one["id"] for one in listed["items"]] == [employment["id"]]


def test_what_was_created_is_found_where_the_answer_says(register: Register) -> None:
    enterprise = register.enterprise()
    created = enterprise.post("/category-cases", {"categories": [GAS]})
    assert created.status_code == 201
    found = enterprise.get(created.headers["Location"].removeprefix("/api/v1")).json()
    assert found == created.json()


def test_an_approved_change_can_be_followed_to_its_end(register: Register) -> None:
    enterprise = register.enterprise()
    case = enterprise.post("/category-cases", {"categories": [GAS, FILLING]}).json()
    approved = approve(register, case)
    assert approved.status_code == 202
    where = approved.headers["Location"].removeprefix("/api/v1")
    path, _, query = where.partition("?")
    staff = register.staff(Role.READER)
    with staff.get(f"{path}/events?{query}", stream=True) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        lines = [line for line in stream.iter_lines(decode_unicode=True) if line]
    assert lines[-3] == "event: end"
    assert staff.get(where).json()["status"] == "done"
    held = enterprise.get(f"/enterprises/{case['enterprise']}").json()
    assert [one["category"] for one in held["categories"]] == ["G", "J"]


def test_a_repeated_key_does_a_thing_once(register: Register) -> None:
    person, enterprise = register.person(), register.enterprise()
    keyed = {"headers": {"Idempotency-Key": "the-same-key"}}
    answers: list[requests.Response] = []

    def offer() -> None:
        answers.append(enterprise.send("POST", "/offers", body=dict(person.proof), **keyed))

    crowd = [threading.Thread(target=offer) for _ in range(5)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    offer()
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert answers[-1].status_code == 201
    assert len(enterprise.get("/offers").json()["items"]) == 1
    other = {**person.proof, "position": "其他"}
    assert enterprise.fails("POST", "/offers", body=other, **keyed)[0] == 422


def test_a_session_ends_when_its_owner_logs_out(register: Register) -> None:
    person = register.person()
    assert person.ask("DELETE", "/sessions/current").status_code == 204
    register.wait_for(lambda: person.send("GET", "/account").status_code == 401, seconds=8)


def test_a_refresh_token_makes_a_new_session_token(register: Register) -> None:
    person = register.person()
    body = {"refresh_token": person.session["refresh_token"]}
    renewed = register.stranger().post("/sessions/refresh", body).json()
    assert renewed["account"]["id"] == person.account["id"]
    assert register.stranger().fails("POST", "/sessions/refresh", body=body)[0] == 401


def test_a_password_is_changed_and_reset(register: Register) -> None:
    person = register.person()
    change = {"old_password": PASSWORD, "new_password": "another-Password"}
    assert person.put("/account/password", change).status_code == 204
    administrator = register.administrator()
    code = administrator.post(f"/accounts/{person.account['id']}/reset-code").json()["code"]
    redeemed = {
        "username": person.account["username"],
        "code": code,
        "new_password": PASSWORD,
    }
    assert register.stranger().post("/account/password/reset", redeemed).status_code == 204
    assert register.log_in(person.account["username"]).get("/account").json()["id"]


def test_everyone_may_read_the_table_and_take_the_template(register: Register) -> None:
    stranger = register.stranger()
    assert stranger.get("/category-trades").json()["items"]
    for kind in ("csv", "xlsx"):
        template = stranger.get(f"/imports/template?format={kind}")
        assert f".{kind}" in template.headers["Content-Disposition"]
        assert template.content


def test_an_import_tells_each_row_and_gives_the_refused_ones_back(register: Register) -> None:
    staff = register.staff()
    template = staff.get("/imports/template?format=csv").content
    broken = template + b"x,y,z\n"
    report = staff.post("/imports?dry_run=true", files={"file": ("a.csv", broken)}).json()
    assert report["is_dry_run"]
    assert report["faults"]
    raw = staff.post("/imports?dry_run=true", data=broken, headers={"Content-Type": "text/csv"})
    assert raw.json() == report
    rows = staff.post("/imports/refused-rows", files={"file": ("a.csv", broken)})
    assert rows.headers["Content-Disposition"].startswith("attachment")


def test_day_tasks_and_jobs_are_listed_for_staff(register: Register) -> None:
    staff = register.staff(Role.READER)
    assert staff.get("/day-tasks").json()["items"] is not None
    assert staff.get("/jobs").json()["items"] is not None


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/openapi.json", "/docs"])
def test_signs_of_life_and_the_document_need_no_log_in(register: Register, path: str) -> None:
    assert requests.get(f"http://127.0.0.1:{register.port}{path}", timeout=5).ok
