"""What certificate announces.

Lists of one event stand side by side: the first of `holders` holds the first of `certificates`.
An event from before they were added has none of them.
"""

from datetime import date
from uuid import UUID

from contracts.message import Event
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    OccasionStatus,
    ReminderKind,
    ResultStatus,
    VersionCause,
)


class CertificatesIssued(Event):
    """Certificates were issued, in one chunk of a job or singly."""

    certificates: tuple[UUID, ...]
    cause: VersionCause
    caused_by: UUID | None
    holders: tuple[UUID, ...] = ()
    enterprises: tuple[UUID, ...] = ()
    results: tuple[UUID, ...] = ()


class ResultsWaiting(Event):
    """Approved results issue nothing yet: they lack a condition (H9) or wait for a word (H8)."""

    results: tuple[UUID, ...]
    holders: tuple[UUID, ...]
    status: ResultStatus


class CertificatesReissued(Event):
    """Certificates got new versions for one cause; `former_enterprise` is the one they left."""

    certificates: tuple[UUID, ...]
    enterprise: UUID
    cause: VersionCause
    caused_by: UUID
    holders: tuple[UUID, ...] = ()
    former_enterprise: UUID | None = None


class CertificatesMarked(Event):
    """Certificates were marked with an abnormal reason, or lost it."""

    certificates: tuple[UUID, ...]
    reason: AbnormalReason
    is_lifted: bool
    caused_by: UUID
    holders: tuple[UUID, ...] = ()
    enterprises: tuple[UUID, ...] = ()


class CertificatesCancelled(Event):
    """Certificates were cancelled at their holders' request (六.7)."""

    certificates: tuple[UUID, ...]
    caused_by: UUID
    holders: tuple[UUID, ...] = ()
    enterprises: tuple[UUID, ...] = ()


class CaseMoved(Event):
    """A certificate case took a step: whom it waits for now, or how it was closed (K9)."""

    case: UUID
    kind: CertificateCaseKind
    certificate: UUID
    holder: UUID
    employer: UUID | None
    status: CertificateCaseStatus
    version: int


class CasesMoved(Event):
    """Parts of an enterprise's case took the same step, at most 1,000 an event (六.3, K9).

    The lists stand side by side: each part with its certificate and holder. `version` is the one
    that each of them has now.
    """

    parent: UUID
    enterprise: UUID
    kind: CertificateCaseKind
    status: CertificateCaseStatus
    version: int
    cases: tuple[UUID, ...]
    certificates: tuple[UUID, ...]
    holders: tuple[UUID, ...]


class EnterpriseNameChangeMoved(Event):
    """An enterprise's name change took a step; what becomes of its parts is told apart (六.3)."""

    case: UUID
    enterprise: UUID
    status: CertificateCaseStatus
    version: int


class CeRecordsAdded(Event):
    """Continuing-education records of one import were entered, at most 1,000 an event (六.6).

    The lists stand side by side: each record with its certificate, holder, ordinal and issue day.
    """

    imported_in: UUID
    records: tuple[UUID, ...]
    certificates: tuple[UUID, ...]
    holders: tuple[UUID, ...]
    ordinals: tuple[int, ...]
    issued_on: tuple[date, ...]


class ReviewsPassed(Event):
    """Certificates passed the automatic review of a day; the CE deadline is now the last day (D3).

    The lists stand side by side; `ce_deadlines` are the new ones. Those that failed are told by
    `CertificatesMarked` with `CE_NOT_COMPLETED`.
    """

    day: date
    certificates: tuple[UUID, ...]
    holders: tuple[UUID, ...]
    ce_deadlines: tuple[date, ...]


class CertificatesExpired(Event):
    """Certificates have expired, told once for a term; one in renewal is not told of (D9, H2).

    The lists stand side by side; `last_days` are the last days of validity.
    """

    day: date
    certificates: tuple[UUID, ...]
    holders: tuple[UUID, ...]
    enterprises: tuple[UUID, ...]
    last_days: tuple[date, ...]


class RemindersDue(Event):
    """Holders are to be reminded of one thing, each once (D6, 六.6).

    `what` is the CE deadline, the opening of the renewal window or expiry; `days` is how many days
    before its deadline that is, 0 for the window; `ordinal` tells which continuing education
    is due, where it is one. `day` is the legal day of the reminder; where a stop was caught up
    with, it lies in the past. The lists stand side by side: each certificate with its holder, the
    unit on it and the deadline: the CE deadline, or the last day of validity.
    """

    day: date
    what: ReminderKind
    days: int
    ordinal: int | None
    certificates: tuple[UUID, ...]
    holders: tuple[UUID, ...]
    enterprises: tuple[UUID, ...]
    deadlines: tuple[date, ...]


class ResultsDecided(Event):
    """Exam results of one import were decided on alike, at most 1,000 an event (六.1).

    The lists stand side by side: each result with its person. `status` is what the decision made
    of them: `pending` where they passed and were approved, `failed`, or `rejected`.
    """

    imported_in: UUID
    status: ResultStatus
    results: tuple[UUID, ...]
    persons: tuple[UUID, ...]


class CourseMoved(Event):
    """A course takes place on other days or elsewhere, or not at all (二.3).

    `persons` are those enrolled, at most 1,000 an event.
    """

    course: UUID
    status: OccasionStatus
    version: int
    persons: tuple[UUID, ...]


class ExamMoved(Event):
    """An exam takes place on another day or elsewhere, or not at all (二.3).

    `persons` are those registered, at most 1,000 an event.
    """

    exam: UUID
    status: OccasionStatus
    version: int
    persons: tuple[UUID, ...]
