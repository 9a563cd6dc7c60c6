"""The checklists that are built say what the manual's lists say, line by line (六)."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from certificate.domain import businesses
from certificate.domain.checklist import Checklist

MANUAL = yaml.safe_load((Path(__file__).parent / "checklists.yaml").read_text("utf-8"))
BUILT = {
    "六.1": businesses.ISSUANCE,
    "六.2": businesses.WORK_UNIT_CHANGE,
    "六.3": businesses.ENTERPRISE_NAME_CHANGE,
    "六.4": businesses.PERSON_NAME_CHANGE,
    "六.6": businesses.RENEWAL,
    "六.7": businesses.CANCELLATION,
}

built = pytest.mark.parametrize("section", list(BUILT))


def lines_of(checklist: Checklist) -> list[str]:
    """Give the wordings of a checklist's own list."""
    return [each.wording for each in checklist.conditions]


def says_what_the_manual_says(checklist: Checklist) -> bool:
    """Tell whether the list is the manual's, in its order and its words."""
    expected: list[str] = MANUAL[checklist.section]["conditions"]
    return lines_of(checklist) == expected


def test_the_manuals_lists_are_all_there() -> None:
    assert {section: len(said["conditions"]) for section, said in MANUAL.items()} == {
        "六.1": 6,
        "六.2": 7,
        "六.3": 6,
        "六.4": 6,
        "六.6": 9,
        "六.7": 2,
    }


def test_every_checklist_that_is_built_is_compared_here() -> None:
    found = [each for each in vars(businesses).values() if isinstance(each, Checklist)]
    assert sorted(each.section for each in found) == sorted(BUILT)


@built
def test_the_list_is_the_manuals_in_its_order_and_words(section: str) -> None:
    assert lines_of(BUILT[section]) == MANUAL[section]["conditions"]


@built
def test_the_section_and_the_business_are_the_manuals(section: str) -> None:
    assert BUILT[section].section == section
    assert MANUAL[section]["heading"].startswith(BUILT[section].business)


@built
def test_a_line_lost_is_noticed(section: str) -> None:
    lines = BUILT[section].conditions
    for gone in range(len(lines)):
        shorter = replace(BUILT[section], conditions=lines[:gone] + lines[gone + 1 :])
        assert not says_what_the_manual_says(shorter)


@built
def test_a_line_added_is_noticed(section: str) -> None:
    checklist = BUILT[section]
    for extra in (*checklist.conditions, *checklist.also):
        longer = replace(checklist, conditions=(*checklist.conditions, extra))
        assert not says_what_the_manual_says(longer)


@built
def test_a_line_moved_is_noticed(section: str) -> None:
    lines = BUILT[section].conditions
    for at in range(1, len(lines)):
        moved = (*lines[: at - 1], lines[at], lines[at - 1], *lines[at + 1 :])
        assert not says_what_the_manual_says(replace(BUILT[section], conditions=moved))


@built
def test_a_line_in_other_words_is_noticed(section: str) -> None:
    first, *rest = BUILT[section].conditions
    reworded = (first.worded(first.wording + "。"), *rest)
    assert not says_what_the_manual_says(replace(BUILT[section], conditions=reworded))


@built
def test_what_the_manual_implies_elsewhere_stands_apart_and_names_its_rule(section: str) -> None:
    for each in BUILT[section].also:
        assert each.wording not in MANUAL[section]["conditions"]
        assert each.rule
