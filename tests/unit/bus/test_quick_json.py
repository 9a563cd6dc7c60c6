"""JSON that travels: quick where it can be, and the same where it cannot."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bus.quick_json import decoded, encoded
from contracts.vocabulary import Category

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_says_the_same_to_any_reader(content: Any) -> None:
    assert json.loads(encoded(content)) == content


@given(JSON)
def test_what_it_has_written_it_reads(content: Any) -> None:
    assert decoded(encoded(content)) == content


@pytest.mark.parametrize("content", [{Category.OTHER: 1}, (1, 2), {"letter": "G"}])
def test_it_takes_what_the_standard_library_takes(content: Any) -> None:
    assert json.loads(encoded(content)) == json.loads(json.dumps(content))


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        encoded({"name": "\ud842"})


@pytest.mark.parametrize("data", [b"", b"{", b"{'a': 1}", b"\xff", b"[1,]"])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decoded(data)


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises((ValueError, RecursionError)):
        decoded(b"[" * 200_000)
