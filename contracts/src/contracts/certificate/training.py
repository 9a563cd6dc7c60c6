"""Training institutions, their courses, and enrolment in them (培训机构, 培训报名; 二.3)."""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from contracts.fields import (
    Cursor,
    PageSize,
    Reason,
    Rule,
    ShortText,
    VersionNumber,
    published_faults,
)
from contracts.message import Command, Query, Value
from contracts.vocabulary import (
    CertificateKind,
    CoursePurpose,
    EnrolmentState,
    OccasionStatus,
    Province,
    Trade,
)

MOST_PLACES: Final = 10_000
InstitutionName = Annotated[str, Rule(least=2, most=120, faults=published_faults)]
Address = Annotated[
    str, Rule(least=2, most=200, faults=published_faults, describe="Where people are to come.")
]
Phone = Annotated[
    str,
    Rule(
        pattern=r"(1[3-9][0-9]{9}|0[0-9]{2,3}-?[2-9][0-9]{6,7}|[48]00-?[0-9]{3}-?[0-9]{4})\Z",
        describe="A number that anyone may call: mobile, fixed line with area code, 400 or 800.",
    ),
]
Kinds = Annotated[tuple[CertificateKind, ...], Rule(least=1, most=3)]
Trades = Annotated[tuple[Trade, ...], Rule(most=9)]
Capacity = Annotated[int, Rule(least=1, most=MOST_PLACES, number=True, describe="Places.")]


class TrainingInstitution(Value):
    """A training institution; `reason` is that of its closing, `trades` those of operators."""

    id: UUID
    province: Province
    name: str
    address: str
    phone: str
    kinds: tuple[CertificateKind, ...]
    trades: tuple[Trade, ...]
    is_open: bool
    reason: str | None
    published_at: datetime
    version: int


class TrainingInstitutions(Value):
    """A page of training institutions, newest first."""

    items: tuple[TrainingInstitution, ...]
    next: str | None


class PublishTrainingInstitution(Command[TrainingInstitution]):
    """Publish an institution of one's province; for administrators."""

    name: InstitutionName
    address: Address
    phone: Phone
    kinds: Kinds
    trades: Trades = ()


class ChangeTrainingInstitution(Command[TrainingInstitution]):
    """Say anew what an institution is, on the version that was read; for administrators."""

    institution: UUID
    version: VersionNumber
    name: InstitutionName
    address: Address
    phone: Phone
    kinds: Kinds
    trades: Trades = ()


class CloseTrainingInstitution(Command[TrainingInstitution]):
    """Close an institution with a reason: from now on nobody enrols there."""

    institution: UUID
    version: VersionNumber
    reason: Reason


class ReopenTrainingInstitution(Command[TrainingInstitution]):
    """Open a closed institution again."""

    institution: UUID
    version: VersionNumber


class ListTrainingInstitutions(Query[TrainingInstitutions]):
    """List the open institutions, on request closed ones too, newest first; for anyone."""

    province: Province | None = None
    kind: CertificateKind | None = None
    trade: Trade | None = None
    words: ShortText | None = None
    also_closed: bool = False
    cursor: Cursor | None = None
    size: PageSize = 50


class GetTrainingInstitution(Query[TrainingInstitution]):
    """Get an institution, closed or not; for anyone."""

    institution: UUID


class Course(Value):
    """A course; both days of enrolment count, as do the first and the last of the course.

    `is_open` tells whether one may enrol today if a place is left; `reason` is that of its
    cancellation.
    """

    id: UUID
    institution: UUID
    institution_name: str
    province: Province
    kind: CertificateKind
    trade: Trade | None
    purpose: CoursePurpose
    begins_on: date
    ends_on: date
    enrolment_opens_on: date
    enrolment_closes_on: date
    capacity: int
    places_left: int
    place: str
    status: OccasionStatus
    is_open: bool
    reason: str | None
    published_at: datetime
    version: int


class Courses(Value):
    """A page of courses, newest first."""

    items: tuple[Course, ...]
    next: str | None


class PublishCourse(Command[Course]):
    """Publish a course of an institution of one's province; for examiners."""

    institution: UUID
    kind: CertificateKind
    trade: Trade | None = None
    purpose: CoursePurpose
    begins_on: date
    ends_on: date
    enrolment_opens_on: date
    enrolment_closes_on: date
    capacity: Capacity
    place: Address


class ChangeCourse(Command[Course]):
    """Change a course's days, places or place, on the version that was read.

    Those enrolled get a message if it is moved: to other days or to another place.
    """

    course: UUID
    version: VersionNumber
    begins_on: date
    ends_on: date
    enrolment_opens_on: date
    enrolment_closes_on: date
    capacity: Capacity
    place: Address


class CancelCourse(Command[Course]):
    """Cancel a course with a reason; those enrolled get a message."""

    course: UUID
    version: VersionNumber
    reason: Reason


class ListCourses(Query[Courses]):
    """List the courses one may enrol in today, on request all, newest first; for anyone."""

    institution: UUID | None = None
    province: Province | None = None
    kind: CertificateKind | None = None
    trade: Trade | None = None
    purpose: CoursePurpose | None = None
    also_closed: bool = False
    cursor: Cursor | None = None
    size: PageSize = 50


class GetCourse(Query[Course]):
    """Get a course, cancelled or not; for anyone."""

    course: UUID


class Enrolment(Value):
    """One's own enrolment in a course (培训报名)."""

    id: UUID
    course: Course
    state: EnrolmentState
    enrolled_at: datetime
    withdrawn_at: datetime | None


class Enrolments(Value):
    """A page of one's own enrolments, newest first."""

    items: tuple[Enrolment, ...]
    next: str | None


class EnrolInCourse(Command[Enrolment]):
    """Enrol in a course; refused with everything that stands against it."""

    course: UUID


class WithdrawEnrolment(Command[Enrolment]):
    """Withdraw one's own enrolment, before the course begins; its place is free again."""

    enrolment: UUID


class ListEnrolments(Query[Enrolments]):
    """List one's own enrolments in courses, newest first (我的报名)."""

    cursor: Cursor | None = None
    size: PageSize = 50


class Enrolled(Value):
    """Somebody who is enrolled in a course, or registered for an exam; never with an ID number."""

    id: UUID
    person: UUID
    name: str | None
    enrolled_at: datetime


class EnrolledPersons(Value):
    """A page of those who are enrolled, in the order in which they came."""

    items: tuple[Enrolled, ...]
    next: str | None


class ListCourseEnrolments(Query[EnrolledPersons]):
    """List who is enrolled in a course, for the staff of its province."""

    course: UUID
    cursor: Cursor | None = None
    size: PageSize = 50
