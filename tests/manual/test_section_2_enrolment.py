"""培训报名 (二.3): 可报名到指定的机构培训."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from contracts.certificate import (
    EnrolInCourse,
    Enrolment,
    ListCourseEnrolments,
    ListEnrolments,
)
from contracts.errors import NotAllowed, NotFound, Refused
from contracts.vocabulary import (
    AbnormalReason,
    CertificateKind,
    CoursePurpose,
    EnrolmentState,
    Role,
    Trade,
)
from tests.makers import STAFF, World
from tests.manual.moments import begun, holding, wait_until_blocked
from tests.training import (
    ELSEWHERE,
    NETWORK,
    OPERATOR,
    Trainee,
    a_course,
    a_trainee,
    an_institution,
    cancel,
    close,
    in_days,
    refused,
    shown,
    trainee,
)
from tests.workers import a_worker, an_account


class TestEnrolment:
    """可报名: every refusal says why."""

    def test_a_person_enrols_and_finds_the_course_among_their_own(self, world: World) -> None:
        course, student = a_course(world), a_trainee(world)
        made = student.enrols(course)
        assert (made.state, made.course.places_left) == (EnrolmentState.ENROLLED, 1)
        assert student.enrolments == (made,)

    def test_one_may_withdraw_until_it_begins_and_enrol_again(self, world: World) -> None:
        course, student = a_course(world, capacity=1), a_trainee(world)
        enrolment = student.enrols(course)
        withdrawn = student.withdraws(enrolment)
        assert withdrawn.state is EnrolmentState.WITHDRAWN
        assert withdrawn.course.places_left == 1
        assert refused(partial(student.withdraws, enrolment)) == ["WITHDRAWN_ALREADY"]
        again = student.enrols(course)
        assert [each.state for each in student.enrolments] == [
            *(EnrolmentState.ENROLLED, EnrolmentState.WITHDRAWN)
        ]
        world.stack.clock.move_to(course.begins_on - timedelta(days=1))
        assert student.withdraws(again).state is EnrolmentState.WITHDRAWN

    def test_on_its_first_day_nobody_withdraws_and_the_authority_may_yet_cancel(
        self, world: World
    ) -> None:
        course, student = a_course(world), a_trainee(world)
        enrolment = student.enrols(course)
        world.stack.clock.move_to(course.begins_on)
        assert refused(partial(student.withdraws, enrolment)) == ["BEGUN_ALREADY"]
        world.stack.clock.move_to(course.begins_on + timedelta(days=1))
        assert refused(partial(cancel, world, course)) == ["BEGUN_ALREADY"]

    def test_enrolment_is_open_from_its_first_day_to_its_last(self, world: World) -> None:
        opens, closes = in_days(world, 1), in_days(world, 3)
        course = a_course(world, enrolment_opens_on=opens, enrolment_closes_on=closes, capacity=9)
        early, first, last, late = (a_trainee(world) for _ in range(4))
        assert refused(partial(early.enrols, course)) == ["ENROLMENT_NOT_OPEN_YET"]
        world.stack.clock.move_to(opens)
        first.enrols(course)
        world.stack.clock.move_to(closes)
        last.enrols(course)
        world.stack.clock.move_to(closes + timedelta(days=1))
        assert refused(partial(late.enrols, course)) == ["ENROLMENT_CLOSED"]

    def test_who_has_not_proved_the_real_name_is_told_so(self, world: World) -> None:
        course, account = a_course(world), an_account(world)
        nobody = Trainee(world=world, by=account.by)
        assert refused(partial(nobody.enrols, course)) == ["REAL_NAME_NOT_PROVED"]
        with pytest.raises(NotAllowed):
            world.stack.ask(ListEnrolments(), by=account.by)
        with pytest.raises(NotAllowed):
            world.stack.ask(EnrolInCourse(course=course.id), by=world.staff)

    def test_one_enrols_once_and_never_beyond_the_places(self, world: World) -> None:
        course, student = a_course(world, capacity=1), a_trainee(world)
        student.enrols(course)
        assert refused(partial(student.enrols, course)) == ["ENROLLED_ALREADY"]
        assert refused(partial(a_trainee(world).enrols, course)) == ["NO_PLACE_LEFT"]

    def test_everything_that_stands_against_it_is_told_at_once(self, world: World) -> None:
        institution = an_institution(world)
        course = a_course(world, institution=institution.id, capacity=1)
        a_trainee(world).enrols(course)
        close(world, institution)
        cancel(world, course)
        world.stack.clock.move_to(course.enrolment_closes_on + timedelta(days=1))
        nobody = Trainee(world=world, by=an_account(world).by)
        assert refused(partial(nobody.enrols, course)) == [
            *("REAL_NAME_NOT_PROVED", "CANCELLED_ALREADY", "INSTITUTION_CLOSED"),
            *("ENROLMENT_CLOSED", "NO_PLACE_LEFT"),
        ]

    def test_continuing_education_is_for_holders_of_such_a_certificate(self, world: World) -> None:
        firm = world.an_enterprise()
        course = a_course(
            world, kind=OPERATOR, trade=NETWORK, purpose=CoursePurpose.FIRST_CE, capacity=9
        )
        holder, other, marked, lapsed = (a_trainee(world) for _ in range(4))
        certificate = partial(firm.a_certificate, CertificateKind.OPERATOR)
        certificate(holder=holder.person, trade=NETWORK)
        certificate(holder=other.person, trade=Trade.LPG_DEPOT)
        missed = [AbnormalReason.CE_NOT_COMPLETED]
        certificate(holder=marked.person, trade=NETWORK, reasons=missed)
        yesterday = in_days(world, -1)
        days: dict[str, Any] = {"valid_to": yesterday, "ce_deadline": yesterday}
        certificate(holder=lapsed.person, trade=NETWORK, **days)
        holder.enrols(course)
        for each in (other, marked, lapsed, a_trainee(world)):
            assert refused(partial(each.enrols, course)) == ["NO_CERTIFICATE_TO_CONTINUE"]

    def test_another_s_enrolment_is_not_found(self, world: World) -> None:
        course, student, other = a_course(world), a_trainee(world), a_trainee(world)
        enrolment = student.enrols(course)
        with pytest.raises(NotFound):
            other.withdraws(enrolment)
        assert other.enrolments == ()
        with pytest.raises(NotFound):
            other.enrols(replace(course, id=uuid4()))

    def test_own_enrolments_are_paged_newest_first(self, world: World) -> None:
        student = a_trainee(world)
        made = [student.enrols(a_course(world)) for _ in range(3)]
        first = world.stack.ask(ListEnrolments(size=2), by=student.by)
        rest = world.stack.ask(ListEnrolments(size=2, cursor=first.next), by=student.by)
        assert [*first.items, *rest.items] == made[::-1]
        assert rest.next is None

    def test_the_same_command_with_its_key_enrols_once(self, world: World) -> None:
        course, student = a_course(world), a_trainee(world)
        call = EnrolInCourse(course=course.id)
        answers = [world.stack.ask(call, by=student.by, key="enrol-once") for _ in range(2)]
        assert answers[0] == answers[1]
        assert shown(world, course).places_left == 1


class TestTheLastPlace:
    """名额: never exceeded, whatever happens at once."""

    def test_of_two_for_the_last_place_one_gets_it(self, world: World) -> None:
        course = a_course(world, capacity=1)
        pair = [a_trainee(world), a_trainee(world)]
        lock = "SELECT FROM occasions WHERE id = :id FOR UPDATE"
        with holding(world, lock, id=course.id):
            both = begun(*(partial(each.enrols, course) for each in pair))
            wait_until_blocked(world, 2)
        answers = [each.wait() for each in both]
        [refusal] = [each for each in answers if isinstance(each, Refused)]
        assert refusal.code == "NO_PLACE_LEFT"
        assert len([each for each in answers if isinstance(each, Enrolment)]) == 1
        assert shown(world, course).places_left == 0

    def test_one_person_at_two_doors_takes_one_place(self, world: World) -> None:
        course, student = a_course(world), a_trainee(world)
        lock = "SELECT FROM occasions WHERE id = :id FOR UPDATE"
        with holding(world, lock, id=course.id):
            both = begun(*(partial(student.enrols, course) for _ in range(2)))
            wait_until_blocked(world, 2)
        answers = [each.wait() for each in both]
        assert [each.code for each in answers if isinstance(each, Refused)] == ["ENROLLED_ALREADY"]
        assert shown(world, course).places_left == 1

    def test_whoever_enrols_while_it_is_cancelled_is_refused(self, world: World) -> None:
        course, student = a_course(world), a_trainee(world)
        with holding(
            world,
            "UPDATE occasions SET status = 'cancelled', reason = '停办' WHERE id = :id",
            id=course.id,
        ):
            [enrolling] = begun(partial(student.enrols, course))
            wait_until_blocked(world)
        assert enrolling.wait().code == "CANCELLED_ALREADY"


class TestWhoIsEnrolled:
    """The authority sees who comes."""

    def test_staff_of_its_province_see_names_in_the_order_of_enrolment(self, world: World) -> None:
        course, worker = a_course(world, capacity=3), a_worker(world, name="示例·学员")
        first = trainee(worker).enrols(course)
        unknown = a_trainee(world)
        second = unknown.enrols(course)
        gone = a_trainee(world)
        gone.withdraws(gone.enrols(course))
        reader = replace(STAFF, roles=(Role.READER,))
        page = world.stack.ask(ListCourseEnrolments(course=course.id, size=1), by=reader)
        [known] = page.items
        assert (known.id, known.person, known.name) == (first.id, worker.person, "示例·学员")
        assert worker.id_number not in str(page)
        again = ListCourseEnrolments(course=course.id, size=1, cursor=page.next)
        rest = world.stack.ask(again, by=reader)
        assert [(each.id, each.name) for each in rest.items] == [(second.id, None)]
        assert rest.next is None

    def test_nobody_else_sees_them(self, world: World) -> None:
        course = a_course(world)
        call = ListCourseEnrolments(course=course.id)
        with pytest.raises(NotAllowed):
            world.stack.ask(call, by=a_trainee(world).by)
        with pytest.raises(NotFound):
            world.stack.ask(call, by=ELSEWHERE)
