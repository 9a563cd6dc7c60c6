"""What travels with a message: written into headers, read again, and no more than that."""

import json
import time
from typing import Any
from uuid import uuid4

import eventlet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bus.context import Context, acting, current, enter, from_headers, known, to_headers
from contracts.errors import InvalidMessage
from contracts.principal import ANONYMOUS, Principal, PrincipalKind
from tests.contracts.words import instances

PERSON = Principal(kind=PrincipalKind.PERSON, account=uuid4(), person=uuid4())
TEXTS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=40)
CONTEXTS = st.builds(
    Context,
    principal=instances(Principal),
    correlation_id=TEXTS,
    causation_id=st.none() | TEXTS,
    deadline=st.none() | st.integers(0, 2**32).map(float),
    idempotency_key=st.none() | TEXTS,
    asked_by=st.none() | TEXTS,
)


@given(CONTEXTS)
def test_what_is_written_into_headers_is_read_from_them(context: Context) -> None:
    written = json.loads(json.dumps(to_headers(context)))
    assert from_headers(written) == context
    assert all(name.startswith("nameko.") for name in written)


def test_a_stranger_without_our_headers_is_anonymous() -> None:
    read = from_headers({"nameko.call_id_stack": ["a.b.1"], "x-death": []})
    assert (read.principal, read.deadline, read.idempotency_key) == (ANONYMOUS, None, None)
    assert read.correlation_id


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("principal", "{"),
        ("principal", 5),
        ("principal", "null"),
        ("principal", '{"kind": "god"}'),
        ("deadline", "soon"),
        ("deadline", "inf"),
        ("deadline", []),
        ("idempotency_key", 5),
        ("idempotency_key", "a\x00b"),
        ("correlation_id", "x" * 501),
        ("causation_id", {}),
        ("asked_by", "line\nbreak"),
    ],
)
def test_headers_that_cannot_be_ours_are_refused(name: str, value: Any) -> None:
    with pytest.raises(InvalidMessage):
        from_headers({f"nameko.{name}": value})


def test_acting_lasts_for_a_block() -> None:
    with acting(PERSON, correlation_id="c"):
        assert (current().principal, current().correlation_id) == (PERSON, "c")
        with acting(ANONYMOUS):
            assert (current().principal, current().correlation_id) == (ANONYMOUS, "c")
        assert current().principal == PERSON
    assert known() is None


def test_each_greenlet_has_circumstances_of_its_own() -> None:
    def act(number: int) -> str:
        enter(Context(correlation_id=str(number)))
        eventlet.sleep(0.01)
        return current().correlation_id

    pool = eventlet.GreenPool()
    assert list(pool.imap(act, range(5))) == ["0", "1", "2", "3", "4"]
    assert known() is None


def test_the_time_left_is_at_most_what_the_deadline_leaves() -> None:
    assert Context().seconds_left(5) == 5
    assert Context(deadline=time.time() + 60).seconds_left(5) == 5
    assert 0 < Context(deadline=time.time() + 1).seconds_left(5) <= 1
    assert Context(deadline=time.time() - 1).seconds_left(5) < 0
