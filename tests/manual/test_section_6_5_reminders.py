"""六.5, 六.6: whom a day reminds of what, each once (D6)."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from contracts.certificate import DailyTask
from contracts.vocabulary import CertificateKind, ReminderKind
from tests.applicants import approves, confirms
from tests.education import (
    DAY,
    DEADLINE,
    DUE,
    LAST,
    START,
    Student,
    a_student,
    announced,
    day_is_done,
    no_day_has_been_done,
    recorded,
    reviewed,
)
from tests.makers import Firm, World
from tests.renewals import OPENS, applies

CE, WINDOW, EXPIRY = (kind.value for kind in ReminderKind)
SAFETY = CertificateKind.SAFETY_MANAGER


def before(deadline: date, days: int) -> date:
    return deadline - timedelta(days=days)


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(START)
    return world.an_enterprise("GJ")


@pytest.fixture
def student(world: World, firm: Firm) -> Student:
    no_day_has_been_done(world)
    world.stack.clock.move_to(START)
    return a_student(world, firm)


def told(world: World, certificate: UUID) -> list[tuple[str, int | None, int, str]]:
    """What was announced of a certificate: the thing, the ordinal, the days and the deadline."""
    return [
        (
            event["what"],
            event["ordinal"],
            event["days"],
            event["deadlines"][event["certificates"].index(str(certificate))],
        )
        for event in announced(world, "reminders_due", certificate)
    ]


def on(student: Student, day: date) -> list[tuple[str, int | None, int]]:
    """Let a day come, and give what it reminds of."""
    world = student.world
    earlier = len(told(world, student.certificate))
    world.stack.clock.move_to(day)
    day_is_done(world, DailyTask.REMIND)
    return [each[:3] for each in told(world, student.certificate)[earlier:]]


class TestWhen:
    @pytest.mark.parametrize("days", [90, 60, 30, 7])
    def test_before_the_first_ce_deadline(self, student: Student, days: int) -> None:
        due = before(DEADLINE, days)
        assert on(student, due - DAY) == []
        assert on(student, due) == [(CE, 1, days)]
        assert on(student, due + DAY) == []

    @pytest.mark.parametrize("days", [90, 60, 30, 7])
    def test_before_the_second_which_is_the_last_day(
        self, world: World, student: Student, days: int
    ) -> None:
        world.stack.clock.move_to(DEADLINE)
        recorded(world, student.proves(1, on=START))
        reviewed(student)
        assert (CE, 2, days) in on(student, before(LAST, days))

    def test_when_the_renewal_window_opens(self, student: Student) -> None:
        assert on(student, OPENS - DAY) == []
        assert (WINDOW, None, 0) in on(student, OPENS)
        assert on(student, OPENS + DAY) == []

    @pytest.mark.parametrize("days", [30, 7])
    def test_before_expiry(self, student: Student, days: int) -> None:
        due = before(LAST, days)
        assert on(student, due - DAY) == []
        assert (EXPIRY, None, days) in on(student, due)
        assert on(student, due + DAY) == []

    def test_the_deadline_is_told(self, world: World, student: Student) -> None:
        on(student, before(DEADLINE, 30))
        assert told(world, student.certificate) == [(CE, 1, 30, DEADLINE.isoformat())]
        on(student, OPENS)
        assert told(world, student.certificate)[-1] == (WINDOW, None, 0, LAST.isoformat())


class TestWhom:
    def test_nobody_whose_education_is_proved(self, world: World, student: Student) -> None:
        world.stack.clock.move_to(before(DEADLINE, 31))
        recorded(world, student.proves(1, on=START))
        assert on(student, before(DEADLINE, 30)) == []

    def test_nobody_to_whom_it_would_be_of_no_use(self, world: World, firm: Firm) -> None:
        """D10, K11: where the first deadline is the last day, only expiry is told."""
        no_day_has_been_done(world)
        world.stack.clock.move_to(START)
        student = a_student(world, firm, valid_to=DEADLINE)
        assert on(student, before(DEADLINE, 60)) == []
        assert on(student, before(DEADLINE, 30)) == [(EXPIRY, None, 30)]

    def test_of_a_missed_review_only_expiry(self, world: World, firm: Firm) -> None:
        """K4."""
        no_day_has_been_done(world)
        world.stack.clock.move_to(START)
        student = a_student(world, firm, reasons=["CE_NOT_COMPLETED"])
        assert on(student, OPENS) == []
        assert on(student, before(LAST, 30)) == [(EXPIRY, None, 30)]

    def test_no_cancelled_one(self, world: World, firm: Firm) -> None:
        no_day_has_been_done(world)
        world.stack.clock.move_to(START)
        student = a_student(world, firm, cancelled_on=START)
        assert on(student, before(DEADLINE, 30)) == []

    def test_a_renewed_one_of_its_new_term(
        self, world: World, firm: Firm, student: Student
    ) -> None:
        world.stack.clock.move_to(OPENS)
        recorded(world, student.proves(2, on=DUE))
        approves(world, confirms(firm, applies(student).submits()))
        assert on(student, before(LAST, 30)) == []
        deadline = student.shown.ce_deadline
        assert on(student, before(deadline, 30)) == [(CE, 1, 30)]

    def test_holder_and_unit_are_named_by_id(self, world: World, student: Student) -> None:
        on(student, before(DEADLINE, 90))
        [event] = announced(world, "reminders_due", student.certificate)
        place = event["certificates"].index(str(student.certificate))
        assert event["holders"][place] == str(student.worker.person)
        assert event["enterprises"][place] == str(student.shown.enterprise)


class TestOnce:
    def test_however_often_a_day_is_run(self, world: World, student: Student) -> None:
        day = before(DEADLINE, 30)
        assert on(student, day) == [(CE, 1, 30)]
        no_day_has_been_done(world)
        assert on(student, day) == []

    def test_days_that_were_missed_are_caught_up_with(self, world: World, student: Student) -> None:
        """None is lost: a reminder is late by as much as the stop was long."""
        world.stack.clock.move_to(before(DEADLINE, 25))
        for days in range(31, 24, -1):
            day_is_done(world, DailyTask.REMIND, before(DEADLINE, days))
        [event] = announced(world, "reminders_due", student.certificate)
        assert (event["days"], event["day"]) == (30, before(DEADLINE, 30).isoformat())

    def test_of_several_that_a_stop_has_made_late_the_last_is_told(
        self, world: World, student: Student
    ) -> None:
        world.stack.clock.move_to(before(DEADLINE, 20))
        runs = [day_is_done(world, DailyTask.REMIND, before(DEADLINE, n)) for n in (90, 60, 30)]
        assert [each[:3] for each in told(world, student.certificate)] == [(CE, 1, 30)]
        assert [run.counts["overtaken"] >= 1 for run in runs] == [True, True, False]

    def test_what_is_past_is_not_told(self, world: World, student: Student) -> None:
        world.stack.clock.move_to(DEADLINE + DAY)
        day_is_done(world, DailyTask.REMIND, before(DEADLINE, 7))
        assert told(world, student.certificate) == []

    def test_on_the_deadline_itself_it_still_is(self, world: World, student: Student) -> None:
        world.stack.clock.move_to(DEADLINE)
        day_is_done(world, DailyTask.REMIND, before(DEADLINE, 7))
        assert [each[:3] for each in told(world, student.certificate)] == [(CE, 1, 7)]
