"""六.5: a record that was issued in time and imported late lifts the mark (D8)."""

from dataclasses import replace

import eventlet
import pytest
from sqlalchemy import text

from contracts.vocabulary import AbnormalReason, CeRecordStatus, CertificateKind, Trade
from tests.education import (
    DAY,
    DEADLINE,
    DUE,
    LAST,
    START,
    Student,
    a_student,
    announced,
    no_day_has_been_done,
    recorded,
    reviewed,
)
from tests.makers import Firm, World
from tests.manual.moments import wait_until_blocked

NOT_COMPLETED = AbnormalReason.CE_NOT_COMPLETED
OPERATOR = CertificateKind.OPERATOR
SAME_REVIEW = text("""
    INSERT INTO ce_reviews (certificate, term, ordinal, due_on, valid_from, deadline, valid_to,
        has_passed, job)
    VALUES (:certificate, 1, 1, :due, :start, :deadline, :last, false, gen_random_uuid())
""")


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(DEADLINE)
    return world.an_enterprise("GJ")


@pytest.fixture
def student(world: World, firm: Firm) -> Student:
    no_day_has_been_done(world)
    world.stack.clock.move_to(DEADLINE)
    return a_student(world, firm)


def test_the_mark_is_lifted_and_the_deadline_is_the_last_day(
    world: World, student: Student
) -> None:
    reviewed(student)
    world.stack.clock.move_to(DUE + 40 * DAY)
    report = recorded(world, student.proves(1, on=DEADLINE))
    assert (student.shown.ce_deadline, student.shown.reasons) == (LAST, ())
    assert student.shown.is_usable
    lifted, marked = student.marks
    assert (lifted.is_lifted, lifted.caused_by) == (True, report.id)
    assert not marked.is_lifted


def test_the_review_stays_and_its_correction_stands_beside_it(
    world: World, student: Student
) -> None:
    before = reviewed(student).reviews[0]
    recorded(world, student.proves(1, on=DEADLINE))
    [after] = student.reviews
    [record] = student.records
    assert (after.corrected_by, record.status) == (record.id, CeRecordStatus.USED)
    assert after.corrected_at is not None
    assert replace(after, corrected_by=None, corrected_at=None) == before


def test_it_is_announced(world: World, student: Student) -> None:
    reviewed(student)
    report = recorded(world, student.proves(1, on=DEADLINE))
    world.stack.settle()
    _, lifted = announced(world, "certificates_marked", student.certificate)
    assert (lifted["is_lifted"], lifted["caused_by"]) == (True, str(report.id))
    assert lifted["holders"] == [str(student.worker.person)]
    assert lifted["enterprises"] == [str(student.shown.enterprise)]


def test_other_reasons_stay(world: World, firm: Firm) -> None:
    marked = {"reasons": [AbnormalReason.TRADE_NOT_PERMITTED], "trade": Trade.BOTTLE_DELIVERY}
    student = reviewed(a_student(world, firm, OPERATOR, **marked))
    recorded(world, student.proves(1, on=DEADLINE))
    assert student.shown.reasons == (AbnormalReason.TRADE_NOT_PERMITTED,)


def test_a_second_lifts_nothing(world: World, student: Student) -> None:
    reviewed(student)
    recorded(world, student.proves(2, on=DUE))
    assert student.shown.reasons == (NOT_COMPLETED,)


def test_a_cancelled_certificate_stays_as_it_is(world: World, student: Student) -> None:
    reviewed(student)
    cancel = text(
        "UPDATE certificates SET cancelled_on = :day, holds_a_place = false WHERE id = :id"
    )
    with world.stack.database("certificate").independent() as transaction:
        transaction.execute(cancel, {"day": DUE, "id": student.certificate})
    assert recorded(world, student.proves(1, on=DEADLINE)).accepted == 0
    assert student.shown.reasons == (NOT_COMPLETED,)


def test_one_that_is_imported_while_the_review_runs_is_not_overlooked(
    world: World, student: Student
) -> None:
    """The review has looked for records and found none; the import comes before it has ended."""
    days = {"due": DUE, "start": START, "deadline": DEADLINE, "last": LAST}
    with world.stack.database("certificate").independent() as transaction:
        held = transaction.connection.begin_nested()
        transaction.execute(SAME_REVIEW, {"certificate": student.certificate, **days})
        reviewing = eventlet.spawn(reviewed, student)
        wait_until_blocked(world, 1)
        importing = eventlet.spawn(recorded, world, student.proves(1, on=DEADLINE))
        wait_until_blocked(world, 2)
        held.rollback()
    reviewing.wait()
    assert importing.wait().accepted == 1
    assert (student.shown.ce_deadline, student.shown.reasons) == (LAST, ())
    assert [mark.is_lifted for mark in student.marks] == [True, False]
