"""What certificate announces."""

from uuid import UUID

from contracts.message import Event
from contracts.vocabulary import (
    AbnormalReason,
    VersionCause,
)


class CertificatesIssued(Event):
    """Certificates were issued, in one chunk of a job or singly."""

    certificates: tuple[UUID, ...]
    cause: VersionCause
    caused_by: UUID | None


class CertificatesReissued(Event):
    """Certificates got new versions for one cause."""

    certificates: tuple[UUID, ...]
    enterprise: UUID
    cause: VersionCause
    caused_by: UUID


class CertificatesMarked(Event):
    """Certificates were marked with an abnormal reason, or lost it."""

    certificates: tuple[UUID, ...]
    reason: AbnormalReason
    is_lifted: bool
    caused_by: UUID
