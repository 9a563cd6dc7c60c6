"""Making calls out of requests: path, query, JSON and uploads, and every fault told at once."""

import json
from typing import Any

import pytest

from contracts.certificate import (
    ApproveCategoryChange,
    GetCertificate,
    ImportExamResults,
    ListCertificates,
    SheetFormat,
)
from contracts.enterprise import HeldCategory, SubmitCategoryCase
from contracts.errors import InvalidMessage, TooLarge
from contracts.identity import Language, ListMessages, ListPersons, LogOut, MarkMessagesRead
from contracts.message import Call
from contracts.vocabulary import Category, CertificateKind, GasSource
from gateway.binding import Binding
from gateway.refusals import UnsupportedMedia
from gateway.routes import ROUTES
from tests.unit.gateway.makers import SOME_ID

JSON = "application/json"
FORM = "multipart/form-data; boundary=limit"


def binding_of(call: type[Call[Any]]) -> Binding:
    return Binding(next(route for route in ROUTES if route.call is call and not route.streams))


def bind(
    call: type[Call[Any]],
    *,
    path: dict[str, str] | None = None,
    query: str = "",
    body: bytes = b"",
    content_type: str = "",
) -> Any:
    return binding_of(call).bind(path or {}, query, body, content_type)


def faults_of(call: type[Call[Any]], **given: Any) -> dict[str, str]:
    with pytest.raises(InvalidMessage) as refusal:
        bind(call, **given)
    return {fault.path: fault.reason for fault in refusal.value.faults}


def form(*parts: tuple[str, bytes]) -> bytes:
    made = b""
    for name, content in parts:
        said = f'--limit\r\nContent-Disposition: form-data; name="{name}"; filename="x"\r\n'
        made += said.encode() + b"Content-Type: text/csv\r\n\r\n" + content + b"\r\n"
    return made + b"--limit--\r\n"


def test_a_field_in_the_path_is_taken() -> None:
    call = bind(GetCertificate, path={"certificate": str(SOME_ID)})
    assert call == GetCertificate(certificate=SOME_ID)


def test_a_query_is_read_by_the_types_of_its_fields() -> None:
    call = bind(
        ListCertificates, query=f"kind=operator&size=20&number=%E9%9D%92RQ&holder={SOME_ID}"
    )
    assert call == ListCertificates(
        kind=CertificateKind.OPERATOR, size=20, number="青RQ", holder=SOME_ID
    )


def test_of_a_list_that_is_too_long_no_part_is_looked_at() -> None:
    body = json.dumps({"messages": [1] * 300_000}).encode()
    assert faults_of(MarkMessagesRead, body=body, content_type=JSON) == {
        "messages": "Longer than maximum length 1000."
    }


def test_a_truth_value_in_a_query_is_read() -> None:
    assert bind(ListPersons, query="is_verified=false&name=a+b") == ListPersons(
        is_verified=False, name="a b"
    )
    assert bind(LogOut, query="everywhere=true") == LogOut(everywhere=True)


def test_every_fault_of_a_query_is_told() -> None:
    query = "size=0&size=9&kind=chief&holder=me&color=red&cursor=%zz&trade=%ff"
    assert set(faults_of(ListCertificates, query=query)) == {
        *("size", "kind", "holder", "color", "cursor", "trade"),
    }


@pytest.mark.parametrize("size", ["1e3", "1.0", "０", "true", "", "9" * 30, "0x10", " 5"])
def test_only_a_whole_number_is_a_size(size: str) -> None:
    assert faults_of(ListCertificates, query=f"size={size}") == {"size": "must be a whole number"}


def test_an_id_number_may_not_stand_in_a_url() -> None:
    faults = faults_of(ListPersons, query="name=639999198512319991")
    assert faults == {"name": "an ID number may not stand in a URL"}


def test_too_many_parameters_are_refused() -> None:
    query = "&".join(f"a{number}=1" for number in range(51))
    assert faults_of(ListPersons, query=query) == {"": "has too many parameters"}


def test_a_query_takes_no_body() -> None:
    assert faults_of(ListPersons, body=b"{}", content_type=JSON) == {"": "takes no body"}


def test_a_body_is_bound_with_what_it_nests() -> None:
    body = b'{"categories": [{"category": "G", "gas_sources": ["natural_gas"]}]}'
    held = HeldCategory(category=Category.PIPELINE, gas_sources=(GasSource.NATURAL_GAS,))
    assert bind(SubmitCategoryCase, body=body, content_type=f"{JSON}; charset=utf-8") == (
        SubmitCategoryCase(categories=(held,))
    )


def test_every_fault_of_a_body_is_told() -> None:
    body = b'{"categories": [{"category": "Z", "gas_sources": 4, "x": 1}, 7], "zz": 1}'
    assert set(faults_of(SubmitCategoryCase, body=body, content_type=JSON)) == {
        *("categories.0.category", "categories.0.gas_sources", "categories.0.x"),
        *("categories.1", "zz"),
    }


