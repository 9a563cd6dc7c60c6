"""我的考试 (二.3): 可查看个人的考试报名信息和状态，以及考试的成绩等信息."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from contracts.certificate import (
    ApproveExamResults,
    Exam,
    GetExam,
    ListExamRegistrations,
    ListExams,
    ListOwnExams,
    OwnExam,
    RegisterForExam,
    RejectExamResults,
)
from contracts.errors import InvalidMessage, NotAllowed, NotFound, Refused
from contracts.identity import MessageCategory
from contracts.principal import ANONYMOUS
from contracts.vocabulary import ExamState, OccasionStatus, ResultStatus, Role
from tests.makers import STAFF, World
from tests.manual.correspondence import codes, messages
from tests.manual.moments import begun, holding, wait_until_blocked
from tests.training import (
    ELSEWHERE,
    NETWORK,
    OPERATOR,
    SAFETY,
    Trainee,
    a_trainee,
    an_exam,
    an_institution,
    cancel_exam,
    change_exam,
    exam_shown,
    faults,
    in_days,
    refused,
    trainee,
)
from tests.workers import Worker, a_worker, approved, imported

TRAINING = MessageCategory.TRAINING


def exams(world: World, **wanted: Any) -> list[Exam]:
    return [*world.stack.ask(ListExams(size=200, **wanted), by=ANONYMOUS).items]


def state(own: OwnExam) -> tuple[ExamState, ResultStatus | None]:
    return own.state, None if own.result is None else own.result.status


def a_sat_exam(world: World, *workers: Worker) -> Exam:
    """An exam for which these are registered, on its day."""
    exam = an_exam(world, capacity=9)
    for worker in workers:
        trainee(worker).registers(exam)
    world.stack.clock.move_to(exam.exam_on)
    return exam


class TestExams:
    """Published, changed and cancelled by the authority; anyone sees which are open."""

    def test_one_is_shown_with_its_place_and_the_places_left(self, world: World) -> None:
        made = an_exam(world, kind=OPERATOR, trade=NETWORK)
        a_trainee(world).registers(made)
        found = world.stack.ask(GetExam(exam=made.id), by=ANONYMOUS)
        assert found == replace(made, places_left=1)
        assert (found.trade, found.is_open) == (NETWORK, True)

    def test_those_one_may_register_for_today_are_listed_and_paged(self, world: World) -> None:
        institution = an_institution(world)
        made = partial(an_exam, world, institution=institution.id)
        first, second = made(), made(kind=OPERATOR, trade=NETWORK)
        later = made(registration_opens_on=in_days(world, 1))
        of: dict[str, Any] = {"institution": institution.id}
        assert exams(world, **of) == [second, first]
        assert exams(world, also_closed=True, **of) == [later, second, first]
        assert exams(world, kind=SAFETY, **of) == exams(world, **of)[1:]
        page = world.stack.ask(ListExams(size=1, **of))
        assert world.stack.ask(ListExams(size=1, cursor=page.next, **of)).items == (first,)

    @pytest.mark.parametrize(
        ("differs", "paths"),
        [
            ({"exam_on": 0}, {"exam_on", "registration_closes_on"}),
            ({"registration_opens_on": 11}, {"registration_closes_on"}),
            ({"registration_closes_on": 20}, {"registration_closes_on"}),
        ],
    )
    def test_what_cannot_be_is_told(
        self, world: World, differs: dict[str, int], paths: set[str]
    ) -> None:
        days: dict[str, date] = {name: in_days(world, day) for name, day in differs.items()}
        assert faults(partial(an_exam, world, **days)) == paths

    def test_those_registered_are_told_that_it_is_moved_or_cancelled(self, world: World) -> None:
        exam, someone, gone = an_exam(world), a_trainee(world), a_trainee(world)
        someone.registers(exam)
        gone.withdraws_from(gone.registers(exam))
        exam = change_exam(world, exam, registration_closes_on=in_days(world, 11))
        exam = change_exam(world, exam, exam_on=in_days(world, 21))
        exam = cancel_exam(world, exam, "考点停电")
        assert (exam.status, exam.reason) == (OccasionStatus.CANCELLED, "考点停电")
        world.stack.settle()
        told = messages(world, someone.by, category=TRAINING)
        assert [each.code for each in told] == ["exam_cancelled", "exam_moved"]
        assert told[0].link is not None
        assert told[0].link.path == f"/api/v1/exams/{exam.id}"
        assert codes(world, gone.by) == []

    def test_it_may_be_cancelled_on_its_day_and_not_after(self, world: World) -> None:
        exam, over = an_exam(world), an_exam(world)
        world.stack.clock.move_to(exam.exam_on)
        assert cancel_exam(world, exam).status is OccasionStatus.CANCELLED
        world.stack.clock.move_to(over.exam_on + timedelta(days=1))
        assert refused(partial(cancel_exam, world, over)) == ["BEGUN_ALREADY"]

    def test_examiners_of_its_province_alone_publish(self, world: World) -> None:
        exam = an_exam(world)
        with pytest.raises(NotAllowed):
            cancel_exam(replace(world, staff=replace(STAFF, roles=(Role.DECIDER,))), exam)
        with pytest.raises(NotFound):
            cancel_exam(replace(world, staff=ELSEWHERE), exam)


class TestRegistration:
    """考试报名信息和状态."""

    def test_it_is_one_s_own_and_told_from_its_making_to_its_end(self, world: World) -> None:
        exam, someone = an_exam(world), a_trainee(world)
        made = someone.registers(exam)
        with pytest.raises(NotFound):
            a_trainee(world).withdraws_from(made)
        assert (made.state, made.exam) == (ExamState.REGISTERED, replace(exam, places_left=1))
        assert someone.exams == (made,)
        withdrawn = someone.withdraws_from(made)
        assert (withdrawn.state, withdrawn.exam) == (ExamState.WITHDRAWN, exam)
        assert refused(partial(someone.withdraws_from, made)) == ["WITHDRAWN_ALREADY"]
        someone.registers(exam)
        assert {each.state for each in someone.exams} == {
            *(ExamState.REGISTERED, ExamState.WITHDRAWN)
        }
        cancel_exam(world, exam)
        assert {each.state for each in someone.exams} == {
            *(ExamState.EXAM_CANCELLED, ExamState.WITHDRAWN)
        }

    def test_once_its_day_is_over_the_result_is_awaited(self, world: World) -> None:
        exam, someone = an_exam(world), a_trainee(world)
        made = someone.registers(exam)
        world.stack.clock.move_to(exam.exam_on)
        assert [each.state for each in someone.exams] == [ExamState.REGISTERED]
        assert refused(partial(someone.withdraws_from, made)) == ["BEGUN_ALREADY"]
        world.stack.clock.move_to(exam.exam_on + timedelta(days=1))
        assert [each.state for each in someone.exams] == [ExamState.AWAITING_RESULT]

    def test_every_refusal_says_why(self, world: World) -> None:
        later = an_exam(world, registration_opens_on=in_days(world, 1))
        exam, someone = an_exam(world, capacity=1), a_trainee(world)
        someone.registers(exam)
        assert refused(partial(someone.registers, later)) == ["ENROLMENT_NOT_OPEN_YET"]
        assert refused(partial(someone.registers, exam)) == ["ENROLLED_ALREADY"]
        assert refused(partial(a_trainee(world).registers, exam)) == ["NO_PLACE_LEFT"]
        nobody = Trainee(world=world, by=replace(someone.by, person=None))
        assert refused(partial(nobody.registers, later)) == [
            *("REAL_NAME_NOT_PROVED", "ENROLMENT_NOT_OPEN_YET")
        ]
        with pytest.raises(NotFound):
            world.stack.ask(RegisterForExam(exam=uuid4()), by=someone.by)

    def test_of_two_for_the_last_place_one_gets_it(self, world: World) -> None:
        exam = an_exam(world, capacity=1)
        pair = [a_trainee(world), a_trainee(world)]
        with holding(world, "SELECT FROM occasions WHERE id = :id FOR UPDATE", id=exam.id):
            both = begun(*(partial(each.registers, exam) for each in pair))
            wait_until_blocked(world, 2)
        answers = [each.wait() for each in both]
        assert [each.code for each in answers if isinstance(each, Refused)] == ["NO_PLACE_LEFT"]
        assert exam_shown(world, exam).places_left == 0

    def test_staff_of_its_province_see_who_comes(self, world: World) -> None:
        exam, someone = an_exam(world), a_trainee(world)
        someone.registers(exam)
        call = ListExamRegistrations(exam=exam.id)
        [found] = world.stack.ask(call, by=world.staff).items
        assert found.person == someone.person
        with pytest.raises(NotFound):
            world.stack.ask(call, by=ELSEWHERE)
        with pytest.raises(NotAllowed):
            world.stack.ask(call, by=someone.by)


class TestResults:
    """考试的成绩: one list of registrations and results."""

    def test_a_result_stands_with_the_registration_that_led_to_it(self, world: World) -> None:
        worker, failing = a_worker(world), a_worker(world)
        exam = a_sat_exam(world, worker, failing)
        passed = worker.passed(SAFETY, on=exam.exam_on)
        failed = failing.passed(SAFETY, on=exam.exam_on, has_passed=False)
        report = imported(world, passed, failed)
        [own] = trainee(worker).exams
        assert state(own) == (ExamState.WITH_RESULT, ResultStatus.IMPORTED)
        assert own.exam is not None
        assert (own.exam.id, own.result) == (exam.id, worker.results[0])
        assert report.id is not None
        world.stack.ask(ApproveExamResults(imported_in=report.id), by=world.staff)
        world.stack.settle()
        [own], [other] = trainee(worker).exams, trainee(failing).exams
        assert state(own) == (ExamState.WITH_RESULT, ResultStatus.PENDING)
        assert state(other) == (ExamState.WITH_RESULT, ResultStatus.FAILED)

    def test_one_that_no_registration_led_to_stands_alone(self, world: World) -> None:
        worker = a_worker(world)
        exam = a_sat_exam(world, worker)
        day = exam.exam_on
        others = [
            worker.passed(SAFETY, on=day - timedelta(days=1)),
            worker.passed(OPERATOR, NETWORK, on=day),
        ]
        imported(world, *others)
        found = trainee(worker).exams
        assert [each.exam_on for each in found] == [day, day, day - timedelta(days=1)]
        registered = [each for each in found if each.registration is not None]
        assert [state(each) for each in registered] == [(ExamState.REGISTERED, None)]
        alone = {(each.kind, each.trade) for each in found if each.exam is None}
        assert alone == {(SAFETY, None), (OPERATOR, NETWORK)}

    def test_neither_a_withdrawn_registration_nor_a_cancelled_exam_gets_it(
        self, world: World
    ) -> None:
        worker = a_worker(world)
        exam, other = an_exam(world), an_exam(world)
        trainee(worker).withdraws_from(trainee(worker).registers(exam))
        trainee(worker).registers(other)
        cancel_exam(world, other)
        world.stack.clock.move_to(exam.exam_on)
        imported(world, worker.passed(SAFETY, on=exam.exam_on))
        assert sorted((each.state, each.result is None) for each in trainee(worker).exams) == [
            (ExamState.EXAM_CANCELLED, True),
            (ExamState.WITH_RESULT, False),
            (ExamState.WITHDRAWN, True),
        ]

    def test_what_was_imported_anew_after_a_rejection_counts(self, world: World) -> None:
        worker = a_worker(world)
        exam = a_sat_exam(world, worker)
        report = imported(world, worker.passed(SAFETY, on=exam.exam_on))
        assert report.id is not None
        call = RejectExamResults(imported_in=report.id, reason="成绩有误")
        world.stack.ask(call, by=world.staff)
        assert [state(each) for each in trainee(worker).exams] == [
            (ExamState.WITH_RESULT, ResultStatus.REJECTED)
        ]
        imported(world, worker.passed(SAFETY, on=exam.exam_on))
        assert [state(each) for each in trainee(worker).exams] == [
            (ExamState.WITH_RESULT, ResultStatus.IMPORTED)
        ]

    def test_the_list_is_paged_by_the_day_of_the_exam(self, world: World) -> None:
        worker = a_worker(world)
        exam = a_sat_exam(world, worker)
        days = [exam.exam_on - timedelta(days=each) for each in (1, 1, 2)]
        kinds = [(SAFETY, None), (OPERATOR, NETWORK), (SAFETY, None)]
        imported(
            world,
            *(worker.passed(*kind, on=day) for kind, day in zip(kinds, days, strict=True)),
        )
        whole = trainee(worker).exams
        found, cursor = list[OwnExam](), None
        while len(found) < len(whole):
            page = world.stack.ask(ListOwnExams(size=1, cursor=cursor), by=worker.by)
            found, cursor = [*found, *page.items], page.next
        assert (tuple(found), cursor) == (whole, None)
        assert [each.exam_on for each in found] == [exam.exam_on, *days]
        for strange in ("7", "2024-03-01.x", "x"):
            with pytest.raises(InvalidMessage):
                world.stack.ask(ListOwnExams(cursor=strange), by=worker.by)

    def test_a_decision_is_told_to_each_whose_result_it_was(self, world: World) -> None:
        worker, failing, again = (a_worker(world) for _ in range(3))
        approved(world, worker.passed(SAFETY), failing.passed(SAFETY, has_passed=False))
        report = imported(world, again.passed(SAFETY))
        assert report.id is not None
        call = RejectExamResults(imported_in=report.id, reason="成绩有误")
        world.stack.ask(call, by=world.staff)
        world.stack.settle()
        told = [codes(world, each.by, category=TRAINING) for each in (worker, failing, again)]
        assert told == [["result_passed"], ["result_failed"], ["result_rejected"]]
        [message] = messages(world, failing.by, category=TRAINING)
        assert message.link is not None
        assert message.link.path == "/api/v1/person/exams"
