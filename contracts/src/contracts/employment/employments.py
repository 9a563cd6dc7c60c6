"""Offers, employments, labour contracts and dissolutions: what employment answers (四)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from contracts.fields import (
    Cursor,
    File,
    IdNumber,
    Ids,
    PageSize,
    PersonName,
    Reason,
    Rule,
    ShortText,
    VersionNumber,
)
from contracts.message import Command, Query, Value
from contracts.vocabulary import DissolutionStatus, EmploymentStepKind, OfferStatus, Side


class EmploymentStep(Value):
    """One step of an offer and of the employment it began: who, when, what."""

    at: datetime
    by: str
    step: EmploymentStepKind
    reason: str | None


class LabourContract(Value):
    """A labour contract that the enterprise added; its bytes are asked for apart."""

    id: UUID
    offer: UUID
    size: int
    sha256: str
    added_at: datetime


class Offer(Value):
    """An enterprise's offer of employment to a person; `labour_contract` is the latest one."""

    id: UUID
    enterprise: UUID
    enterprise_name: str
    person: UUID
    position: str
    status: OfferStatus
    reason: str | None
    offered_at: datetime
    closed_at: datetime | None
    version: int
    labour_contract: UUID | None = None


class OfferRecord(Value):
    """An offer with all that happened to it, what came of its acceptance included."""

    offer: Offer
    labour_contracts: tuple[LabourContract, ...]
    timeline: tuple[EmploymentStep, ...]


class Offers(Value):
    """A page of offers."""

    items: tuple[Offer, ...]
    next: str | None


class OfferEmployment(Command[Offer]):
    """Offer employment to a verified person, named by name and ID number."""

    name: PersonName
    id_number: IdNumber
    position: ShortText = ""


class WithdrawOffer(Command[Offer]):
    """Take back an open offer; by the enterprise that made it."""

    offer: UUID


class AcceptOffer(Command["Employment"]):
    """Accept an offer, on the version read if named; it begins an employment, others lapse (H3)."""

    offer: UUID
    version: VersionNumber | None = None


class RefuseOffer(Command[Offer]):
    """Refuse an offer; by the person."""

    offer: UUID
    reason: ShortText | None = None


class GetOffer(Query[OfferRecord]):
    """Get an offer: one's own, or one of their province for the staff."""

    offer: UUID


class ListOffers(Query[Offers]):
    """List the offers one has made or received, newest first; the staff, their province's."""

    status: OfferStatus | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class Employment(Value):
    """An employment, begun by `offer`; `ended_on` is the last day, `labour_contract` the latest."""

    id: UUID
    person: UUID
    enterprise: UUID
    enterprise_name: str
    position: str
    started_on: date
    ended_on: date | None
    version: int
    offer: UUID | None = None
    labour_contract: UUID | None = None


class Dissolution(Value):
    """A request of one side to end an employment, which the other side answers (H5).

    `reason` is that of the asking side, `answer` that of a refusal.
    """

    id: UUID
    employment: UUID
    person: UUID
    enterprise: UUID
    enterprise_name: str
    requested_by: Side
    reason: str | None
    status: DissolutionStatus
    answer: str | None
    requested_at: datetime
    closed_at: datetime | None
    version: int


class EmploymentRecord(Value):
    """An employment with its labour contracts, its dissolutions, and every step since the offer."""

    employment: Employment
    labour_contracts: tuple[LabourContract, ...]
    dissolutions: tuple[Dissolution, ...]
    timeline: tuple[EmploymentStep, ...]


class Employments(Value):
    """Employments, as a page or for the persons asked for."""

    items: tuple[Employment, ...]
    next: str | None = None


class GetCurrentEmployments(Query[Employments]):
    """Get the employments that last, of up to 1,000 persons; for services."""

    persons: Ids


class ListEmployments(Query[Employments]):
    """List one's employments, newest first; the authority's staff, their province's."""

    enterprise: UUID | None = None
    person: UUID | None = None
    is_current: bool | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class GetEmployment(Query[EmploymentRecord]):
    """Get an employment, past ones too: one's own, or one of their province for the staff."""

    employment: UUID


class AddLabourContract(Command[LabourContract]):
    """Add a labour contract to one's offer or the employment it began: a PDF, 5 MiB at most."""

    offer: UUID
    content: File


class LabourContractFile(Value):
    """A labour contract with its bytes."""

    id: UUID
    filename: str
    media_type: str
    content: File


class GetLabourContract(Query[LabourContractFile]):
    """Download a labour contract: both sides, and the authority's staff of the province."""

    labour_contract: UUID


class Dissolutions(Value):
    """A page of dissolutions."""

    items: tuple[Dissolution, ...]
    next: str | None


class RequestDissolution(Command[Dissolution]):
    """Ask to end an employment, on the version of it that was read; either side may (H5)."""

    employment: UUID
    version: VersionNumber
    reason: ShortText | None = None


class WithdrawDissolution(Command[Dissolution]):
    """Take back one's own request while the other side has not answered it."""

    dissolution: UUID


class ConfirmDissolution(Command[Employment]):
    """Confirm the other side's request, on the version that was read: the employment ends today."""

    dissolution: UUID
    version: VersionNumber


class RefuseDissolution(Command[Dissolution]):
    """Refuse the other side's request with a reason; the employment goes on."""

    dissolution: UUID
    version: VersionNumber
    reason: Reason


class ListDissolutions(Query[Dissolutions]):
    """List one's dissolutions, newest first; the authority's staff, their province's."""

    status: DissolutionStatus | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class Employee(Value):
    """A person employed by the enterprise that asks, the ID number masked."""

    employment: UUID
    person: UUID
    name: str
    id_number_masked: str
    has_photo: bool
    position: str
    started_on: date


class Employees(Value):
    """A page of employees."""

    items: tuple[Employee, ...]
    next: str | None


class ListEmployees(Query[Employees]):
    """List the people of the enterprise that asks, or of any for the authority's staff."""

    enterprise: UUID | None = None
    name: Annotated[str, Rule(most=60, describe="Part of the name.")] | None = None
    cursor: Cursor | None = None
    size: PageSize = 50
