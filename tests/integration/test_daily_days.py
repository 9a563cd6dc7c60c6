"""Schedulers and certificate together: every day in its turn, however many ask and stop."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import eventlet
import pytest
from sqlalchemy import text

import review_scheduler.service
from bus.testing import Stack
from contracts.review_scheduler import DayTask, ListDayTasks
from contracts.vocabulary import AbnormalReason
from review_scheduler.domain.calendar import IN_ORDER, Task
from tests.education import (
    DAY,
    DEADLINE,
    DUE,
    LAST,
    START,
    a_student,
    announced,
    recorded,
)
from tests.makers import BUILDS, KEYS, World
from tests.provision import Databases

NAME: Final = "review_scheduler"
FIRST: Final = date(2026, 8, 14)


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    """All services, the scheduler too; its calendar begins on the first day."""
    urls = module_databases.fresh(*BUILDS, "review-scheduler")
    urls[NAME] = urls.pop("review-scheduler")
    builds = {**BUILDS, NAME: review_scheduler.service.build}
    stack = Stack(builds, amqp_uri=amqp_uri, database_urls=urls, environment=KEYS)
    stack.clock.move_to(FIRST)
    with stack:
        yield World(stack=stack)


def catches_up(world: World, replica: str = "") -> None:
    """Let a scheduler's timer tick, for the work that goes by its day."""
    daily_work = world.stack.running[NAME + replica].service.use.daily_work
    works = {task: work for task, work in daily_work.works.items() if task in IN_ORDER}
    while replace(daily_work, works=works).advance():
        pass


def calendar(world: World, task: Task) -> list[DayTask]:
    """What the authority sees of a task, oldest day first."""
    items: list[DayTask] = []
    cursor = None
    while True:
        page = world.stack.ask(ListDayTasks(cursor=cursor), by=world.staff)
        items += [item for item in page.items if item.task == task.value]
        cursor = page.next
        if cursor is None:
            return items[::-1]


def is_closed(world: World) -> bool:
    """Every day up to today is closed."""
    calendars = [calendar(world, task) for task in IN_ORDER]
    return all(
        days and days[-1].day == world.today and all(item.closed_at for item in days)
        for days in calendars
    )


def closings(world: World) -> Counter[tuple[str, str]]:
    """How often each task's day was announced as closed."""
    query = text("SELECT body FROM outbox WHERE name = 'days_closed'")
    with world.stack.database(NAME).reading() as connection:
        bodies = [json.loads(body) for body in connection.execute(query).scalars()]
    return Counter((body["task"], day) for body in bodies for day in body["days"])


def test_two_schedulers_catch_up_with_every_missed_day_once_and_in_order(world: World) -> None:
    firm = world.an_enterprise("GJ")
    learned, missed = a_student(world, firm), a_student(world, firm)
    recorded(world, learned.proves(1, on=START))
    world.stack.wait_for(lambda: is_closed(world))
    world.stack.clock.move_to(FIRST + DAY)
    catches_up(world)
    world.stack.settle()
    world.stack.stop(NAME)

    world.stack.clock.move_to(DUE + 20 * DAY)
    for replica in ("", "-2"):
        world.stack.start(NAME, replica=replica)
    world.stack.wait_until_ready()
    ticks = [eventlet.spawn(catches_up, world, replica) for replica in ("", "-2")]
    for tick in ticks:
        tick.wait()
    world.stack.wait_for(lambda: is_closed(world), 60)
    world.stack.settle()

    every_day = [FIRST + timedelta(days=n) for n in range((world.today - FIRST).days + 1)]
    for task in IN_ORDER:
        days = calendar(world, task)
        assert [item.day for item in days] == every_day
        closed = [item.closed_at for item in days if item.closed_at]
        assert closed == sorted(closed)
    assert set(closings(world).values()) == {1}

    assert (learned.shown.ce_deadline, learned.shown.reasons) == (LAST, ())
    assert missed.shown.reasons == (AbnormalReason.CE_NOT_COMPLETED,)
    assert [each.due_on for each in (*learned.reviews, *missed.reviews)] == [DUE, DUE]
    on_due = next(item for item in calendar(world, Task.REVIEW) if item.day == DUE)
    assert on_due.counts == {"passed": 1, "marked": 1, "already": 0}
    told = [event["days"] for event in announced(world, "reminders_due", missed.certificate)]
    assert told == [30]
    assert announced(world, "reminders_due", learned.certificate) == []
    assert missed.shown.ce_deadline == DEADLINE
