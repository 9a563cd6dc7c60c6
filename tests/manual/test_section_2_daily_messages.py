"""二.4(5) with 六.5: what a review finds, and what a late record mends, is told to the holder."""

import pytest

from contracts.identity import MessageCategory
from contracts.principal import Principal
from tests.education import (
    DEADLINE,
    DUE,
    Student,
    a_student,
    no_day_has_been_done,
    recorded,
    reviewed,
)
from tests.makers import Firm, World
from tests.manual.correspondence import codes

CERTIFICATE = MessageCategory.CERTIFICATE


@pytest.fixture
def firm(world: World) -> Firm:
    no_day_has_been_done(world)
    world.stack.clock.move_to(DEADLINE)
    return world.an_enterprise("GJ")


@pytest.fixture
def student(world: World, firm: Firm) -> Student:
    return a_student(world, firm)


def told(world: World, by: Principal) -> list[str]:
    world.stack.settle()
    return codes(world, by, category=CERTIFICATE)


def test_a_passed_review_is_told(world: World, student: Student) -> None:
    recorded(world, student.proves(on=DEADLINE))
    assert told(world, student.worker.by) == ["ce_record_added"]
    reviewed(student)
    assert told(world, student.worker.by) == ["review_passed", "ce_record_added"]


def test_a_mark_and_its_end_are_told_to_holder_and_enterprise(
    world: World, firm: Firm, student: Student
) -> None:
    reviewed(student)
    assert told(world, student.worker.by) == ["certificate_marked"]
    assert told(world, firm.account) == ["certificates_marked"]
    world.stack.clock.move_to(DUE)
    recorded(world, student.proves(on=DEADLINE))
    assert sorted(told(world, student.worker.by)) == [
        *("ce_record_added", "certificate_marked", "certificate_unmarked")
    ]
    assert told(world, firm.account)[0] == "certificates_unmarked"
