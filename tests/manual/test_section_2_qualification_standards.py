"""资质标准 (二.3): published by the authority, read by anyone, never lost."""

from datetime import date
from itertools import count
from typing import Any

import pytest

from contracts.enterprise import (
    GetQualificationStandard,
    ListQualificationStandards,
    ListStandardVersions,
    PublishQualificationStandard,
    QualificationStandard,
    ReviseQualificationStandard,
    WithdrawQualificationStandard,
)
from contracts.errors import NotAllowed, NotFound, Refused
from contracts.principal import ANONYMOUS
from tests.makers import World
from tests.operators import OTHERS

_numbers = count(1)


def published(world: World, **differs: Any) -> QualificationStandard:
    values = {
        "designation": f"QH-RQ-{next(_numbers)}",
        "title": "管道燃气经营企业资质标准",
        "text": "一、有符合国家标准的燃气气源。\n二、有健全的安全管理制度。",
        "valid_from": date(2024, 1, 1),
    }
    call = PublishQualificationStandard(**{**values, **differs})
    return world.stack.ask(call, by=world.staff)


def revise(world: World, standard: QualificationStandard, **differs: Any) -> QualificationStandard:
    values = {"title": standard.title, "text": standard.text, "valid_from": standard.valid_from}
    call = ReviseQualificationStandard(
        standard=standard.id, **{"version": standard.version, **values, **differs}
    )
    return world.stack.ask(call, by=world.staff)


def withdraw(world: World, standard: QualificationStandard) -> QualificationStandard:
    call = WithdrawQualificationStandard(
        standard=standard.id, version=standard.version, reason="已被新标准替代"
    )
    return world.stack.ask(call, by=world.staff)


def listed(world: World, **wanted: Any) -> list[str]:
    call = ListQualificationStandards(size=200, **wanted)
    return [each.designation for each in world.stack.ask(call, by=ANONYMOUS).items]


def test_anyone_reads_what_was_published(world: World) -> None:
    standard = published(world)
    assert standard.designation in listed(world)
    found = world.stack.ask(GetQualificationStandard(standard=standard.id), by=ANONYMOUS)
    assert found == standard


def test_a_revision_replaces_it_and_the_former_version_stays_readable(world: World) -> None:
    first = published(world)
    second = revise(world, first, title="管道燃气经营企业资质标准（修订）")
    assert (second.version, second.designation) == (2, first.designation)
    call = ListStandardVersions(standard=first.id)
    assert world.stack.ask(call, by=ANONYMOUS).items == (second, first)


def test_a_withdrawn_one_is_not_listed_and_says_why(world: World) -> None:
    standard = withdraw(world, published(world))
    assert standard.designation not in listed(world)
    found = world.stack.ask(GetQualificationStandard(standard=standard.id), by=ANONYMOUS)
    assert (found.reason, found.version) == ("已被新标准替代", 2)
    with pytest.raises(Refused) as refused:
        revise(world, standard)
    assert refused.value.code == "STANDARD_WITHDRAWN"


def test_a_designation_is_published_once_in_whatever_case(world: World) -> None:
    standard = published(world)
    with pytest.raises(Refused) as refused:
        published(world, designation=standard.designation.lower())
    assert refused.value.code == "DESIGNATION_TAKEN"


def test_a_stale_view_changes_nothing(world: World) -> None:
    standard = published(world)
    revise(world, standard)
    with pytest.raises(Refused) as refused:
        revise(world, standard)
    assert refused.value.code == "STALE_STANDARD"


def test_they_are_found_by_words_of_their_title_and_paged(world: World) -> None:
    designations = [published(world, title=f"示例标准第{n}号").designation for n in range(3)]
    call = ListQualificationStandards(words="示例标准", size=2)
    first = world.stack.ask(call, by=ANONYMOUS)
    second = world.stack.ask(
        ListQualificationStandards(words="示例标准", size=2, cursor=first.next), by=ANONYMOUS
    )
    assert [each.designation for each in (*first.items, *second.items)] == designations[::-1]
    assert second.next is None
    assert listed(world, words=designations[0]) == [designations[0]]


def test_only_administrators_publish_and_what_is_unknown_is_not_found(world: World) -> None:
    standard = published(world)
    for other in OTHERS:
        with pytest.raises(NotAllowed):
            world.stack.ask(
                WithdrawQualificationStandard(standard=standard.id, version=1, reason="无权"),
                by=other,
            )
    with pytest.raises(NotFound):
        world.stack.ask(GetQualificationStandard(standard=world.an_enterprise().id), by=ANONYMOUS)
