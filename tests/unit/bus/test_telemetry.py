"""What is logged: one JSON object a line, who and why, and never an error's own words."""

import json
import logging
from uuid import uuid4

import pytest

from bus.context import acting
from bus.telemetry import JsonLines, describe, failure, note
from contracts.errors import NotFound
from contracts.principal import Principal, PrincipalKind

PERSON = Principal(kind=PrincipalKind.PERSON, account=uuid4(), person=uuid4())
SECRET = "639999198512319991"
log = logging.getLogger("gascert.test")


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:  # noqa: BLE001  # with its traceback
        return caught


def test_a_line_holds_the_event_its_fields_who_acts_and_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level("INFO"), acting(PERSON, correlation_id="c", causation_id="e"):
        note(log, "something happened", count=3, person=PERSON.person)
        [record] = caplog.records
        line = json.loads(JsonLines().format(record))
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "gascert.test",
        "event": "something happened",
        "correlation_id": "c",
        "causation_id": "e",
        "by": f"person:{PERSON.account}",
        "count": 3,
        "person": str(PERSON.person),
    }


def test_a_line_outside_any_message_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        note(log, "started")
    assert set(json.loads(JsonLines().format(caplog.records[0]))) == {
        *("at", "level", "logger", "event")
    }


def test_an_error_is_told_by_type_code_and_place_and_not_by_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failure(log, "failed", raised(ValueError(SECRET)))
    logging.getLogger("other").error("failed", exc_info=raised(KeyError(SECRET)))
    lines = [JsonLines().format(record) for record in caplog.records]
    assert SECRET not in "".join(lines)
    assert json.loads(lines[0])["error"].startswith("ValueError at raised:")
    assert describe(raised(NotFound("NO_SUCH_CALL"))).startswith("NotFound(NO_SUCH_CALL) at ")
