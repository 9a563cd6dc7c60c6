"""The terms of training and exams (二.3)."""

from enum import StrEnum, unique


@unique
class CoursePurpose(StrEnum):
    """What a course of a training institution is taken for."""

    FIRST_CERTIFICATE = "first_certificate"
    FIRST_CE = "first_ce"
    SECOND_CE = "second_ce"


@unique
class OccasionStatus(StrEnum):
    """Whether a course or an exam takes place."""

    PUBLISHED = "published"
    CANCELLED = "cancelled"


@unique
class EnrolmentState(StrEnum):
    """Where an enrolment in a course stands (培训报名)."""

    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"
    COURSE_CANCELLED = "course_cancelled"


@unique
class ExamState(StrEnum):
    """Where one's exam stands (我的考试): from the registration to the result."""

    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
    EXAM_CANCELLED = "exam_cancelled"
    AWAITING_RESULT = "awaiting_result"
    WITH_RESULT = "with_result"
