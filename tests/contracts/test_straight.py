"""Reading and writing straight: what comes of it is what marshmallow makes of the same."""

from typing import Any

import marshmallow as ma
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.certificate import GetCertificate
from contracts.errors import InvalidMessage
from contracts.message import Unknown, from_wire, schema_of, to_wire
from tests.contracts.words import VALUES, instances

MESSAGES: st.SearchStrategy[Any] = st.sampled_from(VALUES).flatmap(instances)
JUNK: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=40),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
THOROUGHLY = settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)


def outcome(read: Any) -> tuple[str, Any]:
    try:
        return "read", read()
    except (ma.ValidationError, InvalidMessage) as error:
        return "refused", str(getattr(error, "messages", None) or error)


@THOROUGHLY
@given(MESSAGES)
def test_a_message_is_written_as_marshmallow_writes_it(message: Any) -> None:
    assert to_wire(message) == ma.Schema.dump(schema_of(type(message)), message)


@THOROUGHLY
@given(MESSAGES, st.data(), st.sampled_from(["ignore", "refuse"]))
def test_whatever_comes_is_read_or_refused_as_by_marshmallow(
    message: Any, data: st.DataObject, unknown: Unknown
) -> None:
    given_ = to_wire(message)
    for name in [*given_, "unheard_of"]:
        what = data.draw(st.sampled_from(["drop", "spoil", *["leave"] * 6]))
        if what == "drop":
            given_.pop(name, None)
        elif what == "spoil":
            given_[name] = data.draw(JUNK)
    schema = schema_of(type(message), unknown)
    assert outcome(lambda: schema.load(given_)) == outcome(lambda: ma.Schema.load(schema, given_))


@pytest.mark.parametrize("junk", [None, [], "text", 1, [{}]])
def test_what_is_no_object_is_refused(junk: Any) -> None:
    with pytest.raises(InvalidMessage):
        from_wire(GetCertificate, junk)
