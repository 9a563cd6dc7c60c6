"""Changes of an enterprise's name: one case, with an item per certificate (六.3, K2)."""

from datetime import datetime
from uuid import UUID

from contracts.certificate.cases import CertificateCaseEntry
from contracts.certificate.certificates import Finding
from contracts.fields import Cursor, PageSize, Reason, VersionNumber
from contracts.message import Command, Query, Value
from contracts.vocabulary import CertificateCaseStatus


class FoundCertificate(Value):
    """A certificate that prints another name than the registered one, with what judging found."""

    certificate: UUID
    number: str
    holder: UUID
    holder_name: str
    enterprise_name: str
    is_met: bool
    findings: tuple[Finding, ...]


class EnterpriseNameChangeCheck(Value):
    """A page of the certificates that the system finds; `found` is how many there are.

    `name` is the enterprise's registered one.
    """

    enterprise: UUID
    name: str
    found: int
    items: tuple[FoundCertificate, ...]
    next: str | None


class EnterpriseNameChange(Value):
    """A change of an enterprise's name on its certificates, with its timeline.

    `name` is the registered one: as submitted, and then as decided. Of the `included` ones, so
    many have been `reissued` by now or, no longer meeting the conditions at the decision, been
    `rejected`; those `left_out` did not meet them at submission. `job_key` finds the progress of
    what an approval brings about.
    """

    id: UUID
    enterprise: UUID
    name: str
    status: CertificateCaseStatus
    reason: str | None
    included: int
    left_out: int
    reissued: int
    rejected: int
    job_key: str | None
    submitted_at: datetime
    closed_at: datetime | None
    timeline: tuple[CertificateCaseEntry, ...]
    version: int


class EnterpriseNameChanges(Value):
    """A page of name changes."""

    items: tuple[EnterpriseNameChange, ...]
    next: str | None


class EnterpriseNameChangeItem(Value):
    """A certificate that was found; one left out has no `case` and no `status`.

    `unmet` tells for what it was left out, or rejected at the decision. `number` is as submitted.
    """

    certificate: UUID
    number: str
    holder: UUID
    holder_name: str
    case: UUID | None
    status: CertificateCaseStatus | None
    unmet: tuple[Finding, ...]


class EnterpriseNameChangeItems(Value):
    """A page of items."""

    items: tuple[EnterpriseNameChangeItem, ...]
    next: str | None


class CheckEnterpriseNameChange(Query[EnterpriseNameChangeCheck]):
    """Find one's certificates that print another name than the registered one, and judge them."""

    cursor: Cursor | None = None
    size: PageSize = 50


class SubmitEnterpriseNameChange(Command[EnterpriseNameChange]):
    """Ask for one's registered name on all certificates found; those that fail are left out (K2).

    Refused where nothing is found, where none meets the conditions, and while one is open.
    """


class WithdrawEnterpriseNameChange(Command[EnterpriseNameChange]):
    """Withdraw one's own name change while it is undecided (K6)."""

    case: UUID


class ApproveEnterpriseNameChange(Command[EnterpriseNameChange]):
    """Approve a name change on the version that was read; each item is judged again (K3, K6)."""

    case: UUID
    version: VersionNumber


class RejectEnterpriseNameChange(Command[EnterpriseNameChange]):
    """Reject a name change with a reason, on the version that was read (K6)."""

    case: UUID
    version: VersionNumber
    reason: Reason


class GetEnterpriseNameChange(Query[EnterpriseNameChange]):
    """Get a name change: one's enterprise's, or one of their province for the staff."""

    case: UUID


class ListEnterpriseNameChanges(Query[EnterpriseNameChanges]):
    """List name changes, newest first: one's enterprise's, or those of the province for staff."""

    status: CertificateCaseStatus | None = None
    enterprise: UUID | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class ListEnterpriseNameChangeItems(Query[EnterpriseNameChangeItems]):
    """List a name change's certificates; `is_included` tells which of them are wanted."""

    case: UUID
    is_included: bool | None = None
    cursor: Cursor | None = None
    size: PageSize = 50
