"""What persons are told of results, and of courses and exams they enrolled for (二.3, 六.1)."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from contracts.certificate import CourseMoved, ExamMoved, ResultsDecided
from contracts.vocabulary import OccasionStatus, ResultStatus
from identity.domain.messages import Draft, News, to_person

DECIDED: Final[Mapping[ResultStatus, str]] = {
    ResultStatus.PENDING: "result_passed",
    ResultStatus.FAILED: "result_failed",
    ResultStatus.REJECTED: "result_rejected",
}
"""What is told of a result that was so decided; what follows from it other events tell."""

COURSES: Final[Mapping[OccasionStatus, str]] = {
    OccasionStatus.PUBLISHED: "course_moved",
    OccasionStatus.CANCELLED: "course_cancelled",
}
EXAMS: Final[Mapping[OccasionStatus, str]] = {
    OccasionStatus.PUBLISHED: "exam_moved",
    OccasionStatus.CANCELLED: "exam_cancelled",
}


def results_decided(event: ResultsDecided) -> News:
    """Each person is told of each result."""
    code = DECIDED[event.status]
    return News(
        drafts=tuple(
            Draft(to=to_person(person), code=code, about=result)
            for result, person in zip(event.results, event.persons, strict=True)
        )
    )


def course_moved(event: CourseMoved) -> News:
    """Those enrolled learn that the course is moved or does not take place."""
    return _to_all(event.persons, COURSES[event.status], event.course)


def exam_moved(event: ExamMoved) -> News:
    """Those registered learn that the exam is moved or does not take place."""
    return _to_all(event.persons, EXAMS[event.status], event.exam)


def _to_all(persons: Sequence[UUID], code: str, about: UUID) -> News:
    return News(
        drafts=tuple(Draft(to=to_person(person), code=code, about=about) for person in persons)
    )
