"""An employment over HTTP: contract uploaded, downloaded; dissolution asked, confirmed (四)."""

from typing import Any, Final

import pytest
import requests

from tests.system.visitors import Register, Visitor

PDF: Final = b"%PDF-1.7\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def an_offer(enterprise: Visitor, person: Visitor) -> dict[str, Any]:
    found: dict[str, Any] = enterprise.post("/offers", dict(person.proof)).json()
    return found


def an_upload(enterprise: Visitor, offer: dict[str, Any], content: bytes) -> requests.Response:
    return requests.post(
        f"{enterprise.base}/offers/{offer['id']}/labour-contracts",
        data=content,
        headers={
            "Authorization": f"Bearer {enterprise.token}",
            "Content-Type": "application/pdf",
        },
        timeout=20,
    )


def test_a_labour_contract_is_uploaded_and_downloaded_as_it_is(register: Register) -> None:
    enterprise, person = register.enterprise(), register.person()
    offer = an_offer(enterprise, person)
    made = an_upload(enterprise, offer, PDF)
    assert made.status_code == 201
    path = f"/labour-contracts/{made.json()['id']}"
    assert made.headers["Location"].endswith(path)
    for by in (person, enterprise, register.staff()):
        got = by.get(path)
        assert got.content == PDF
        assert got.headers["Content-Type"] == "application/pdf"
        assert got.headers["Content-Disposition"].startswith("attachment")
    for other in (register.person(), register.enterprise()):
        assert other.fails("GET", path)[0] == 404


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"PK\x03\x04", 400, "INVALID_MESSAGE"),
        (PDF.replace(b"/Root", b"/Encrypt 1 0 R /Root"), 400, "INVALID_MESSAGE"),
        (PDF + b" " * 5 * 1024 * 1024, 413, "LABOUR_CONTRACT_TOO_LARGE"),
    ],
)
def test_a_file_that_is_no_fit_contract_is_refused(
    register: Register, content: bytes, status: int, code: str
) -> None:
    enterprise, person = register.enterprise(), register.person()
    answer = an_upload(enterprise, an_offer(enterprise, person), content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_employment_is_dissolved_by_both_sides(register: Register) -> None:
    enterprise, person = register.enterprise(), register.person()
    offer = an_offer(enterprise, person)
    begun = person.post(f"/offers/{offer['id']}/accept", {"version": offer["version"]}).json()
    path = f"/employments/{begun['id']}"
    asked = person.post(f"{path}/dissolution", {"version": begun["version"], "reason": "搬家"})
    assert asked.status_code == 201
    (waiting,) = enterprise.get("/dissolutions?status=open").json()["items"]
    assert waiting == asked.json()
    answer = f"/dissolutions/{waiting['id']}"
    seen = {"version": waiting["version"]}
    assert person.fails("POST", f"{answer}/confirm", body=seen) == (
        *(409, "DISSOLUTION_REQUESTED_BY_ONESELF"),
    )
    ended = enterprise.post(f"{answer}/confirm", seen).json()
    assert ended["ended_on"] is not None
    record = person.get(path).json()
    assert [step["step"] for step in record["timeline"]] == [
        *("offered", "accepted", "dissolution_requested", "dissolved"),
    ]
    assert register.person().fails("GET", path)[0] == 404
