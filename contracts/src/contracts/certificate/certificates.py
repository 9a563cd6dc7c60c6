"""Certificates, their versions and marks, and the conditions of issuance."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from contracts.fields import Cursor, PageSize, Rule
from contracts.message import Command, Query, Value
from contracts.vocabulary import (
    AbnormalReason,
    CertificateKind,
    CertificateStatus,
    Province,
    Trade,
    VersionCause,
    VersionStatus,
)


class Finding(Value):
    """The answer to one condition: met or not, on which facts, and who can mend it."""

    number: int | None
    code: str
    wording: str
    section: str
    is_met: bool
    facts: dict[str, Any]
    remedy: str | None
    met_from: date | None


class ChecklistReport(Value):
    """The answers to all conditions of one business, in the manual's order."""

    business: str
    is_met: bool
    findings: tuple[Finding, ...]


class CheckIssuance(Query[ChecklistReport]):
    """Tell which of the six conditions (六.1) an exam result meets; own, or the authority's.

    A principal who represents several enterprises may name one (H4).
    """

    result: UUID
    enterprise: UUID | None = None


class IssueCertificate(Command["Certificate"]):
    """Issue the certificate of a pending or qualified result at the person's command (H8).

    A principal who represents several enterprises names the one it is for (H4).
    """

    result: UUID
    enterprise: UUID | None = None


class CertificateVersion(Value):
    """One printed version; what it says never changes (K7)."""

    version: int
    term: int
    number: str
    holder_name: str
    enterprise: UUID
    enterprise_name: str
    categories: str
    trade: Trade | None
    photo: UUID
    valid_from: date
    valid_to: date
    cause: VersionCause
    caused_by: UUID | None
    made_at: datetime
    status: VersionStatus


class Certificate(Value):
    """A certificate with what its current version says; status as of today."""

    id: UUID
    number: str
    kind: CertificateKind
    trade: Trade | None
    holder: UUID
    holder_name: str
    enterprise: UUID
    enterprise_name: str
    province: Province
    status: CertificateStatus
    reasons: tuple[AbnormalReason, ...]
    is_usable: bool
    valid_from: date
    valid_to: date
    ce_deadline: date
    version: int


class Certificates(Value):
    """A page of certificates."""

    items: tuple[Certificate, ...]
    next: str | None


class CertificateVersions(Value):
    """All versions of a certificate, newest first."""

    items: tuple[CertificateVersion, ...]


class GetCertificate(Query[Certificate]):
    """Get a certificate: one's own, one's enterprise's, or any for the authority's staff."""

    certificate: UUID


class CertificateUnit(Value):
    """Whether the unit on a certificate is its holder's employer today (H4).

    Where it is not, the certificate stays with it and is shown with no current employer (H5, H11).
    """

    certificate: UUID
    enterprise: UUID
    enterprise_name: str
    is_current_employer: bool


class GetCertificateUnit(Query[CertificateUnit]):
    """Tell whether a certificate's unit employs its holder, for those who may see it."""

    certificate: UUID


class GetCertificateVersions(Query[CertificateVersions]):
    """Get all versions of a certificate, superseded ones included."""

    certificate: UUID


class ListCertificates(Query[Certificates]):
    """List certificates: one's own, those of one's enterprise, or all for the authority's staff."""

    kind: CertificateKind | None = None
    trade: Trade | None = None
    status: CertificateStatus | None = None
    reason: AbnormalReason | None = None
    enterprise: UUID | None = None
    holder: UUID | None = None
    number: Annotated[str, Rule(most=40, describe="Beginning of the number.")] | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class MarkChange(Value):
    """When and why an abnormal reason came or went (C7)."""

    reason: AbnormalReason
    is_lifted: bool
    caused_by: UUID | None
    at: datetime


class MarkHistory(Value):
    """A certificate's marks, newest first."""

    items: tuple[MarkChange, ...]


class GetMarkHistory(Query[MarkHistory]):
    """Get the history of a certificate's abnormal reasons."""

    certificate: UUID
