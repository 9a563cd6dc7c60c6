"""Courses and exams: published, changed and cancelled by the authority, read by anyone (二.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from certificate.application.certificates import sight_of
from certificate.application.pages import cursor_of, place_in
from certificate.application.ports import Clock
from certificate.application.ports_training import (
    Held,
    TrainingRecords,
    TrainingRegister,
    TrainingTransactions,
    WantedOccasions,
)
from certificate.application.refusals import reason_in
from certificate.application.training_refusals import refuse_faults, refuse_for_any
from certificate.application.training_views import course_view, exam_view
from certificate.domain.occasions import (
    Days,
    Occasion,
    What,
    cancelled,
    changed,
    day_faults,
    is_moved,
    obstacles_to_cancelling,
    obstacles_to_changing,
    obstacles_to_publishing,
    trade_faults,
)
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.message import Event
from contracts.principal import Principal

NAMES: Final[Mapping[What, Mapping[str, str]]] = {
    What.COURSE: {"opens_on": "enrolment_opens_on", "closes_on": "enrolment_closes_on"},
    What.EXAM: {
        "begins_on": "exam_on",
        "opens_on": "registration_opens_on",
        "closes_on": "registration_closes_on",
    },
}
"""What the days are called on the wire."""


@dataclass(frozen=True, kw_only=True)
class Occasions:
    """What the authority does about courses and exams; each is its institution's province's."""

    clock: Clock
    new_id: Callable[[], UUID]
    register: TrainingRegister
    transactions: TrainingTransactions

    def publish_course(self, call: told.PublishCourse, by: Principal) -> told.Course:
        """Publish a course."""
        course = Occasion(
            id=self.new_id(),
            what=What.COURSE,
            institution=call.institution,
            kind=call.kind,
            trade=call.trade,
            purpose=call.purpose,
            days=_days_of_course(call),
            capacity=call.capacity,
            place=call.place.strip(),
            published_at=self.clock.now(),
        )
        return course_view(self._publish(course, by), self.clock.today())

    def publish_exam(self, call: told.PublishExam, by: Principal) -> told.Exam:
        """Publish an exam."""
        exam = Occasion(
            id=self.new_id(),
            what=What.EXAM,
            institution=call.institution,
            kind=call.kind,
            trade=call.trade,
            purpose=None,
            days=_days_of_exam(call),
            capacity=call.capacity,
            place=call.place.strip(),
            published_at=self.clock.now(),
        )
        return exam_view(self._publish(exam, by), self.clock.today())

    def change_course(self, call: told.ChangeCourse, by: Principal) -> told.Course:
        """Change a course."""
        held = self._change(What.COURSE, call.course, call, by)
        return course_view(held, self.clock.today())

    def change_exam(self, call: told.ChangeExam, by: Principal) -> told.Exam:
        """Change an exam."""
        held = self._change(What.EXAM, call.exam, call, by)
        return exam_view(held, self.clock.today())

    def cancel_course(self, call: told.CancelCourse, by: Principal) -> told.Course:
        """Cancel a course."""
        held = self._cancel(What.COURSE, call.course, call, by)
        return course_view(held, self.clock.today())

    def cancel_exam(self, call: told.CancelExam, by: Principal) -> told.Exam:
        """Cancel an exam."""
        held = self._cancel(What.EXAM, call.exam, call, by)
        return exam_view(held, self.clock.today())

    def course(self, call: told.GetCourse) -> told.Course:
        """Give a course as of today."""
        return course_view(self._one(What.COURSE, call.course), self.clock.today())

    def exam(self, call: told.GetExam) -> told.Exam:
        """Give an exam as of today."""
        return exam_view(self._one(What.EXAM, call.exam), self.clock.today())

    def courses(self, call: told.ListCourses) -> told.Courses:
        """Give a page of courses, newest first."""
        today = self.clock.today()
        wanted = WantedOccasions(
            what=What.COURSE,
            size=call.size,
            before=place_in(call.cursor),
            open_on=None if call.also_closed else today,
            institution=call.institution,
            province=call.province,
            kind=call.kind,
            trade=call.trade,
            purpose=call.purpose,
        )
        page = self.register.occasions(wanted)
        return told.Courses(
            items=tuple(course_view(each, today) for each in page.items),
            next=cursor_of(page.next),
        )

    def exams(self, call: told.ListExams) -> told.Exams:
        """Give a page of exams, newest first."""
        today = self.clock.today()
        wanted = WantedOccasions(
            what=What.EXAM,
            size=call.size,
            before=place_in(call.cursor),
            open_on=None if call.also_closed else today,
            institution=call.institution,
            province=call.province,
            kind=call.kind,
            trade=call.trade,
        )
        page = self.register.occasions(wanted)
        return told.Exams(
            items=tuple(exam_view(each, today) for each in page.items),
            next=cursor_of(page.next),
        )

    def _one(self, what: What, occasion: UUID) -> Held:
        found = self.register.occasion(what, occasion)
        if found is None:
            raise NotFound
        return found

    def _publish(self, occasion: Occasion, by: Principal) -> Held:
        faults = (
            *trade_faults(occasion.kind, occasion.trade),
            *day_faults(occasion.days, today=self.clock.today()),
        )
        refuse_faults(faults, NAMES[occasion.what])
        with self.transactions() as records:
            institution = records.locked_institution(occasion.institution)
            if institution is None or institution.province is not sight_of(by).province:
                raise NotFound
            refuse_for_any(obstacles_to_publishing(institution, occasion.kind, occasion.trade))
            records.add_occasion(occasion, by.subject)
        return Held(occasion=occasion, institution=institution)

    def _change(
        self, what: What, occasion: UUID, call: told.ChangeCourse | told.ChangeExam, by: Principal
    ) -> Held:
        today = self.clock.today()
        days = _days_of_exam(call) if isinstance(call, told.ChangeExam) else _days_of_course(call)
        refuse_faults(day_faults(days, today=today), NAMES[what])
        with self.transactions() as records:
            held = _locked(records, what, occasion, by)
            before = held.occasion
            refuse_for_any(
                obstacles_to_changing(before, call.version, capacity=call.capacity, today=today),
                version=before.version,
                taken=before.taken,
            )
            after = changed(before, days=days, capacity=call.capacity, place=call.place.strip())
            records.save_occasion(after)
            if is_moved(before, after):
                _announce(records, after)
        return Held(occasion=after, institution=held.institution)

    def _cancel(
        self, what: What, occasion: UUID, call: told.CancelCourse | told.CancelExam, by: Principal
    ) -> Held:
        reason = reason_in(call.reason)
        with self.transactions() as records:
            held = _locked(records, what, occasion, by)
            before = held.occasion
            refuse_for_any(
                obstacles_to_cancelling(before, call.version, today=self.clock.today()),
                version=before.version,
            )
            after = cancelled(before, reason)
            records.save_occasion(after)
            _announce(records, after)
        return Held(occasion=after, institution=held.institution)


def _locked(records: TrainingRecords, what: What, occasion: UUID, by: Principal) -> Held:
    held = records.locked_occasion(what, occasion)
    if held is None or held.institution.province is not sight_of(by).province:
        raise NotFound
    return held


def _announce(records: TrainingRecords, occasion: Occasion) -> None:
    """Tell all who are enrolled that an occasion is moved, or does not take place."""

    def moved(persons: tuple[UUID, ...]) -> Event:
        status, version = occasion.status, occasion.version
        if occasion.what is What.COURSE:
            return told.CourseMoved(
                course=occasion.id, status=status, version=version, persons=persons
            )
        return told.ExamMoved(exam=occasion.id, status=status, version=version, persons=persons)

    records.announce_to_enrolled(occasion.id, moved)


def _days_of_course(call: told.PublishCourse | told.ChangeCourse) -> Days:
    return Days(
        begins_on=call.begins_on,
        ends_on=call.ends_on,
        opens_on=call.enrolment_opens_on,
        closes_on=call.enrolment_closes_on,
    )


def _days_of_exam(call: told.PublishExam | told.ChangeExam) -> Days:
    return Days(
        begins_on=call.exam_on,
        ends_on=call.exam_on,
        opens_on=call.registration_opens_on,
        closes_on=call.registration_closes_on,
    )
