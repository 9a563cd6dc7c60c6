"""Exams, registration for them, and one's own with their results (我的考试; 二.3)."""

from datetime import date, datetime
from uuid import UUID

from contracts.certificate.results import ExamResult
from contracts.certificate.training import Address, Capacity, EnrolledPersons
from contracts.fields import Cursor, PageSize, Reason, VersionNumber
from contracts.message import Command, Query, Value
from contracts.vocabulary import (
    CertificateKind,
    ExamState,
    OccasionStatus,
    Province,
    Trade,
)


class Exam(Value):
    """An exam for certificates of one kind; both days of registration count.

    `is_open` tells whether one may register today if a place is left; `reason` is that of its
    cancellation.
    """

    id: UUID
    institution: UUID
    institution_name: str
    province: Province
    kind: CertificateKind
    trade: Trade | None
    exam_on: date
    registration_opens_on: date
    registration_closes_on: date
    capacity: int
    places_left: int
    place: str
    status: OccasionStatus
    is_open: bool
    reason: str | None
    published_at: datetime
    version: int


class Exams(Value):
    """A page of exams, newest first."""

    items: tuple[Exam, ...]
    next: str | None


class PublishExam(Command[Exam]):
    """Publish an exam at an institution of one's province; for examiners."""

    institution: UUID
    kind: CertificateKind
    trade: Trade | None = None
    exam_on: date
    registration_opens_on: date
    registration_closes_on: date
    capacity: Capacity
    place: Address


class ChangeExam(Command[Exam]):
    """Change an exam's days, places or place, on the version that was read.

    Those registered get a message if it is moved: to another day or to another place.
    """

    exam: UUID
    version: VersionNumber
    exam_on: date
    registration_opens_on: date
    registration_closes_on: date
    capacity: Capacity
    place: Address


class CancelExam(Command[Exam]):
    """Cancel an exam with a reason; those registered get a message."""

    exam: UUID
    version: VersionNumber
    reason: Reason


class ListExams(Query[Exams]):
    """List the exams one may register for today, on request all, newest first; for anyone."""

    institution: UUID | None = None
    province: Province | None = None
    kind: CertificateKind | None = None
    trade: Trade | None = None
    also_closed: bool = False
    cursor: Cursor | None = None
    size: PageSize = 50


class GetExam(Query[Exam]):
    """Get an exam, cancelled or not; for anyone."""

    exam: UUID


class OwnExam(Value):
    """One's own exam: a registration, a result, or both.

    A result stands beside the registration for an exam of its kind, trade and day; one that no
    registration led to has neither `registration` nor `exam`. Its status tells how far it is:
    `imported` waits for the authority's decision.
    """

    kind: CertificateKind
    trade: Trade | None
    exam_on: date
    state: ExamState
    registration: UUID | None
    registered_at: datetime | None
    withdrawn_at: datetime | None
    exam: Exam | None
    result: ExamResult | None


class OwnExams(Value):
    """A page of one's own exams, the latest day first."""

    items: tuple[OwnExam, ...]
    next: str | None


class RegisterForExam(Command[OwnExam]):
    """Register for an exam; refused with everything that stands against it."""

    exam: UUID


class WithdrawExamRegistration(Command[OwnExam]):
    """Withdraw one's own registration, before the day of the exam; its place is free again."""

    registration: UUID


class ListOwnExams(Query[OwnExams]):
    """List one's own registrations with their states, and all one's results (我的考试)."""

    cursor: Cursor | None = None
    size: PageSize = 50


class ListExamRegistrations(Query[EnrolledPersons]):
    """List who is registered for an exam, for the staff of its province."""

    exam: UUID
    cursor: Cursor | None = None
    size: PageSize = 50
