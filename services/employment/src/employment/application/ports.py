"""What the use cases need of the world: a clock, the owners' facts, the register, a transaction."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from contracts.identity import Person
from contracts.message import Event
from contracts.vocabulary import OfferStatus, Province
from employment.domain.employments import Employment
from employment.domain.offers import Offer

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Item]):
    """Rows of a list, newest first; `next` is the key below which the next page begins."""

    items: tuple[Item, ...]
    next: int | None


@dataclass(frozen=True, kw_only=True)
class Span:
    """Which page is wanted: at most `size` rows whose key is below `before`."""

    before: int | None
    size: int


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Whose rows are wanted; what is `None` does not matter."""

    person: UUID | None = None
    enterprise: UUID | None = None
    province: Province | None = None


@dataclass(frozen=True, kw_only=True)
class Employer:
    """A registered enterprise, as far as an offer repeats it."""

    name: str
    province: Province


class Clock(Protocol):
    """The legal clock (D11)."""

    def now(self) -> datetime:
        """Give the moment, in UTC."""
        ...

    def today(self) -> date:
        """Give the legal day."""
        ...


class Facts(Protocol):
    """What the owners of persons and enterprises know."""

    def employer(self, enterprise: UUID) -> Employer | None:
        """Give the enterprise, if it is registered."""
        ...

    def person_named(self, name: str, id_number: str) -> UUID | None:
        """Find the person who bears both; whichever is wrong, there is none."""
        ...

    def persons(self, persons: tuple[UUID, ...]) -> Mapping[UUID, Person]:
        """Give those that exist."""
        ...


class Register(Protocol):
    """Offers and employments, for reading."""

    def offer_page(self, bounds: Bounds, span: Span, *, status: OfferStatus | None) -> Page[Offer]:
        """Give a page of offers."""
        ...

    def open_offer(self, enterprise: UUID, person: UUID) -> Offer | None:
        """Give the enterprise's offer that the person has not answered yet."""
        ...

    def employment_page(
        self, bounds: Bounds, span: Span, *, is_current: bool | None
    ) -> Page[Employment]:
        """Give a page of employments."""
        ...

    def current_employments(self, persons: tuple[UUID, ...]) -> tuple[Employment, ...]:
        """Give the employments of these persons that last."""
        ...


class Records(Protocol):
    """One transaction on offers and employments."""

    def locked_offer(self, offer: UUID) -> Offer | None:
        """Give an offer that nobody else can change until this ends."""
        ...

    def locked_open_offers(self, person: UUID) -> tuple[Offer, ...]:
        """Give the person's open offers, all locked in the order in which they were made."""
        ...

    def is_employed(self, person: UUID) -> bool:
        """Tell whether the person has an employment that lasts."""
        ...

    def add_offer(self, offer: Offer) -> None:
        """Enter an offer; refuses a second open one from the same enterprise."""
        ...

    def close_offer(self, offer: Offer) -> None:
        """Keep how an offer ended."""
        ...

    def start_employment(self, employment: Employment) -> None:
        """Enter an employment; refuses a second one that lasts (H3)."""
        ...

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        ...


Transactions = Callable[[], AbstractContextManager[Records]]
