"""六.5 系统自动复核: 证书到达继续再教育截止日期时 (D3, D7, D10)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from contracts.certificate import DailyTask, RunDailyWork
from contracts.errors import NotAllowed, NotFound, Refused
from contracts.vocabulary import (
    AbnormalReason,
    CeRecordStatus,
    CertificateCaseKind,
    CertificateKind,
    CertificateStatus,
    Trade,
)
from tests.applicants import Applicant
from tests.education import (
    DAY,
    DEADLINE,
    DUE,
    LAST,
    START,
    TERM,
    Student,
    a_student,
    announced,
    day_is_done,
    no_day_has_been_done,
    recorded,
    reviewed,
)
from tests.makers import Firm, World, write_certificate

REVIEW = DailyTask.REVIEW
NOT_COMPLETED = AbnormalReason.CE_NOT_COMPLETED
SAFETY, OPERATOR = CertificateKind.SAFETY_MANAGER, CertificateKind.OPERATOR


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(DEADLINE)
    return world.an_enterprise("GJ")


@pytest.fixture(autouse=True)
def days(world: World) -> None:
    no_day_has_been_done(world)


@pytest.fixture
def student(world: World, firm: Firm) -> Student:
    world.stack.clock.move_to(DEADLINE)
    return a_student(world, firm)


class TestPassed:
    @pytest.mark.parametrize("on", [START, START + DAY, DEADLINE - DAY, DEADLINE])
    def test_the_deadline_becomes_the_last_day(
        self, world: World, student: Student, on: date
    ) -> None:
        recorded(world, student.proves(1, on=on))
        before = student.shown
        after = reviewed(student).shown
        assert after == replace(before, ce_deadline=LAST)
        assert after.is_usable
        assert student.marks == ()

    def test_it_is_set_and_never_added_to(self, world: World, firm: Firm) -> None:
        """D3: from 2024-08-31, 30 months more would end three days short."""
        days = (date(2024, 8, 31), date(2027, 2, 27), date(2029, 8, 30))
        start, deadline, last = days
        student = a_student(world, firm, valid_from=start, ce_deadline=deadline, valid_to=last)
        world.stack.clock.move_to(deadline)
        recorded(world, student.proves(1, on=deadline))
        assert reviewed(student, deadline + DAY).shown.ce_deadline == last

    def test_there_is_no_further_review(self, world: World, student: Student) -> None:
        """D10: expiry comes instead."""
        recorded(world, student.proves(1, on=START))
        reviewed(student)
        reviewed(student, LAST)
        assert reviewed(student, LAST + DAY).shown.status is CertificateStatus.EXPIRED
        assert len(student.reviews) == 1
        assert student.marks == ()

    def test_the_record_is_used_up(self, world: World, student: Student) -> None:
        recorded(world, student.proves(1, on=START))
        reviewed(student)
        assert student.records[0].status is CeRecordStatus.USED

    def test_it_is_announced_with_the_new_deadline(self, world: World, student: Student) -> None:
        recorded(world, student.proves(1, on=START))
        reviewed(student)
        [event] = announced(world, "reviews_passed", student.certificate)
        place = event["certificates"].index(str(student.certificate))
        assert event["day"] == DUE.isoformat()
        assert event["holders"][place] == str(student.worker.person)
        assert event["ce_deadlines"][place] == LAST.isoformat()


class TestFailed:
    def test_without_a_record_the_certificate_is_marked(self, student: Student) -> None:
        before = student.shown
        after = reviewed(student).shown
        assert after == replace(
            before,
            status=CertificateStatus.ABNORMAL,
            reasons=(NOT_COMPLETED,),
            is_usable=False,
        )

    def test_a_second_is_no_first(self, world: World, student: Student) -> None:
        world.stack.clock.move_to(DUE)
        assert recorded(world, student.proves(2, on=DUE)).accepted == 1
        assert reviewed(student).shown.reasons == (NOT_COMPLETED,)

    def test_only_cancellation_is_left(self, student: Student) -> None:
        """K4: 只能办理证书注销后重新考取新的证书; what enterprises ask for is shown in 六.3."""
        reviewed(student)
        unmet = {
            kind: Applicant(
                worker=student.worker, certificate=student.certificate, kind=kind
            ).unmet()
            for kind in CertificateCaseKind
            if kind is not CertificateCaseKind.ENTERPRISE_NAME_CHANGE
        }
        cancellation = unmet.pop(CertificateCaseKind.CANCELLATION)
        assert cancellation == set()
        assert all("continuing_education_was_completed" in each for each in unmet.values())

    def test_other_reasons_stay(self, world: World, firm: Firm) -> None:
        marked = {"reasons": [AbnormalReason.TRADE_NOT_PERMITTED], "trade": Trade.BOTTLE_DELIVERY}
        student = a_student(world, firm, OPERATOR, **marked)
        assert set(reviewed(student).shown.reasons) == set(AbnormalReason)

    def test_it_is_announced_and_names_the_day_s_run(self, world: World, student: Student) -> None:
        reviewed(student)
        [event] = announced(world, "certificates_marked", student.certificate)
        assert (event["reason"], event["is_lifted"]) == ("CE_NOT_COMPLETED", False)
        place = event["certificates"].index(str(student.certificate))
        assert event["holders"][place] == str(student.worker.person)
        assert event["enterprises"][place] == str(student.shown.enterprise)
        [mark] = student.marks
        assert event["caused_by"] == str(mark.caused_by) == str(student.reviews[0].job)


class TestWhen:
    @pytest.mark.parametrize(("day", "reviews"), [(DEADLINE - DAY, 0), (DEADLINE, 0), (DUE, 1)])
    def test_it_is_due_the_day_after_the_deadline(
        self, world: World, firm: Firm, day: date, reviews: int
    ) -> None:
        student = a_student(world, firm)
        world.stack.clock.move_to(DUE)
        assert len(reviewed(student, day).reviews) == reviews

    @pytest.mark.parametrize("late", [1, 200])
    def test_a_late_run_decides_the_same(
        self, world: World, firm: Firm, student: Student, late: int
    ) -> None:
        """D7: by the rule's day, with what the records say, whenever it runs."""
        lacking = a_student(world, firm)
        recorded(world, student.proves(1, on=DEADLINE))
        world.stack.clock.move_to(DUE + late * DAY)
        reviewed(student)
        assert (student.shown.ce_deadline, student.shown.reasons) == (LAST, ())
        assert (lacking.shown.ce_deadline, lacking.shown.reasons) == (DEADLINE, (NOT_COMPLETED,))
        assert {each.reviews[0].due_on for each in (student, lacking)} == {DUE}

    def test_what_was_left_out_is_reviewed_by_a_later_day(self, student: Student) -> None:
        assert reviewed(student, DUE + 30 * DAY).reviews[0].due_on == DUE

    def test_a_day_is_run_once(self, world: World, student: Student) -> None:
        recorded(world, student.proves(1, on=START))
        reviewed(student)
        run = day_is_done(world, REVIEW, DUE)
        assert run == day_is_done(world, REVIEW, DUE)
        assert len(announced(world, "reviews_passed", student.certificate)) == 1

    def test_a_later_day_reviews_nothing_twice(self, world: World, student: Student) -> None:
        marks = reviewed(student).marks
        assert reviewed(student, DUE + DAY).marks == marks
        assert len(student.reviews) == 1

    def test_a_day_yet_to_come_is_refused(self, world: World, student: Student) -> None:
        with pytest.raises(Refused) as refused:
            day_is_done(world, REVIEW, DUE)
        assert refused.value.code == "DAY_NOT_COME"

    def test_nobody_but_the_scheduler_may(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            world.stack.ask(
                RunDailyWork(task=REVIEW, day=DEADLINE, through=DEADLINE), by=world.staff
            )


class TestWhom:
    def test_a_term_cut_by_age_is_not_reviewed(self, world: World, firm: Firm) -> None:
        """D10: 2024-03-15, born 1966-05-01, lasts to 2026-04-30, and so does its deadline."""
        last = date(2026, 4, 30)
        student = a_student(world, firm, born="19660501", valid_to=last, ce_deadline=last)
        world.stack.clock.move_to(DUE)
        assert reviewed(student, last + DAY).reviews == ()
        assert student.marks == ()

    def test_a_cancelled_one_is_not(self, world: World, firm: Firm) -> None:
        student = a_student(world, firm, cancelled_on=DEADLINE)
        assert reviewed(student).reviews == ()

    def test_each_of_a_person_s_certificates_by_itself(self, world: World, firm: Firm) -> None:
        student = a_student(world, firm)
        trade = Trade.LPG_DEPOT
        about = {**TERM, "trade": trade, "holder": student.worker.person}
        certificate = write_certificate(
            world, enterprise=firm.id, kind=OPERATOR, letters="", printed="GJ", **about
        )
        other = replace(student, certificate=certificate, kind=OPERATOR, trade=trade)
        recorded(world, other.proves(1, on=START))
        reviewed(student)
        assert (student.shown.reasons, other.shown.reasons) == ((NOT_COMPLETED,), ())


class TestExplained:
    def test_what_it_judged_on_is_kept(self, world: World, student: Student) -> None:
        recorded(world, student.proves(1, on=START + DAY))
        [review] = reviewed(student).reviews
        assert (review.term, review.ordinal, review.due_on) == (1, 1, DUE)
        assert (review.valid_from, review.deadline, review.valid_to) == (START, DEADLINE, LAST)
        assert (review.record, review.record_issued_on) == (
            student.records[0].id,
            START + DAY,
        )
        assert review.has_passed

    def test_others_do_not_see_it(self, world: World, firm: Firm, student: Student) -> None:
        other = a_student(world, firm)
        with pytest.raises(NotFound):
            replace(student, worker=other.worker).reviews  # noqa: B018  # asking is what matters

    def test_it_never_changes(self, world: World, student: Student) -> None:
        reviewed(student)
        change = text("UPDATE ce_reviews SET has_passed = true WHERE certificate = :id")
        with (
            pytest.raises(Exception, match="immutable"),
            world.stack.database("certificate").independent() as transaction,
        ):
            transaction.execute(change, {"id": student.certificate})
