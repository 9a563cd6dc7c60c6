"""How institutions, courses, exams and enrolments are told."""

from datetime import date

from certificate.application.ports_training import Enrolment, Held, OwnExam
from certificate.domain.occasions import Institution
from contracts import certificate as told
from contracts.vocabulary import EnrolmentState, ExamState


def institution_view(institution: Institution) -> told.TrainingInstitution:
    """Tell an institution."""
    return told.TrainingInstitution(**vars(institution))


def course_view(held: Held, today: date) -> told.Course:
    """Tell a course as of today."""
    course, institution = held.occasion, held.institution
    if course.purpose is None:
        raise LookupError("an exam is no course")
    return told.Course(
        id=course.id,
        institution=institution.id,
        institution_name=institution.name,
        province=institution.province,
        kind=course.kind,
        trade=course.trade,
        purpose=course.purpose,
        begins_on=course.days.begins_on,
        ends_on=course.days.ends_on,
        enrolment_opens_on=course.days.opens_on,
        enrolment_closes_on=course.days.closes_on,
        capacity=course.capacity,
        places_left=course.capacity - course.taken,
        place=course.place,
        status=course.status,
        is_open=is_open(held, today),
        reason=course.reason,
        published_at=course.published_at,
        version=course.version,
    )


def exam_view(held: Held, today: date) -> told.Exam:
    """Tell an exam as of today."""
    exam, institution = held.occasion, held.institution
    return told.Exam(
        id=exam.id,
        institution=institution.id,
        institution_name=institution.name,
        province=institution.province,
        kind=exam.kind,
        trade=exam.trade,
        exam_on=exam.days.begins_on,
        registration_opens_on=exam.days.opens_on,
        registration_closes_on=exam.days.closes_on,
        capacity=exam.capacity,
        places_left=exam.capacity - exam.taken,
        place=exam.place,
        status=exam.status,
        is_open=is_open(held, today),
        reason=exam.reason,
        published_at=exam.published_at,
        version=exam.version,
    )


def is_open(held: Held, today: date) -> bool:
    """Tell whether one may enrol today, if a place is left."""
    days = held.occasion.days
    return (
        not held.occasion.is_cancelled
        and held.institution.is_open
        and days.opens_on <= today <= days.closes_on
    )


def enrolment_view(enrolment: Enrolment, held: Held, today: date) -> told.Enrolment:
    """Tell one's own enrolment in a course."""
    state = EnrolmentState.ENROLLED
    if enrolment.withdrawn_at is not None:
        state = EnrolmentState.WITHDRAWN
    elif held.occasion.is_cancelled:
        state = EnrolmentState.COURSE_CANCELLED
    return told.Enrolment(
        id=enrolment.id,
        course=course_view(held, today),
        state=state,
        enrolled_at=enrolment.enrolled_at,
        withdrawn_at=enrolment.withdrawn_at,
    )


def own_exam_view(own: OwnExam, today: date) -> told.OwnExam:
    """Tell one's own exam; of what a result and a registration both say, they say the same."""
    about = own.result if own.exam is None else own.exam.occasion
    if about is None:
        raise LookupError("neither a registration nor a result")
    enrolment = own.enrolment
    return told.OwnExam(
        kind=about.kind,
        trade=about.trade,
        exam_on=own.place.exam_on,
        state=_exam_state(own, today),
        registration=None if enrolment is None else enrolment.id,
        registered_at=None if enrolment is None else enrolment.enrolled_at,
        withdrawn_at=None if enrolment is None else enrolment.withdrawn_at,
        exam=None if own.exam is None else exam_view(own.exam, today),
        result=own.result,
    )


def _exam_state(own: OwnExam, today: date) -> ExamState:
    if own.result is not None:
        return ExamState.WITH_RESULT
    if own.enrolment is not None and own.enrolment.withdrawn_at is not None:
        return ExamState.WITHDRAWN
    if own.exam is not None and own.exam.occasion.is_cancelled:
        return ExamState.EXAM_CANCELLED
    return ExamState.AWAITING_RESULT if own.place.exam_on < today else ExamState.REGISTERED
