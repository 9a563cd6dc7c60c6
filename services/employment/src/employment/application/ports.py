"""What the use cases need of the world: a clock, the owners' facts, the register, a transaction."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from contracts.identity import Person
from contracts.message import Event
from contracts.vocabulary import DissolutionStatus, OfferStatus, Province
from employment.domain.dissolutions import Dissolution
from employment.domain.employments import Employment
from employment.domain.labour_contracts import LabourContract
from employment.domain.offers import Offer
from employment.domain.steps import Step

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
    """Offers and what they began, for reading."""

    def offer(self, offer: UUID) -> Offer | None:
        """Give an offer."""
        ...

    def offer_page(self, bounds: Bounds, span: Span, *, status: OfferStatus | None) -> Page[Offer]:
        """Give a page of offers."""
        ...

    def open_offer(self, enterprise: UUID, person: UUID) -> Offer | None:
        """Give the enterprise's offer that the person has not answered yet."""
        ...

    def employment(self, employment: UUID) -> Employment | None:
        """Give an employment, past ones too."""
        ...

    def employment_page(
        self, bounds: Bounds, span: Span, *, is_current: bool | None
    ) -> Page[Employment]:
        """Give a page of employments."""
        ...

    def current_employments(self, persons: tuple[UUID, ...]) -> tuple[Employment, ...]:
        """Give the employments of these persons that last."""
        ...

    def labour_contracts(self, offer: UUID) -> tuple[LabourContract, ...]:
        """Give an offer's labour contracts, oldest first, without their bytes."""
        ...

    def labour_contract(self, contract: UUID) -> tuple[LabourContract, bytes] | None:
        """Give a labour contract with its bytes."""
        ...

    def dissolution(self, dissolution: UUID) -> Dissolution | None:
        """Give a dissolution."""
        ...

    def dissolutions(self, employment: UUID) -> tuple[Dissolution, ...]:
        """Give an employment's dissolutions, oldest first."""
        ...

    def dissolution_page(
        self, bounds: Bounds, span: Span, *, status: DissolutionStatus | None
    ) -> Page[Dissolution]:
        """Give a page of dissolutions."""
        ...

    def timeline(self, offer: UUID) -> tuple[Step, ...]:
        """Give the steps of an offer and of what it began, in the order in which they were done."""
        ...


class Records(Protocol):
    """One transaction on offers and what they began."""

    def locked_offer(self, offer: UUID) -> Offer | None:
        """Give an offer that, with all that came of it, nobody else can change until this ends."""
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

    def save_offer(self, offer: Offer) -> None:
        """Keep how an offer ended, or which labour contract is its latest."""
        ...

    def start_employment(self, employment: Employment) -> None:
        """Enter an employment; refuses a second one that lasts (H3)."""
        ...

    def employment_by(self, offer: UUID) -> Employment | None:
        """Give the employment that a locked offer began."""
        ...

    def save_employment(self, employment: Employment) -> None:
        """Keep an employment's end, or which labour contract is its latest."""
        ...

    def count_labour_contracts(self, offer: UUID) -> int:
        """Count a locked offer's labour contracts."""
        ...

    def add_labour_contract(self, contract: LabourContract, content: bytes) -> None:
        """Enter a labour contract."""
        ...

    def dissolution(self, dissolution: UUID) -> Dissolution | None:
        """Give a dissolution of the employment whose offer is locked."""
        ...

    def open_dissolution(self, employment: UUID) -> Dissolution | None:
        """Give the employment's dissolution that waits for an answer."""
        ...

    def add_dissolution(self, dissolution: Dissolution) -> None:
        """Enter a dissolution; refuses a second open one for the same employment (H5)."""
        ...

    def save_dissolution(self, dissolution: Dissolution) -> None:
        """Keep how a dissolution ended."""
        ...

    def add_step(self, offer: UUID, step: Step) -> None:
        """Enter a step of an offer and of what it began."""
        ...

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        ...


Transactions = Callable[[], AbstractContextManager[Records]]
