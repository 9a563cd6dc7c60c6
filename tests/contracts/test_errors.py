"""Errors: they cross the wire as themselves, with their whitelisted fields and nothing else."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from contracts.errors import (
    KINDS,
    ConditionsNotMet,
    Fault,
    GasCertError,
    InvalidMessage,
    NotFound,
    Refused,
    Unavailable,
    error_from_wire,
    error_to_wire,
)


def subclasses(kind: type[Any]) -> set[type[Any]]:
    return {
        found
        for below in kind.__subclasses__()
        if below.__module__ == "contracts.errors"
        for found in ({below} | subclasses(below))
    }


def crossed(error: GasCertError) -> GasCertError:
    return error_from_wire(json.loads(json.dumps(error_to_wire(error))))


def test_every_error_is_known_to_the_wire() -> None:
    assert set(KINDS.values()) == subclasses(GasCertError)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_an_error_arrives_as_itself(kind: type[GasCertError]) -> None:
    arrived = crossed(kind())
    assert (type(arrived), arrived.code, arrived.zh, arrived.en, arrived.status) == (
        *(kind, kind.code, kind.zh, kind.en, kind.status),
    )


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_an_error_arrives_with_its_own_code_and_words(kind: type[GasCertError]) -> None:
    arrived = crossed(kind("EMPLOYED_ALREADY", "已有聘用关系", "Employed already"))
    assert (arrived.code, arrived.zh, arrived.en) == (
        *("EMPLOYED_ALREADY", "已有聘用关系", "Employed already"),
    )


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_an_error_has_a_status_for_http_and_words_in_two_languages(
    kind: type[GasCertError],
) -> None:
    assert 400 <= kind.status < 600
    assert kind.zh
    assert kind.en
    assert kind.code.isupper()


def test_faults_and_facts_arrive() -> None:
    faults = (Fault(path="a.b", reason="is wrong"), Fault(path="c", reason="is missing"))
    invalid = crossed(InvalidMessage(faults=faults))
    assert isinstance(invalid, InvalidMessage)
    assert invalid.faults == faults
    unmet = crossed(ConditionsNotMet(facts={"unmet": [{"number": 1, "met": False}]}))
    assert isinstance(unmet, ConditionsNotMet)
    assert unmet.facts == {"unmet": [{"number": 1, "met": False}]}


def test_facts_that_json_does_not_know_arrive_as_text() -> None:
    arrived = crossed(Refused(facts={"on": date(2024, 3, 15), "person": UUID(int=1)}))
    assert isinstance(arrived, Refused)
    assert arrived.facts == {"on": "2024-03-15", "person": str(UUID(int=1))}


def test_nothing_of_an_error_crosses_but_what_is_whitelisted() -> None:
    error = NotFound()
    error.__dict__["secret"] = "639999198512319991"
    error.add_note("639999198512319991")
    assert set(error_to_wire(error)) == {
        *("exc_type", "exc_path", "exc_args", "value", "words", "fields")
    }
    assert "639999198512319991" not in json.dumps(error_to_wire(error))


def test_an_error_that_a_service_has_derived_crosses_as_its_kind() -> None:
    class FactsOutdated(Unavailable):
        """Of a service's own."""

    class NotFound(Refused):  # a name that the contracts have as well
        """Of a service's own."""

    assert type(crossed(FactsOutdated())) is Unavailable
    assert type(crossed(NotFound())) is Refused


def test_an_error_of_no_known_kind_is_internal() -> None:
    class Secret(GasCertError):
        """Of nobody's."""

    arrived = crossed(Secret("SECRET", "秘密", "secret"))
    assert (type(arrived), arrived.code, arrived.status) == (GasCertError, "INTERNAL", 500)


@pytest.mark.parametrize(
    "data",
    [
        None,
        "x",
        {},
        {"exc_type": "KeyError", "value": "x"},
        {"exc_type": "NotFound"},
        {"exc_type": ["NotFound"], "value": "x"},
        {"exc_type": "NotFound", "value": "x", "words": ["one"]},
        {"exc_type": "InvalidMessage", "value": "x", "fields": {"faults": [{}]}},
        {"exc_type": "InvalidMessage", "value": "x", "fields": ["faults"]},
    ],
)
def test_what_is_no_error_of_ours_is_read_as_an_internal_one(data: Any) -> None:
    assert type(error_from_wire(data)) is GasCertError
