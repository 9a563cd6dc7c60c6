"""六.6, H2: a certificate expires by its date; that is recorded once and frees its place."""

from datetime import date

import pytest
from sqlalchemy import text

from contracts.certificate import DailyTask
from contracts.errors import Unavailable
from contracts.vocabulary import CertificateKind, CertificateStatus
from tests.applicants import approves, confirms, rejects
from tests.education import (
    DAY,
    DUE,
    LAST,
    START,
    Student,
    a_student,
    announced,
    day_is_done,
    no_day_has_been_done,
)
from tests.makers import Firm, World
from tests.renewals import NEXT, a_renewer
from tests.workers import approved

EXPIRY = DailyTask.RECORD_EXPIRIES


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(START)
    return world.an_enterprise("GJ")


@pytest.fixture
def student(world: World, firm: Firm) -> Student:
    no_day_has_been_done(world)
    world.stack.clock.move_to(LAST)
    return a_student(world, firm)


def recorded_on(student: Student) -> list[tuple[int, date]]:
    """The terms of a certificate whose expiry is recorded, with their last days."""
    query = text("SELECT term, last_day FROM expiries WHERE certificate = :id ORDER BY term")
    with student.world.stack.database("certificate").reading() as connection:
        rows = connection.execute(query, {"id": student.certificate}).all()
    return [(row.term, row.last_day) for row in rows]


def holds_a_place(student: Student) -> bool:
    query = text("SELECT holds_a_place FROM certificates WHERE id = :id")
    with student.world.stack.database("certificate").reading() as connection:
        return bool(connection.execute(query, {"id": student.certificate}).scalar_one())


def test_it_is_computed_from_the_day_whether_recorded_or_not(
    world: World, student: Student
) -> None:
    found = []
    for day in (LAST, NEXT):
        world.stack.clock.move_to(day)
        found.append(student.shown.status)
    assert found == [CertificateStatus.VALID, CertificateStatus.EXPIRED]
    assert recorded_on(student) == []


@pytest.mark.parametrize(("day", "terms"), [(LAST, 0), (NEXT, 1), (NEXT + 30 * DAY, 1)])
def test_it_is_recorded_from_the_day_after_the_last(
    world: World, student: Student, day: date, terms: int
) -> None:
    world.stack.clock.move_to(day)
    day_is_done(world, EXPIRY)
    assert recorded_on(student) == [(1, LAST)][:terms]
    assert holds_a_place(student) == (terms == 0)


def test_it_is_recorded_and_told_once(world: World, student: Student) -> None:
    world.stack.clock.move_to(NEXT + DAY)
    for day in (NEXT, NEXT, NEXT + DAY):
        day_is_done(world, EXPIRY, day)
    [event] = announced(world, "certificates_expired", student.certificate)
    place = event["certificates"].index(str(student.certificate))
    assert event["day"] == NEXT.isoformat()
    assert event["holders"][place] == str(student.worker.person)
    assert event["enterprises"][place] == str(student.shown.enterprise)
    assert event["last_days"][place] == LAST.isoformat()


def test_a_cancelled_one_does_not_expire(world: World, firm: Firm, student: Student) -> None:
    cancelled = a_student(world, firm, cancelled_on=LAST)
    world.stack.clock.move_to(NEXT)
    day_is_done(world, EXPIRY)
    assert recorded_on(cancelled) == []


def test_an_abnormal_one_does(world: World, firm: Firm) -> None:
    no_day_has_been_done(world)
    world.stack.clock.move_to(LAST)
    marked = a_student(world, firm, reasons=["CE_NOT_COMPLETED"])
    world.stack.clock.move_to(NEXT)
    day_is_done(world, EXPIRY)
    assert recorded_on(marked) == [(1, LAST)]


class TestRenewal:
    """D9: one that is in renewal keeps its place, and expires for nobody."""

    def test_one_in_renewal_is_left_alone_and_overtakes_its_expiry(
        self, world: World, firm: Firm
    ) -> None:
        no_day_has_been_done(world)
        renewer = a_renewer(world, firm)
        student = Student(
            worker=renewer.worker,
            certificate=renewer.certificate,
            kind=CertificateKind.SAFETY_MANAGER,
        )
        case = confirms(firm, renewer.submits())
        world.stack.clock.move_to(NEXT)
        day_is_done(world, EXPIRY)
        assert (recorded_on(student), holds_a_place(student)) == ([], True)
        approves(world, case)
        world.stack.clock.move_to(NEXT + DAY)
        day_is_done(world, EXPIRY)
        assert (recorded_on(student), student.shown.is_usable) == ([], True)
        last = student.shown.valid_to
        world.stack.clock.move_to(last + DAY)
        day_is_done(world, EXPIRY)
        assert recorded_on(student) == [(2, last)]

    def test_one_whose_place_is_freed_in_the_same_moment_is_not_submitted(
        self, world: World, firm: Firm
    ) -> None:
        """Midnight has passed since the day was asked: it is asked again."""
        renewer = a_renewer(world, firm)
        certificate = {"id": renewer.certificate}
        free = text("UPDATE certificates SET holds_a_place = false WHERE id = :id")
        with world.stack.database("certificate").independent() as transaction:
            transaction.execute(free, certificate)
        with pytest.raises(Unavailable):
            renewer.submits()
        assert renewer.unmet() == set()

    def test_one_whose_renewal_was_rejected_is_recorded_then(
        self, world: World, firm: Firm
    ) -> None:
        no_day_has_been_done(world)
        renewer = a_renewer(world, firm)
        student = Student(
            worker=renewer.worker,
            certificate=renewer.certificate,
            kind=CertificateKind.SAFETY_MANAGER,
        )
        case = confirms(firm, renewer.submits())
        world.stack.clock.move_to(NEXT + DAY)
        day_is_done(world, EXPIRY)
        rejects(world, case)
        assert (recorded_on(student), holds_a_place(student)) == ([], False)
        world.stack.clock.move_to(NEXT + 2 * DAY)
        day_is_done(world, EXPIRY)
        assert recorded_on(student) == [(1, LAST)]


def test_a_new_certificate_may_follow_at_once(world: World, student: Student) -> None:
    """H2: whether the expiry has been recorded or not."""
    world.stack.clock.move_to(NEXT)
    approved(world, student.worker.passed(student.kind, on=DUE))
    newest, old = student.worker.certificates
    assert (old.id, old.status) == (student.certificate, CertificateStatus.EXPIRED)
    assert newest.valid_from == NEXT
    day_is_done(world, EXPIRY)
    assert recorded_on(student) == [(1, LAST)]
