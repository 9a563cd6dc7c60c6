"""Training and exams over HTTP: published by staff, found by anyone, enrolled for by persons."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.system.visitors import Register, Visitor


def an_institution(staff: Visitor) -> dict[str, Any]:
    body = {
        "name": f"青海示例培训学校{uuid4().hex[:6]}",
        "address": "西宁市城中区示例路1号",
        "phone": "0971-6100000",
        "kinds": ["safety_manager"],
    }
    made: dict[str, Any] = staff.post("/training-institutions", body).json()
    return made


def days(register: Register, *names: str) -> dict[str, str]:
    """Enrolment opens today and closes before the first of these days, which are to come."""
    today = register.clock.today()
    opens, closes, *others = names
    coming = {name: today + timedelta(days=20) for name in others}
    given = {opens: today, closes: today + timedelta(days=9), **coming}
    return {name: day.isoformat() for name, day in given.items()}


def test_a_course_is_found_by_a_stranger_and_a_person_enrols_and_withdraws(
    register: Register,
) -> None:
    staff, person = register.staff(), register.person("示例·学员")
    institution = an_institution(staff)
    period = days(register, "enrolment_opens_on", "enrolment_closes_on", "begins_on", "ends_on")
    body = {
        "institution": institution["id"],
        "kind": "safety_manager",
        "purpose": "first_certificate",
        "capacity": 1,
        "place": "西宁市示例路1号",
        **period,
    }
    made = staff.post("/courses", body)
    course = made.json()
    assert made.headers["Location"].endswith(f"/courses/{course['id']}")
    stranger = register.stranger()
    found = stranger.get(f"/courses?kind=safety_manager&institution={institution['id']}").json()
    assert [each["places_left"] for each in found["items"]] == [1]
    enrolment = person.post(f"/courses/{course['id']}/enrol", {}).json()
    other = register.person()
    assert other.fails("POST", f"/courses/{course['id']}/enrol") == (409, "NO_PLACE_LEFT")
    [own] = person.get("/person/enrolments").json()["items"]
    assert own == enrolment
    [listed] = staff.get(f"/courses/{course['id']}/enrolments").json()["items"]
    assert listed["name"] == "示例·学员"
    assert person.proof["id_number"] not in str(listed)
    assert person.fails("GET", f"/courses/{course['id']}/enrolments")[0] == 403
    withdrawn = person.post(f"/enrolments/{enrolment['id']}/withdraw", {}).json()
    assert withdrawn["state"] == "withdrawn"
    change = {name: course[name] for name in ("version", "capacity", "place", *period)}
    assert staff.put(f"/courses/{course['id']}", change).json()["version"] == 2
    cancel = {"version": 2, "reason": "停办"}
    assert staff.post(f"/courses/{course['id']}/cancel", cancel).json()["status"] == "cancelled"


def test_an_exam_is_registered_for_and_stands_among_one_s_own(register: Register) -> None:
    staff, person = register.staff(), register.person()
    body = {
        "institution": an_institution(staff)["id"],
        "kind": "safety_manager",
        "capacity": 5,
        "place": "西宁市示例考点",
        **days(register, "registration_opens_on", "registration_closes_on", "exam_on"),
    }
    exam = staff.post("/exams", body).json()
    assert register.stranger().get(f"/exams/{exam['id']}").json() == exam
    own = person.post(f"/exams/{exam['id']}/register", {}).json()
    assert person.get("/person/exams").json()["items"] == [own]
    [listed] = staff.get(f"/exams/{exam['id']}/registrations").json()["items"]
    assert listed["id"] == own["registration"]
    path = f"/exam-registrations/{own['registration']}/withdraw"
    assert person.post(path, {}).json()["state"] == "withdrawn"


def test_faults_and_refusals_are_told_in_the_reader_s_language(register: Register) -> None:
    staff = register.staff()
    institution = an_institution(staff)
    body = {"version": 1, "reason": "整顿"}
    path = f"/training-institutions/{institution['id']}"
    assert staff.post(f"{path}/close", body).json()["is_open"] is False
    listed = register.stranger().get("/training-institutions").json()["items"]
    assert institution["id"] not in {each["id"] for each in listed}
    exam = {
        "institution": institution["id"],
        "kind": "operator",
        "capacity": 5,
        "place": "西宁市示例考点",
        **days(register, "registration_opens_on", "registration_closes_on", "exam_on"),
    }
    refusal = staff.send("POST", "/exams", body=exam)
    assert refusal.status_code == 400
    assert "Choose the trade of operators" in refusal.text
    safety = {**exam, "kind": "safety_manager"}
    assert staff.fails("POST", "/exams", body=safety) == (409, "INSTITUTION_CLOSED")
    assert staff.post(f"{path}/reopen", {"version": 2}).json()["is_open"] is True
