"""What certificate announces of results, courses and exams, with what each event tells whom."""

from collections.abc import Iterator
from typing import Final
from uuid import uuid4

from contracts import certificate
from contracts.vocabulary import OccasionStatus, ResultStatus
from tests.announcements import Example, parties

RESULTS: Final = {
    ResultStatus.PENDING: "result_passed",
    ResultStatus.FAILED: "result_failed",
    ResultStatus.REJECTED: "result_rejected",
}
MOVED: Final = {
    OccasionStatus.PUBLISHED: ("course_moved", "exam_moved"),
    OccasionStatus.CANCELLED: ("course_cancelled", "exam_cancelled"),
}


def training_examples() -> Iterator[Example]:
    """Fresh examples: no two of them concern the same person."""
    for decided, code in RESULTS.items():
        them = parties()
        event = certificate.ResultsDecided(
            imported_in=uuid4(),
            status=decided,
            results=(uuid4(), uuid4()),
            persons=(them.person, them.other),
        )
        yield Example(event=event, told=[(them.person, code), (them.other, code)])
    for status, (of_course, of_exam) in MOVED.items():
        them = parties()
        both = (them.person, them.other)
        course = certificate.CourseMoved(course=uuid4(), status=status, version=2, persons=both)
        yield Example(event=course, told=[(each, of_course) for each in both])
        them = parties()
        both = (them.person, them.other)
        exam = certificate.ExamMoved(exam=uuid4(), status=status, version=2, persons=both)
        yield Example(event=exam, told=[(each, of_exam) for each in both])
