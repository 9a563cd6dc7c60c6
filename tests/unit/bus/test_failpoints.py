"""Failpoints: read from the environment, and each lies where the tests believe it to lie."""

import re
from pathlib import Path
from types import MappingProxyType

import pytest

import bus
from bus import failpoints
from bus.failpoints import Injected, failpoint
from tests.integration.test_bus_processes import DEADLY


def test_they_are_read_with_their_action_and_probability() -> None:
    read = failpoints._read("a.b=kill:0.25; c.d=raise;")
    assert {place: probability for place, (_, probability) in read.items()} == {
        "a.b": 0.25,
        "c.d": 1.0,
    }
    with pytest.raises(KeyError):
        failpoints._read("a.b=explode")


def test_nothing_happens_where_nothing_is_armed(monkeypatch: pytest.MonkeyPatch) -> None:
    failpoint("a.b")
    armed = MappingProxyType({"a.b": (failpoints.ACTIONS["raise"], 1.0)})
    monkeypatch.setattr(failpoints, "_ARMED", armed)
    failpoint("c.d")
    with pytest.raises(Injected):
        failpoint("a.b")


def test_the_tests_name_every_place_that_the_bus_has() -> None:
    [folder] = bus.__path__
    source = "\n".join(path.read_text() for path in Path(folder).glob("*.py"))
    assert set(re.findall(r'^\s+failpoint\("([a-z_.]+)"\)', source, re.MULTILINE)) == set(DEADLY)
