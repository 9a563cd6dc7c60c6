"""Training institutions, courses and exams in a running register, and those who enrol."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from contracts.certificate import (
    CancelCourse,
    CancelExam,
    ChangeCourse,
    ChangeExam,
    CloseTrainingInstitution,
    Course,
    EnrolInCourse,
    Enrolment,
    Exam,
    GetCourse,
    GetExam,
    ListEnrolments,
    ListOwnExams,
    OwnExam,
    PublishCourse,
    PublishExam,
    PublishTrainingInstitution,
    RegisterForExam,
    TrainingInstitution,
    WithdrawEnrolment,
    WithdrawExamRegistration,
)
from contracts.errors import InvalidMessage, Refused
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import CertificateKind, CoursePurpose, Province, Trade
from tests.makers import STAFF, World
from tests.workers import Worker

SAFETY: Final = CertificateKind.SAFETY_MANAGER
OPERATOR: Final = CertificateKind.OPERATOR
NETWORK: Final = Trade.PIPE_NETWORK
ELSEWHERE: Final = replace(STAFF, province=Province.GANSU)
_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Trainee:
    """A person who proved the real name, as far as certificate is concerned."""

    world: World
    by: Principal

    @property
    def person(self) -> UUID:
        assert self.by.person is not None
        return self.by.person

    def enrols(self, course: Course) -> Enrolment:
        """Enrol in a course."""
        return self.world.stack.ask(EnrolInCourse(course=course.id), by=self.by)

    def withdraws(self, enrolment: Enrolment) -> Enrolment:
        """Withdraw from a course."""
        return self.world.stack.ask(WithdrawEnrolment(enrolment=enrolment.id), by=self.by)

    def registers(self, exam: Exam) -> OwnExam:
        """Register for an exam."""
        return self.world.stack.ask(RegisterForExam(exam=exam.id), by=self.by)

    def withdraws_from(self, own: OwnExam) -> OwnExam:
        """Withdraw from an exam."""
        assert own.registration is not None
        call = WithdrawExamRegistration(registration=own.registration)
        return self.world.stack.ask(call, by=self.by)

    @property
    def enrolments(self) -> tuple[Enrolment, ...]:
        """我的报名."""
        return self.world.stack.ask(ListEnrolments(), by=self.by).items

    @property
    def exams(self) -> tuple[OwnExam, ...]:
        """我的考试."""
        return self.world.stack.ask(ListOwnExams(), by=self.by).items


def trainee(worker: Worker) -> Trainee:
    """Somebody whom identity knows too."""
    return Trainee(world=worker.world, by=worker.by)


def a_trainee(world: World) -> Trainee:
    """Somebody whom only certificate has met."""
    by = Principal(kind=PrincipalKind.PERSON, account=uuid4(), person=uuid4())
    return Trainee(world=world, by=by)


def in_days(world: World, days: int) -> date:
    """The legal day, so many days on."""
    return world.today + timedelta(days=days)


def an_institution(world: World, **differs: Any) -> TrainingInstitution:
    """An open institution that trains for everything, but for what differs."""
    values: dict[str, Any] = {
        "name": f"青海示例培训学校{next(_numbers)}",
        "address": "西宁市城中区示例路1号",
        "phone": "0971-6100000",
        "kinds": tuple(CertificateKind),
        "trades": tuple(Trade),
    }
    by = differs.pop("by", world.staff)
    return world.stack.ask(PublishTrainingInstitution(**{**values, **differs}), by=by)


def a_course(world: World, **differs: Any) -> Course:
    """A safety manager's first course that is open today, with two places."""
    days = course_days(world)
    values: dict[str, Any] = {"kind": SAFETY, "purpose": CoursePurpose.FIRST_CERTIFICATE, **days}
    if "institution" not in differs:
        differs["institution"] = an_institution(world).id
    return world.stack.ask(PublishCourse(**{**values, **differs}), by=world.staff)


def course_days(world: World) -> dict[str, Any]:
    return {
        "begins_on": in_days(world, 20),
        "ends_on": in_days(world, 24),
        "enrolment_opens_on": world.today,
        "enrolment_closes_on": in_days(world, 10),
        "capacity": 2,
        "place": "西宁市城中区示例路1号二楼",
    }


def an_exam(world: World, **differs: Any) -> Exam:
    """A safety manager's exam that is open today, with two places."""
    values: dict[str, Any] = {"kind": SAFETY, **exam_days(world)}
    if "institution" not in differs:
        differs["institution"] = an_institution(world).id
    return world.stack.ask(PublishExam(**{**values, **differs}), by=world.staff)


def exam_days(world: World) -> dict[str, Any]:
    return {
        "exam_on": in_days(world, 20),
        "registration_opens_on": world.today,
        "registration_closes_on": in_days(world, 10),
        "capacity": 2,
        "place": "西宁市示例考点",
    }


def shown(world: World, course: Course) -> Course:
    """The course as it stands."""
    return world.stack.ask(GetCourse(course=course.id))


def exam_shown(world: World, exam: Exam) -> Exam:
    """The exam as it stands."""
    return world.stack.ask(GetExam(exam=exam.id))


def change(world: World, course: Course, **differs: Any) -> Course:
    """Change a course in what differs."""
    kept = {name: getattr(course, name) for name in course_days(world)}
    call = ChangeCourse(course=course.id, **{"version": course.version, **kept, **differs})
    return world.stack.ask(call, by=world.staff)


def change_exam(world: World, exam: Exam, **differs: Any) -> Exam:
    """Change an exam in what differs."""
    kept = {name: getattr(exam, name) for name in exam_days(world)}
    call = ChangeExam(exam=exam.id, **{"version": exam.version, **kept, **differs})
    return world.stack.ask(call, by=world.staff)


def cancel(world: World, course: Course, reason: str = "报名人数不足") -> Course:
    """Cancel a course."""
    call = CancelCourse(course=course.id, version=course.version, reason=reason)
    return world.stack.ask(call, by=world.staff)


def cancel_exam(world: World, exam: Exam, reason: str = "考点停电") -> Exam:
    """Cancel an exam."""
    call = CancelExam(exam=exam.id, version=exam.version, reason=reason)
    return world.stack.ask(call, by=world.staff)


def close(world: World, institution: TrainingInstitution, **differs: Any) -> TrainingInstitution:
    values = {"version": institution.version, "reason": "整顿"}
    call = CloseTrainingInstitution(institution=institution.id, **{**values, **differs})
    return world.stack.ask(call, by=world.staff)


def refused(work: partial[Any]) -> list[str]:
    """The codes of everything that stands against it; each is told in both languages."""
    with pytest.raises(Refused) as refusal:
        work()
    found: list[str] = refusal.value.facts["codes"]
    assert refusal.value.code == found[0]
    assert len(refusal.value.zh.split("；")) == len(found)
    assert refusal.value.en.isascii()
    return found


def faults(work: partial[Any]) -> set[str]:
    with pytest.raises(InvalidMessage) as refusal:
        work()
    return {fault.path for fault in refusal.value.faults}
