"""The catalogue names every call, event and error, and the page that is read is the newest."""

from contracts import catalogue
from contracts.errors import KINDS
from gascert_local.places import ROOT
from tests.contracts.words import CALLS, EVENTS


def test_the_page_is_what_the_command_writes() -> None:
    assert (ROOT / "contracts" / "README.md").read_text() == catalogue.catalogue()


def test_every_call_event_and_error_stands_in_it_once() -> None:
    lines = catalogue.catalogue().splitlines()
    named = [line.split("`")[1] for line in lines if line.startswith("| `")]
    assert sorted(named) == sorted(kind.__name__ for kind in (*CALLS, *EVENTS, *KINDS.values()))
