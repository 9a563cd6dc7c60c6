"""The door: who is let in, what is asked of the services, and how every refusal is told."""

import logging
from typing import Any
from uuid import UUID

import pytest

from contracts.certificate import (
    ApproveCategoryChange,
    ApproveExamResults,
    FindJob,
    GetCertificate,
    GetRefusedRows,
    GetResultTemplate,
    JobStarted,
    Spreadsheet,
)
from contracts.certificate import ApprovedCategoryChange as Approved
from contracts.errors import (
    ConditionsNotMet,
    GasCertError,
    InProgress,
    KeyReused,
    NotAllowed,
    Refused,
    Unavailable,
)
from contracts.identity import GetAccount, LogIn, LogOut, RegisterPersonAccount
from contracts.message import Done
from contracts.principal import PrincipalKind
from contracts.vocabulary import CaseStatus
from tests.unit.gateway.conftest import Client
from tests.unit.gateway.fakes import Services
from tests.unit.gateway.makers import SOME_ID, certificate

CERTIFICATE = f"/api/v1/certificates/{SOME_ID}"


def raising(error: GasCertError | Exception) -> Any:
    def answer(_: object) -> object:
        raise error

    return answer


def test_a_reply_is_sent_as_json(client: Client, services: Services) -> None:
    services.answers[GetCertificate] = lambda _: certificate()
    answer = client.get(CERTIFICATE)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json["holder_name"] == "𬭛㛃·阿依"
    assert answer.json["valid_to"] == "2031-03-01"
    assert services.last.call == GetCertificate(certificate=SOME_ID)


def test_every_answer_carries_the_headers_of_caution(client: Client) -> None:
    for answer in (client.get("/healthz"), client.get("/docs"), client.get(CERTIFICATE)):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"].startswith("no-")
        assert len(answer.headers["X-Correlation-Id"]) == 32


def test_services_are_told_who_asks_and_how_long_it_may_take(
    client: Client, services: Services
) -> None:
    account = UUID(int=7)
    client.token = services.issuer.token(sub=account, person=SOME_ID)
    client.get(CERTIFICATE, {"X-Correlation-Id": "mine-1234"})
    asked = services.last
    assert asked.context.principal.kind is PrincipalKind.PERSON
    assert asked.context.principal.account == account
    assert asked.context.principal.person == SOME_ID
    assert asked.context.correlation_id == "mine-1234"
    assert asked.context.idempotency_key is None
    assert asked.timeout == 5


