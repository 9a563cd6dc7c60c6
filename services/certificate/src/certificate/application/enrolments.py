"""Enrolment in courses and registration for exams, by the persons themselves (培训报名, 二.3)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from certificate.application.certificates import sight_of
from certificate.application.pages import cursor_of, place_in
from certificate.application.ports import Clock
from certificate.application.ports_training import (
    Enrolment,
    ExamPlace,
    Held,
    Names,
    OwnExamRegister,
    TrainingRecords,
    TrainingRegister,
    TrainingTransactions,
)
from certificate.application.training_refusals import refuse_for_any
from certificate.application.training_views import enrolment_view, own_exam_view
from certificate.domain.occasions import (
    Candidate,
    What,
    obstacles_to_enrolling,
    obstacles_to_withdrawing,
)
from contracts import certificate as told
from contracts.errors import Fault, InvalidMessage, NotFound
from contracts.principal import Principal


@dataclass(frozen=True, kw_only=True)
class Enrolling:
    """What persons do: enrol and withdraw, each under the occasion's lock."""

    clock: Clock
    new_id: Callable[[], UUID]
    own_exams: OwnExamRegister
    transactions: TrainingTransactions

    def enrol(self, call: told.EnrolInCourse, by: Principal) -> told.Enrolment:
        """Enrol in a course."""
        with self.transactions() as records:
            enrolment, held = self._enrol(records, What.COURSE, call.course, by)
        return enrolment_view(enrolment, _with(held, 1), self.clock.today())

    def register(self, call: told.RegisterForExam, by: Principal) -> told.OwnExam:
        """Register for an exam."""
        with self.transactions() as records:
            enrolment, _ = self._enrol(records, What.EXAM, call.exam, by)
            return self._own_exam(enrolment.id)

    def withdraw(self, call: told.WithdrawEnrolment, by: Principal) -> told.Enrolment:
        """Withdraw an enrolment in a course."""
        with self.transactions() as records:
            enrolment, held = self._withdraw(records, What.COURSE, call.enrolment, by)
        return enrolment_view(enrolment, _with(held, -1), self.clock.today())

    def withdraw_registration(
        self, call: told.WithdrawExamRegistration, by: Principal
    ) -> told.OwnExam:
        """Withdraw a registration for an exam."""
        with self.transactions() as records:
            self._withdraw(records, What.EXAM, call.registration, by)
            return self._own_exam(call.registration)

    def _own_exam(self, registration: UUID) -> told.OwnExam:
        """Tell a registration as it has just been written."""
        return own_exam_view(self.own_exams.one(registration), self.clock.today())

    def _enrol(
        self, records: TrainingRecords, what: What, occasion: UUID, by: Principal
    ) -> tuple[Enrolment, Held]:
        today, person = self.clock.today(), by.person
        held = records.locked_occasion(what, occasion)
        if held is None:
            raise NotFound
        candidate = Candidate(
            is_verified=person is not None,
            is_enrolled=person is not None and records.is_enrolled(occasion, person),
            has_certificate=person is not None
            and records.has_certificate(person, held.occasion, today),
        )
        refuse_for_any(
            obstacles_to_enrolling(
                held.occasion,
                candidate,
                institution_is_open=held.institution.is_open,
                today=today,
            ),
            opens_on=held.occasion.days.opens_on.isoformat(),
            closes_on=held.occasion.days.closes_on.isoformat(),
        )
        if person is None:  # Refused above, which a type cannot say.
            raise NotFound
        enrolment = Enrolment(
            id=self.new_id(), occasion=occasion, person=person, enrolled_at=self.clock.now()
        )
        records.add_enrolment(enrolment)
        return enrolment, held

    def _withdraw(
        self, records: TrainingRecords, what: What, enrolment: UUID, by: Principal
    ) -> tuple[Enrolment, Held]:
        occasion = None if by.person is None else records.occasion_of(what, enrolment, by.person)
        held = None if occasion is None else records.locked_occasion(what, occasion)
        if held is None:
            raise NotFound
        found = records.locked_enrolment(enrolment)
        refuse_for_any(
            obstacles_to_withdrawing(
                held.occasion,
                is_withdrawn=found.withdrawn_at is not None,
                today=self.clock.today(),
            )
        )
        withdrawn = replace(found, withdrawn_at=self.clock.now())
        records.withdraw(withdrawn)
        return withdrawn, held


def _with(held: Held, change: int) -> Held:
    """Give an occasion with the places that are taken once a change of them is written."""
    return replace(held, occasion=replace(held.occasion, taken=held.occasion.taken + change))


@dataclass(frozen=True, kw_only=True)
class EnrolmentReading:
    """Tells persons what they enrolled for and how it went, staff who comes."""

    clock: Clock
    register: TrainingRegister
    own_exams: OwnExamRegister
    names: Names

    def own(self, call: told.ListEnrolments, by: Principal) -> told.Enrolments:
        """Give a page of one's own enrolments in courses (我的报名)."""
        today = self.clock.today()
        page = self.register.courses_of(_person(by), place_in(call.cursor), call.size)
        return told.Enrolments(
            items=tuple(enrolment_view(enrolment, held, today) for enrolment, held in page.items),
            next=cursor_of(page.next),
        )

    def exams(self, call: told.ListOwnExams, by: Principal) -> told.OwnExams:
        """Give a page of one's own exams: registrations and results (我的考试)."""
        today = self.clock.today()
        found = self.own_exams.page(_person(by), _exam_place_in(call.cursor), call.size + 1)
        shown = found[: call.size]
        return told.OwnExams(
            items=tuple(own_exam_view(each, today) for each in shown),
            next=_written(shown[-1].place) if len(found) > call.size else None,
        )

    def enrolled_in(self, call: told.ListCourseEnrolments, by: Principal) -> told.EnrolledPersons:
        """Give a page of those enrolled in a course of one's province."""
        return self._enrolled(What.COURSE, call.course, call, by)

    def registered_for(
        self, call: told.ListExamRegistrations, by: Principal
    ) -> told.EnrolledPersons:
        """Give a page of those registered for an exam of one's province."""
        return self._enrolled(What.EXAM, call.exam, call, by)

    def _enrolled(
        self,
        what: What,
        occasion: UUID,
        call: told.ListCourseEnrolments | told.ListExamRegistrations,
        by: Principal,
    ) -> told.EnrolledPersons:
        held = self.register.occasion(what, occasion)
        if held is None or held.institution.province is not sight_of(by).province:
            raise NotFound
        page = self.register.enrolled(occasion, place_in(call.cursor), call.size)
        names = self.names.of([each.person for each in page.items])
        return told.EnrolledPersons(
            items=tuple(
                told.Enrolled(
                    id=each.id,
                    person=each.person,
                    name=names.get(each.person),
                    enrolled_at=each.enrolled_at,
                )
                for each in page.items
            ),
            next=cursor_of(page.next),
        )


def _person(by: Principal) -> UUID:
    if by.person is None:
        raise NotFound
    return by.person


def _written(place: ExamPlace) -> str:
    return f"{place.exam_on.isoformat()}.{place.id}"


def _exam_place_in(cursor: str | None) -> ExamPlace | None:
    """Read after which exam the wanted page begins; refuses a cursor that no page gave."""
    if cursor is None:
        return None
    day, _, identifier = cursor.partition(".")
    try:
        return ExamPlace(exam_on=date.fromisoformat(day), id=UUID(identifier))
    except ValueError:
        fault = Fault(path="cursor", reason="is not one that this list gave")
        raise InvalidMessage(faults=(fault,)) from None
