"""Certificate cases: applying, the employer's word, the decision, and 我的办件 (六, K1–K6)."""

from datetime import datetime
from uuid import UUID

from contracts.certificate.certificates import ChecklistReport
from contracts.fields import Cursor, PageSize, Reason, VersionNumber
from contracts.message import Command, Query, Value
from contracts.vocabulary import (
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateCaseStep,
)


class CertificateCaseEntry(Value):
    """One step of a case's timeline: who, when, what."""

    at: datetime
    by: str
    step: CertificateCaseStep
    reason: str | None


class CertificateCase(Value):
    """A case about one certificate, with its timeline.

    `number` is the certificate's at submission; `employer` the enterprise asked to confirm, if
    one is. `reason` is that of a refusal or rejection. `parent` is the enterprise's case that this
    is a part of, if it is one (六.3): then the enterprise withdraws it and the authority decides
    it with all the others.
    """

    id: UUID
    kind: CertificateCaseKind
    certificate: UUID
    number: str
    holder: UUID
    holder_name: str
    employer: UUID | None
    status: CertificateCaseStatus
    reason: str | None
    submitted_at: datetime
    closed_at: datetime | None
    timeline: tuple[CertificateCaseEntry, ...]
    version: int
    parent: UUID | None = None


class CertificateCases(Value):
    """A page of certificate cases."""

    items: tuple[CertificateCase, ...]
    next: str | None


class CheckCertificateCase(Query[ChecklistReport]):
    """Tell which conditions (检测条件) of a business a certificate meets; own, or the authority's.

    A principal who represents several enterprises may name the one to move to (H4).
    """

    certificate: UUID
    kind: CertificateCaseKind
    enterprise: UUID | None = None


class SubmitCertificateCase(Command[CertificateCase]):
    """Apply with one's own certificate; refused with every condition that is not met (K3).

    A principal who represents several enterprises may name the one to move to (H4).
    """

    certificate: UUID
    kind: CertificateCaseKind
    enterprise: UUID | None = None


class WithdrawCertificateCase(Command[CertificateCase]):
    """Withdraw one's own case while it is undecided (K6)."""

    case: UUID


class ConfirmCertificateCase(Command[CertificateCase]):
    """Confirm a case as the employer asked, on the version that was read (K2, K6)."""

    case: UUID
    version: VersionNumber


class RefuseCertificateCase(Command[CertificateCase]):
    """Refuse to confirm a case, with a reason, which closes it (K2, K6)."""

    case: UUID
    version: VersionNumber
    reason: Reason


class ApproveCertificateCase(Command[CertificateCase]):
    """Approve a case on the version that was read; the conditions are judged again (K3, K6)."""

    case: UUID
    version: VersionNumber


class RejectCertificateCase(Command[CertificateCase]):
    """Reject a case with a reason, on the version that was read (K6)."""

    case: UUID
    version: VersionNumber
    reason: Reason


class GetCertificateCase(Query[CertificateCase]):
    """Get a case: one's own, one's enterprise was asked about, or of their province for staff."""

    case: UUID


class ListCertificateCases(Query[CertificateCases]):
    """List cases (我的办件), newest first: one's own, those one was asked about, the province's.

    To staff the parts of an enterprise's name change are listed only where the kind or the
    certificate is named: they are decided together.
    """

    kind: CertificateCaseKind | None = None
    status: CertificateCaseStatus | None = None
    certificate: UUID | None = None
    cursor: Cursor | None = None
    size: PageSize = 50