def test_without_a_token_nobody_asks_anything(client: Client, services: Services) -> None:
    client.token = None
    answer = client.get(CERTIFICATE)
    assert (answer.status, answer.code) == (401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert services.asked == []


def test_a_public_route_asks_for_nobody_whatever_token_is_shown(
    client: Client, services: Services
) -> None:
    client.token = "worn out"
    client.send("POST", "/api/v1/sessions", {"username": "zhang", "password": "correct horse"})
    assert isinstance(services.last.call, LogIn)
    assert services.last.context.principal.kind is PrincipalKind.ANONYMOUS


@pytest.mark.parametrize(
    "given", ["short", "with space", "x" * 65, "639999198512319991", 'a"b12345']
)
def test_a_correlation_id_that_is_none_is_replaced(client: Client, given: str) -> None:
    assert client.get("/nothing", {"X-Correlation-Id": given}).headers["X-Correlation-Id"] != given


def test_a_key_goes_with_commands(client: Client, services: Services) -> None:
    key = {"Idempotency-Key": "k-1"}
    client.send("POST", "/api/v1/imports/" + str(SOME_ID) + "/approve", {}, key)
    assert services.last.context.idempotency_key == "k-1"
    client.get(CERTIFICATE, key)
    assert services.last.context.idempotency_key is None


def test_no_key_goes_where_the_reply_must_not_be_kept(client: Client, services: Services) -> None:
    key = {"Idempotency-Key": "k-1", "Content-Type": "text/csv"}
    client.send("POST", "/api/v1/imports/refused-rows", b"a,b", key)
    assert isinstance(services.last.call, GetRefusedRows)
    assert services.last.context.idempotency_key is None


@pytest.mark.parametrize("key", ["", " ", "two words", "x" * 201, "é", "钥匙"])
def test_a_key_that_is_none_is_refused(client: Client, key: str) -> None:
    answer = client.send("POST", "/api/v1/offers", {}, {"Idempotency-Key": key})
    assert answer.status == 400
    assert set(answer.faults) == {"Idempotency-Key"}


def test_what_is_created_is_told_where(client: Client, services: Services) -> None:
    services.answers[ApproveExamResults] = lambda _: JobStarted(job=SOME_ID)
    answer = client.send("POST", f"/api/v1/imports/{SOME_ID}/approve")
    assert (answer.status, answer.headers["Location"]) == (202, f"/api/v1/jobs/{SOME_ID}")


def test_an_approved_change_tells_where_its_job_will_be(client: Client, services: Services) -> None:
    services.answers[ApproveCategoryChange] = lambda _: Approved(
        case=SOME_ID, status=CaseStatus.APPROVED, category_version=2, job_key="category/a b/2"
    )
    body = {"case_version": 1, "fingerprint": "a" * 64}
    answer = client.send("POST", f"/api/v1/category-cases/{SOME_ID}/approve", body)
    assert answer.status == 202
    assert answer.headers["Location"] == "/api/v1/jobs/by-key?key=category%2Fa%20b%2F2"
    client.get(answer.headers["Location"])
    assert services.last.call == FindJob(key="category/a b/2")


def test_nothing_to_tell_is_told_by_the_status_alone(client: Client, services: Services) -> None:
    services.answers[LogOut] = lambda _: Done()
    answer = client.send("DELETE", "/api/v1/sessions/current")
    assert (answer.status, answer.body) == (204, b"")


def test_a_file_is_sent_as_it_is_and_never_shown(client: Client, services: Services) -> None:
    services.answers[GetResultTemplate] = lambda _: Spreadsheet(
        filename='成绩 "模板".csv', media_type="text/csv", content=b"\xef\xbb\xbfa,b"
    )
    answer = client.get("/api/v1/imports/template?format=csv")
    assert answer.body == b"\xef\xbb\xbfa,b"
    assert answer.headers["Content-Type"] == "text/csv"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="')
    assert disposition.count('"') == 2
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (Refused("EMPLOYED_ALREADY", "已有聘用单位", "Is employed"), 409, "refused"),
        (ConditionsNotMet(facts={"unmet": ["photo"]}), 409, "conditions-not-met"),
        (InProgress(), 409, "in-progress"),
        (KeyReused(), 422, "key-reused"),
        (NotAllowed(), 403, "not-allowed"),
        (Unavailable(), 503, "unavailable"),
        (GasCertError(), 500, "gas-cert-error"),
    ],
)
def test_what_a_service_refuses_is_a_problem(
    client: Client, services: Services, error: GasCertError, status: int, kind: str
) -> None:
    services.answers[GetCertificate] = raising(error)
    answer = client.get(CERTIFICATE)
    assert answer.status == answer.json["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["type"] == f"urn:gascert:problem:{kind}"
    assert answer.code == error.code
    assert answer.json["detail"] == error.en
    assert answer.json["correlation_id"] == answer.headers["X-Correlation-Id"]
    assert answer.json.get("facts", {}) == getattr(error, "facts", {})


def test_a_bug_tells_nothing_of_itself(
    client: Client, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    services.answers[GetCertificate] = raising(RuntimeError("zhang 639999198512319991"))
    with caplog.at_level(logging.INFO):
        answer = client.get(CERTIFICATE)
    assert (answer.status, answer.code) == (500, "INTERNAL")
    told = answer.body.decode() + "".join(str(record.__dict__) for record in caplog.records)
    assert "639999198512319991" not in told
    assert "zhang" not in told


def test_problems_are_worded_in_chinese_unless_english_is_preferred(client: Client) -> None:
    chinese = client.get("/api/v1/certificates/x", {"accept-language": "zh-CN,en;q=0.5"})
    english = client.get("/api/v1/certificates/x", {"accept-language": "de, en-GB;q=0.8"})
    neither = client.get("/api/v1/certificates/x", {"accept-language": "de"})
    assert chinese.json["title"] == neither.json["title"] == "请求内容有误"
    assert chinese.faults == {"certificate": "应为 UUID"}
    assert english.faults == {"certificate": "Not a valid UUID."}
    assert english.headers["Content-Language"] == "en"
    assert english.headers["Vary"] == "Accept-Language"


def test_a_made_up_name_with_a_number_in_it_is_not_repeated(client: Client) -> None:
    answer = client.send("POST", "/api/v1/offers", {"639999198512319991": "x" * 5})
    assert answer.status == 400
    assert "639999198512319991" not in answer.body.decode()


def test_an_unknown_path_is_a_problem(client: Client) -> None:
    assert client.get("/api/v2/anything").code == "NOT_FOUND"


def test_a_method_that_is_not_known_is_a_problem_that_tells_those_that_are(client: Client) -> None:
    answer = client.send("PATCH", CERTIFICATE)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert client.send("TRACE", "/api/v1/offers").status == 405
    assert client.send("OPTIONS", "/api/v1/offers").headers["Allow"] == "GET, HEAD, POST"


def test_a_body_of_a_wrong_type_is_a_problem(client: Client) -> None:
    answer = client.send("POST", "/api/v1/offers", b"<x/>", {"Content-Type": "application/xml"})
    assert (answer.status, answer.code) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_whoever_must_change_the_password_is_told_so(client: Client, services: Services) -> None:
    client.token = services.issuer.token(must_change_password=True)
    services.answers[GetCertificate] = raising(NotAllowed())
    assert client.get(CERTIFICATE).code == "PASSWORD_CHANGE_REQUIRED"
    client.get("/api/v1/account")
    assert isinstance(services.last.call, GetAccount)


def test_the_log_names_routes_and_accounts_and_nothing_that_was_sent(
    client: Client, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    services.answers[RegisterPersonAccount] = raising(Refused("USERNAME_TAKEN"))
    with caplog.at_level(logging.INFO, logger="gascert.gateway"):
        client.send(
            "POST", "/api/v1/accounts/person", {"username": "zhangsan", "password": "correct horse"}
        )
        client.get("/api/v1/persons?name=zhangsan")
        client.get("/zhangsan")
    told = [record.__dict__["fields"] for record in caplog.records]
    assert [line["route"] for line in told] == ["/accounts/person", "/persons", "-"]
    assert [line["status"] for line in told] == [409, 404, 404]
    assert "zhangsan" not in str(told)
    assert "horse" not in str(told)