def test_path_body_and_query_are_told_apart() -> None:
    faults = faults_of(
        ApproveCategoryChange,
        path={"case": "nonsense"},
        query="case_version=1",
        body=f'{{"case": "{SOME_ID}", "case_version": "1"}}'.encode(),
        content_type=JSON,
    )
    assert faults["case_version"]
    assert set(faults) == {"case", "case_version", "fingerprint"}


def test_a_missing_body_is_an_empty_one() -> None:
    assert faults_of(SubmitCategoryCase) == {"categories": "Missing data for required field."}


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/xml", FORM])
def test_a_body_that_is_no_json_is_not_taken(content_type: str) -> None:
    with pytest.raises(UnsupportedMedia):
        bind(SubmitCategoryCase, body=b"{}", content_type=content_type)


@pytest.mark.parametrize(
    "value", ["true", "1.5", '"1"', "null", "[1]", "{}", "9" * 400, "1e400", "-1", "0"]
)
def test_a_version_is_a_number_within_bounds(value: str) -> None:
    body = f'{{"case_version": {value}, "fingerprint": "{"a" * 64}"}}'.encode()
    faults = faults_of(
        ApproveCategoryChange, path={"case": str(SOME_ID)}, body=body, content_type=JSON
    )
    assert set(faults) == {"case_version"}


@pytest.mark.parametrize("text", [r"\ud800", r"\udfff\u0000", r"a\u0007b", r"\u0000"])
def test_text_that_no_database_holds_is_refused(text: str) -> None:
    body = f'{{"username": "{text}abc", "password": "correct horse"}}'.encode()
    route = next(route for route in ROUTES if route.path == "/accounts/person")
    with pytest.raises(InvalidMessage) as refusal:
        Binding(route).bind({}, "", body, JSON)
    assert {fault.path for fault in refusal.value.faults} == {"username"}


@pytest.mark.parametrize("content_type", ["text/csv", "application/octet-stream", "image/png"])
def test_a_raw_body_is_the_file(content_type: str) -> None:
    call = bind(ImportExamResults, query="dry_run=true", body=b"a,b", content_type=content_type)
    assert call == ImportExamResults(content=b"a,b", dry_run=True)


@pytest.mark.parametrize("name", ["content", "file"])
def test_a_form_carries_the_file_and_fields(name: str) -> None:
    body = form((name, b"a,b\r\n--limi"), ("dry_run", b"true"))
    call = bind(ImportExamResults, body=body, content_type=FORM)
    assert call == ImportExamResults(content=b"a,b\r\n--limi", dry_run=True)


def test_every_fault_of_a_form_is_told() -> None:
    body = form(("file", b"a"), ("content", b"b"), ("dry_run", b"yes"), ("color", b"\xff"))
    assert faults_of(ImportExamResults, body=body, content_type=FORM) == {
        "content": "stands there twice",
        "dry_run": "must be true or false",
        "color": "Unknown field.",
    }


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", form(("file", b"a"))),
        (FORM, b""),
        (FORM, b"no boundary at all"),
        (FORM, b"--limit\r\nContent-Disposition: form-data; name=file\r\n\r\na\r\n--limit--"),
        (FORM, b"--limit\r\n\r\n\r\n--limit--"),
        (FORM, form(("file", b"a"))[:-12]),
        (FORM, form(*[("file", b"a")] * 21)),
    ],
)
def test_a_broken_form_is_told(content_type: str, body: bytes) -> None:
    (reason,) = faults_of(ImportExamResults, body=body, content_type=content_type).values()
    assert reason.startswith("form ")


@pytest.mark.parametrize("content_type", ["", "application/json", "text/html"])
def test_an_upload_that_is_no_file_is_not_taken(content_type: str) -> None:
    with pytest.raises(UnsupportedMedia):
        bind(ImportExamResults, body=b"{}", content_type=content_type)


def test_an_upload_without_a_file_misses_it() -> None:
    faults = faults_of(ImportExamResults, content_type="text/csv")
    assert faults == {"content": "Missing data for required field."}


def test_a_file_of_8_mib_is_taken_and_one_byte_more_is_not() -> None:
    most = b"a" * 8 * 1024 * 1024
    assert len(bind(ImportExamResults, body=most, content_type="text/csv").content) == len(most)
    with pytest.raises(TooLarge):
        bind(ImportExamResults, body=form(("file", most + b"a")), content_type=FORM)


def test_the_template_has_two_formats() -> None:
    route = next(route for route in ROUTES if route.path == "/imports/template")
    call: Any = Binding(route).bind({}, "format=csv", b"", "")
    assert call.format is SheetFormat.CSV


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("", Language.ENGLISH),
        ("size=3", Language.ENGLISH),
        ("size=3&language=zh", Language.CHINESE),
        ("language=zh", Language.CHINESE),
    ],
)
def test_a_call_that_speaks_is_asked_in_the_client_s_language(given: str, asked: Language) -> None:
    query = binding_of(ListMessages).words_in("en", given)
    assert bind(ListMessages, query=query).language is asked


def test_a_call_that_does_not_speak_is_left_alone() -> None:
    assert binding_of(ListCertificates).words_in("en", "size=3") == "size=3"
