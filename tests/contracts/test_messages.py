"""Messages: what is written can be read again, and nothing else can."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import fields as typed
from contracts import id_number, uscc
from contracts.enterprise import RegisterEnterprise
from contracts.errors import Fault, InvalidMessage
from contracts.id_number import IdNumberFault
from contracts.message import (
    Command,
    Event,
    Query,
    Value,
    from_wire,
    reply_type,
    schema_of,
    to_wire,
)
from contracts.operations import CheckInvariants
from contracts.review_scheduler import ListDayTasks
from contracts.uscc import UsccFault
from contracts.vocabulary import Category
from tests.contracts.words import CALLS, EVENTS, MODULES, VALUES, instances


class Inner(Value):
    """Nested."""

    number: int


class Everything(Value):
    """One field of each type that can travel."""

    text: str = ""
    number: int = 0
    flag: bool = False
    moment: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    day: date = date(2024, 1, 1)
    identifier: UUID = UUID(int=1)
    file: bytes = b""
    kind: Category = Category.OTHER
    inner: Inner = Inner(number=1)
    maybe: Inner | None = None
    numbers: tuple[int, ...] = ()
    inners: tuple[Inner, ...] = ()
    identifiers: tuple[UUID, ...] = ()
    counts: dict[str, int] | None = None


def faults_of(data: Any, kind: type[Any] = Everything, **how: Any) -> tuple[Fault, ...]:
    with pytest.raises(InvalidMessage) as refused:
        from_wire(kind, data, **how)
    return refused.value.faults


def paths_of(data: Any, **how: Any) -> set[str]:
    return {fault.path for fault in faults_of(data, **how)}


@settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.sampled_from(VALUES).flatmap(instances))
def test_what_is_written_as_json_is_read_as_the_same(message: Any) -> None:
    written = json.dumps(to_wire(message), ensure_ascii=False).encode()
    assert from_wire(type(message), json.loads(written), unknown="refuse") == message


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_every_class_has_a_schema_of_our_own_strict_fields(kind: type[Any]) -> None:
    strict = {
        ma.fields.String: typed.PlainText,
        ma.fields.Number: typed.WholeNumber,
        ma.fields.Boolean: typed.Flag,
        ma.fields.UUID: typed.Identifier,
        ma.fields.DateTime: typed.Moment | typed.Day,
        ma.fields.Date: typed.Day,
    }
    for field in schema_of(kind, "refuse").fields.values():
        for loose, ours in strict.items():
            assert not isinstance(field, loose) or isinstance(field, ours), field


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.__name__)
def test_every_call_is_addressed_and_says_what_answers_it(call: Any) -> None:
    assert call.wire_owner in MODULES
    assert call.wire_name.replace("_", "") == call.__name__.lower()
    assert issubclass(call, Query) != issubclass(call, Command)
    assert call.wire_changes == issubclass(call, Command)
    assert issubclass(reply_type(call), Value)


def test_no_two_calls_or_events_have_one_address() -> None:
    addresses = [(each.wire_owner, each.wire_name) for each in (*CALLS, *EVENTS)]
    assert len(set(addresses)) == len(addresses)


def test_what_every_service_answers_has_no_name_that_an_owner_uses() -> None:
    by_all = {call.wire_name for call in CALLS if call.wire_owner == "operations"}
    by_owners = {call.wire_name for call in CALLS if call.wire_owner != "operations"}
    assert by_all
    assert by_all & by_owners == set()


def test_what_every_service_answers_goes_to_the_one_that_is_named() -> None:
    assert CheckInvariants(service="identity").wire_address == ("identity", "check_invariants")
    assert ListDayTasks().wire_address == ("review_scheduler", "list_day_tasks")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_no_event_carries_a_name_a_text_or_a_file(event: type[Event]) -> None:
    kinds = (ma.fields.String, typed.Base64, ma.fields.Raw, ma.fields.Dict, ma.fields.Nested)
    loose = {
        name
        for name, field in schema_of(event).fields.items()
        if isinstance(getattr(field, "inner", field), kinds)
        and not isinstance(getattr(field, "inner", field), typed.Identifier | ma.fields.Enum)
    }
    assert loose <= {"task"}, "names of people and ID numbers never stand in events"


def test_no_command_with_a_secret_in_its_reply_is_remembered() -> None:
    secret = {"access_token", "refresh_token", "code"}
    kept = {
        call.__name__
        for call in CALLS
        if call.wire_remembered and secret & set(schema_of(reply_type(call)).fields)
    }
    assert kept == set()


BAD: dict[str, list[Any]] = {
    "text": [5, True, None, [], {}, "\ud800", "a\x00b", "\x07", "\x85", "\r"],
    "number": [True, "5", 1.0, 1.5, float("nan"), None, 2**63, -(2**63) - 1, 10**400, []],
    "flag": [1, 0, "true", "yes", None, []],
    "moment": [
        *("2024-01-01T00:00:00", "2024-01-01", "yesterday", "2024-13-01T00:00:00Z", 5, None),
        *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
    ],
    "day": [
        *("2024-02-30", "20240101", "2024-W01-1", "2024-01-01T00:00:00Z", 20240101, True, None),
        *("２０２４-01-01", ""),
    ],
    "identifier": [
        *("x", 5, None, [], "00000000000000000000000000000001"),
        "{00000000-0000-0000-0000-000000000001}",
    ],
    "file": ["a", "äö", "Y\nQ==", 5, None, []],
    "kind": ["Z", "OTHER", 5, [], {}, None],
    "inner": [[], "x", 5, None],
    "numbers": [{}, "abc", 5, None],
    "identifiers": [{}, str(UUID(int=1)), 5, None],
    "counts": [[], "x", 5],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in BAD.items() for value in values]
)
def test_a_value_of_another_type_is_refused_where_it_stands(field: str, value: Any) -> None:
    assert paths_of({field: value}) == {field}


def test_every_fault_is_told_at_once_with_its_place() -> None:
    wrong = {
        "text": 5,
        "inner": {"number": "x"},
        "numbers": [1, True, "2"],
        "inners": [{"number": 1}, {}, 7],
        "identifiers": [str(UUID(int=1)), "z" * 36, str(UUID(int=2))[:-1], 5],
        "counts": {"a": "x", "b": 1},
    }
    assert paths_of(wrong) == {
        *("text", "inner.number", "numbers.1", "numbers.2"),
        *("inners.1.number", "inners.2", "counts.a.value"),
        *("identifiers.1", "identifiers.2", "identifiers.3"),
    }


def test_what_a_text_says_wrongly_is_told_beside_the_faults_of_other_fields() -> None:
    data = {
        "uscc": "91639999FAKE00013M",
        "name": " 燃 ",
        "legal_representative_name": "　",
        "legal_representative_id_number": "99999919851231999X",
        "province": "63",
        "unknown": 1,
    }
    faults = faults_of(data, RegisterEnterprise, unknown="refuse")
    assert [(each.path, each.reason) for each in faults] == [
        ("uscc", uscc.REASONS[UsccFault.CHECK_DIGIT]),
        ("name", "企业名称至少两个字"),
        ("legal_representative_name", "姓名不能为空"),
        ("legal_representative_id_number", id_number.REASONS[IdNumberFault.PROVINCE]),
        ("legal_representative_id_number", id_number.REASONS[IdNumberFault.CHECK_DIGIT]),
        ("unknown", "Unknown field."),
    ]


@pytest.mark.parametrize("data", [None, 5, "x", [], [{}], True])
def test_what_is_no_object_is_refused(data: Any) -> None:
    assert paths_of(data) == {""}


SURPLUS: dict[str, Any] = {
    "surplus": 1,
    "inner": {"number": 1, "surplus": 2},
    "maybe": {"number": 1, "surplus": 2},
    "inners": [{"number": 1, "surplus": 2}],
}


def test_unknown_fields_are_passed_over_at_every_depth() -> None:
    inner = Inner(number=1)
    assert from_wire(Everything, SURPLUS) == Everything(inner=inner, maybe=inner, inners=(inner,))


def test_unknown_fields_are_refused_at_every_depth_where_that_is_wanted() -> None:
    assert paths_of(SURPLUS, unknown="refuse") == {
        *("surplus", "inner.surplus", "maybe.surplus", "inners.0.surplus")
    }


def test_the_name_of_an_unknown_field_is_told_shortened_and_as_text() -> None:
    [fault] = faults_of({"a\x00\ud800/" + "x" * 200: 1}, unknown="refuse")
    assert fault.path == "a???" + "x" * 96


def test_a_missing_field_is_told_and_one_with_a_default_is_not() -> None:
    assert {fault.path for fault in faults_of({}, Inner)} == {"number"}
    assert from_wire(Everything, {}) == Everything()


def test_a_file_of_more_than_eight_mebibytes_is_refused() -> None:
    assert len(from_wire(Everything, {"file": "AAAA" * 1000}).file) == 3000
    largest = "AAAA" * (typed.MOST_BYTES // 3) + "AA=="
    assert paths_of({"file": largest + "AAAA"}) == {"file"}


@pytest.mark.parametrize("username", ["bob\n", "b", "b" * 65, "b b", "böb", "\nbob", "a/b"])
def test_a_username_has_no_other_characters_than_its_pattern_says(username: str) -> None:
    class Named(Value):
        name: typed.Username

    assert {fault.path for fault in faults_of({"name": username}, Named)} == {"name"}


def test_a_type_that_cannot_travel_is_refused_when_the_schema_is_made() -> None:
    class Torn(Value):
        either: int | str

    with pytest.raises(TypeError):
        schema_of(Torn)


def test_a_message_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Inner(number=1).number = 2  # type: ignore[misc]  # that is what is proved
