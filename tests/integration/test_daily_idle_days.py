"""Days on which nothing is due are passed over, and no other (D6, D7, D9)."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pytest

from bus.testing import Stack
from contracts.certificate import DailyTask, RunDailyWork
from contracts.principal import service_principal
from tests.education import DAY, DEADLINE, DUE, LAST, TERM, a_student
from tests.makers import BUILDS, KEYS, World
from tests.provision import Databases

TODAY: Final = date(2030, 1, 1)
# A second last day, whose renewal window opens on 31 May 2029.
ENDS: Final = date(2029, 8, 30)
CLAMPED: Final[dict[str, Any]] = {**TERM, "valid_to": ENDS, "ce_deadline": ENDS}


@pytest.fixture(scope="module")
def world(module_databases: Databases) -> Iterator[World]:
    stack = Stack(
        BUILDS,
        amqp_uri="memory://",
        database_urls=module_databases.fresh(*BUILDS),
        environment=KEYS,
    )
    stack.clock.move_to(TODAY)
    with stack:
        world = World(stack=stack)
        firm = world.an_enterprise("GJ")
        a_student(world, firm)
        a_student(world, firm, **CLAMPED)
        yield world


def busy_days(world: World, task: DailyTask) -> list[date]:
    """The days that had work to be done, as a scheduler that was long away comes to know them."""
    days, day = [], date(2024, 3, 1)
    while day <= TODAY:
        call = RunDailyWork(task=task, day=day, through=TODAY)
        run = world.stack.ask(call, by=service_principal("review_scheduler"))
        if not run.is_done:
            days.append(run.day)
            world.stack.settle()
            again = world.stack.ask(call, by=service_principal("review_scheduler"))
            assert (again.day, again.is_done) == (run.day, True)
        day = run.day + DAY
    return days


def test_review_is_due_after_the_deadline(world: World) -> None:
    assert busy_days(world, DailyTask.REVIEW) == [DUE]
    assert busy_days(world, DailyTask.REVIEW) == []


def test_reminders_are_due_so_many_days_ahead_and_as_the_windows_open(world: World) -> None:
    assert busy_days(world, DailyTask.REMIND) == sorted(
        {
            *(DEADLINE - ahead * DAY for ahead in (90, 60, 30, 7)),
            *(LAST - ahead * DAY for ahead in (30, 7)),
            date(2028, 12, 15),
            *(ENDS - ahead * DAY for ahead in (90, 60, 30, 7)),
            date(2029, 5, 31),
        }
    )


def test_expiry_is_due_the_day_after_the_last(world: World) -> None:
    assert busy_days(world, DailyTask.RECORD_EXPIRIES) == [LAST + DAY, ENDS + DAY]
