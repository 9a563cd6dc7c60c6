"""Reading a JSON body: what is not exactly one JSON object is told, and nothing breaks."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import InvalidMessage
from gateway.json_body import read_object


def fault_of(body: bytes) -> tuple[str, str]:
    with pytest.raises(InvalidMessage) as refusal:
        read_object(body)
    (fault,) = refusal.value.faults
    return fault.path, fault.reason


def test_an_object_is_read() -> None:
    body = '{"name": "𬭛㛃·阿依", "on": true, "list": [1, null]}'.encode()
    assert read_object(body) == {"name": "𬭛㛃·阿依", "on": True, "list": [1, None]}


def test_a_byte_order_mark_is_forgiven() -> None:
    assert read_object(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "is not JSON: line 1, column 2"),
        (b'{"a": 1,}', "is not JSON: line 1, column 9"),
        (b'{"a": 1}{', "is not JSON: line 1, column 9"),
        (b"{'a': 1}", "is not JSON: line 1, column 2"),
        (b'{"a": "\x01"}', "is not JSON: line 1, column 8"),
        (b'{"a": NaN}', "is not JSON"),
        (b'{"a": -Infinity}', "is not JSON"),
        (b'{"\\ud800": 1}', "is not JSON"),
        (b'{"a": "\xff"}', "is not UTF-8 at byte 7"),
        (b'{"a": "\xed\xa0\x80"}', "is not UTF-8 at byte 7"),
        (b"[1]", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b'{"a":' + b"[" * 40 + b"]" * 40 + b"}", "is nested too deeply"),
        (b"[" * 10_000, "is nested too deeply"),
        (b'{"a":' * 10_000, "is nested too deeply"),
        (b"[" * 1_000_000, "holds too many values"),
        (b'{"a":[' + b"{}," * 300_000 + b"{}]}", "holds too many values"),
        (
            json.dumps({f"n{number}": 0 for number in range(1_001)}).encode(),
            "holds too many values",
        ),
        (json.dumps(dict.fromkeys(map(str, range(100_000)))).encode(), "holds too many values"),
    ],
)
def test_what_is_no_json_object_is_refused(body: bytes, reason: str) -> None:
    assert fault_of(body) == ("", reason)


def test_brackets_in_texts_do_not_nest() -> None:
    body = json.dumps({"a": "[" * 500, "b": '\\"' + "{" * 500}).encode()
    assert set(read_object(body)) == {"a", "b"}


@pytest.mark.parametrize("body", [b"[" * 33 + b'"' + b'\\"' * 500_000, b"[" * 33 + b'""' * 500_000])
def test_texts_without_end_are_refused_at_once(body: bytes) -> None:
    began = time.monotonic()
    fault_of(body)
    assert time.monotonic() - began < 1


def test_a_name_that_stands_twice_is_refused() -> None:
    assert fault_of(b'{"a": 1, "b": {"c": 1, "c": 2}}') == ("c", "stands there twice")


def test_many_names_that_stand_twice_are_refused_at_once() -> None:
    body = "{" + ",".join(f'"n{number % 500}": 0' for number in range(1_000)) + "}"
    with pytest.raises(InvalidMessage) as refusal:
        read_object(body.encode())
    assert len(refusal.value.faults) == 50


def test_a_number_beyond_all_bounds_is_only_too_large() -> None:
    assert read_object(b'{"a": ' + b"9" * 100_000 + b"}")["a"] >= 2**63


def is_told(body: bytes) -> bool:
    """Whether a body is read as an object, or refused with its faults."""
    try:
        return isinstance(read_object(body), dict)
    except InvalidMessage as refusal:
        return bool(refusal.faults)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    assert is_told(body)


@given(st.text(max_size=50).map(lambda text: ('{"a": "' + text + '"}').encode("utf-8", "replace")))
def test_any_text_is_read_or_refused(body: bytes) -> None:
    assert is_told(body)
