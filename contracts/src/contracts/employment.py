"""What employment answers and announces: offers and employments (四)."""

from datetime import date, datetime
from uuid import UUID

from contracts.fields import Cursor, IdNumber, Ids, PageSize, PersonName, ShortText
from contracts.message import Command, Event, Query, Value
from contracts.vocabulary import OfferStatus


class Offer(Value):
    """An enterprise's offer of employment to a person."""

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
    """Accept an offer; it begins an employment and lapses all other offers (H3)."""

    offer: UUID


class RefuseOffer(Command[Offer]):
    """Refuse an offer; by the person."""

    offer: UUID
    reason: ShortText | None = None


class ListOffers(Query[Offers]):
    """List the offers one has made or received, newest first; the staff, their province's."""

    status: OfferStatus | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class Employment(Value):
    """An employment; `ended_on` is the last day."""

    id: UUID
    person: UUID
    enterprise: UUID
    enterprise_name: str
    position: str
    started_on: date
    ended_on: date | None
    version: int


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
    cursor: Cursor | None = None
    size: PageSize = 50


class EmploymentStarted(Event):
    """A person accepted an offer."""

    employment: UUID
    person: UUID
    enterprise: UUID
    version: int


class EmploymentEnded(Event):
    """An employment came to its end."""

    employment: UUID
    person: UUID
    enterprise: UUID
    version: int
