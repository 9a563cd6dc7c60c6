"""The use cases of training and exams (二.3)."""

from dataclasses import dataclass

from certificate.application.enrolments import Enrolling, EnrolmentReading
from certificate.application.institutions import Institutions
from certificate.application.occasions import Occasions


@dataclass(frozen=True, kw_only=True)
class TrainingUseCases:
    """Everything about training and exams, one field a business."""

    institutions: Institutions
    occasions: Occasions
    enrolling: Enrolling
    reading: EnrolmentReading
