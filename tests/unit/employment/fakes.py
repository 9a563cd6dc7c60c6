"""Offers and employments in memory, the owners' facts, and a clock that stands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from contracts.id_number import normalised
from contracts.identity import Person
from contracts.message import Event
from contracts.vocabulary import DissolutionStatus, OfferStatus
from employment.application.ports import Bounds, Employer, Item, Page, Span
from employment.application.refusals import refusal
from employment.domain.dissolutions import Dissolution, DissolutionObstacle
from employment.domain.employments import Employment
from employment.domain.labour_contracts import LabourContract
from employment.domain.offers import Obstacle, Offer
from employment.domain.steps import Step
from tests.unit.employment.makers import NOW, TODAY


@dataclass(frozen=True, kw_only=True)
class StandingClock:
    """A clock that stands."""

    moment: datetime = NOW
    day: date = TODAY

    def now(self) -> datetime:
        """Give the moment."""
        return self.moment

    def today(self) -> date:
        """Give the day."""
        return self.day


@dataclass(frozen=True, kw_only=True)
class KnownFacts:
    """Registered enterprises, and people by ID number."""

    employers: Mapping[UUID, Employer] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)

    def employer(self, enterprise: UUID) -> Employer | None:
        """Give the enterprise, if it is registered."""
        return self.employers.get(enterprise)

    def person_named(self, name: str, id_number: str) -> UUID | None:
        """Find the person who bears both."""
        found = self.people.get(normalised(id_number))
        return found.id if found is not None and found.name == name else None

    def persons(self, persons: tuple[UUID, ...]) -> Mapping[UUID, Person]:
        """Give those that exist."""
        return {each.id: each for each in self.people.values() if each.id in persons}


@dataclass(kw_only=True)
class RegisterInMemory:
    """Everything in the order in which it was entered; one transaction at a time."""

    offers: dict[UUID, Offer] = field(default_factory=dict)
    employments: dict[UUID, Employment] = field(default_factory=dict)
    contracts: dict[UUID, tuple[LabourContract, bytes]] = field(default_factory=dict)
    requests: dict[UUID, Dissolution] = field(default_factory=dict)
    steps: list[tuple[UUID, Step]] = field(default_factory=list)
    announced: list[Event] = field(default_factory=list)

    @contextmanager
    def __call__(self) -> Iterator["RegisterInMemory"]:
        """Give a transaction: whatever it changed is undone when it fails."""
        kept = {name: copy(value) for name, value in vars(self).items()}
        try:
            yield self
        except BaseException:
            vars(self).update(kept)
            raise

    def offer(self, offer: UUID) -> Offer | None:
        """Give an offer."""
        return self.offers.get(offer)

    def employment(self, employment: UUID) -> Employment | None:
        """Give an employment."""
        return self.employments.get(employment)

    def offer_page(self, bounds: Bounds, span: Span, *, status: OfferStatus | None) -> Page[Offer]:
        """Give a page of offers, newest first."""
        offers = list(self.offers.values())
        are_wanted = [_lies_within(bounds, o) and status in (None, o.status) for o in offers]
        return _page(offers, are_wanted, span)

    def open_offer(self, enterprise: UUID, person: UUID) -> Offer | None:
        """Give the enterprise's offer that the person has not answered yet."""
        return next(
            (o for o in self.locked_open_offers(person) if o.enterprise == enterprise), None
        )

    def employment_page(
        self, bounds: Bounds, span: Span, *, is_current: bool | None
    ) -> Page[Employment]:
        """Give a page of employments, newest first."""
        found = list(self.employments.values())
        are_wanted = [
            _lies_within(bounds, each) and is_current in (None, each.ended_on is None)
            for each in found
        ]
        return _page(found, are_wanted, span)

    def current_employments(self, persons: tuple[UUID, ...]) -> tuple[Employment, ...]:
        """Give the employments of these persons that last."""
        return tuple(
            each
            for each in self.employments.values()
            if each.person in persons and each.ended_on is None
        )

    def locked_offer(self, offer: UUID) -> Offer | None:
        """Give an offer."""
        return self.offers.get(offer)

    def locked_open_offers(self, person: UUID) -> tuple[Offer, ...]:
        """Give the person's open offers."""
        return tuple(
            each for each in self.offers.values() if each.person == person and each.is_open
        )

    def is_employed(self, person: UUID) -> bool:
        """Tell whether the person has an employment that lasts."""
        return bool(self.current_employments((person,)))

    def add_offer(self, offer: Offer) -> None:
        """Enter an offer."""
        if self.open_offer(offer.enterprise, offer.person) is not None:
            raise refusal((Obstacle.OFFER_OPEN,))
        self.offers[offer.id] = offer

    def save_offer(self, offer: Offer) -> None:
        """Keep what became of an offer."""
        self.offers[offer.id] = offer

    def start_employment(self, employment: Employment) -> None:
        """Enter an employment."""
        if self.is_employed(employment.person):
            raise refusal((Obstacle.EMPLOYED_ALREADY,))
        self.employments[employment.id] = employment

    def employment_by(self, offer: UUID) -> Employment | None:
        """Give the employment that an offer began."""
        return next((each for each in self.employments.values() if each.offer == offer), None)

    def save_employment(self, employment: Employment) -> None:
        """Keep what became of an employment."""
        self.employments[employment.id] = employment

    def add_labour_contract(self, contract: LabourContract, content: bytes) -> None:
        """Enter a labour contract."""
        self.contracts[contract.id] = (contract, content)

    def labour_contract(self, contract: UUID) -> tuple[LabourContract, bytes] | None:
        """Give a labour contract with its bytes."""
        return self.contracts.get(contract)

    def labour_contracts(self, offer: UUID) -> tuple[LabourContract, ...]:
        """Give an offer's labour contracts."""
        return tuple(each for each, _ in self.contracts.values() if each.offer == offer)

    def count_labour_contracts(self, offer: UUID) -> int:
        """Count an offer's labour contracts."""
        return len(self.labour_contracts(offer))

    def dissolution(self, dissolution: UUID) -> Dissolution | None:
        """Give a dissolution."""
        return self.requests.get(dissolution)

    def dissolutions(self, employment: UUID) -> tuple[Dissolution, ...]:
        """Give an employment's dissolutions."""
        return tuple(each for each in self.requests.values() if each.employment == employment)

    def dissolution_page(
        self, bounds: Bounds, span: Span, *, status: DissolutionStatus | None
    ) -> Page[Dissolution]:
        """Give a page of dissolutions, newest first."""
        found = list(self.requests.values())
        are_wanted = [_lies_within(bounds, d) and status in (None, d.status) for d in found]
        return _page(found, are_wanted, span)

    def open_dissolution(self, employment: UUID) -> Dissolution | None:
        """Give the employment's dissolution that waits for an answer."""
        return next((each for each in self.dissolutions(employment) if each.is_open), None)

    def add_dissolution(self, dissolution: Dissolution) -> None:
        """Enter a dissolution."""
        if self.open_dissolution(dissolution.employment) is not None:
            raise refusal((DissolutionObstacle.ALREADY_OPEN,))
        self.requests[dissolution.id] = dissolution

    def save_dissolution(self, dissolution: Dissolution) -> None:
        """Keep how a dissolution ended."""
        self.requests[dissolution.id] = dissolution

    def add_step(self, offer: UUID, step: Step) -> None:
        """Enter a step."""
        self.steps.append((offer, step))

    def timeline(self, offer: UUID) -> tuple[Step, ...]:
        """Give the steps of an offer and of what it began."""
        return tuple(step for of, step in self.steps if of == offer)

    def announce(self, event: Event) -> None:
        """Keep what was told."""
        self.announced.append(event)


def _lies_within(bounds: Bounds, row: Offer | Employment | Dissolution) -> bool:
    return (
        bounds.person in (None, row.person)
        and bounds.enterprise in (None, row.enterprise)
        and bounds.province in (None, row.province)
    )


def _page(rows: list[Item], are_wanted: list[bool], span: Span) -> Page[Item]:
    """The key of a row is its place, from 1."""
    before = span.before if span.before is not None else len(rows) + 1
    found = [
        (key, row)
        for key, (row, is_wanted) in enumerate(zip(rows, are_wanted, strict=True), start=1)
        if is_wanted and key < before
    ][::-1]
    page = found[: span.size]
    return Page(
        items=tuple(row for _, row in page),
        next=page[-1][0] if len(found) > span.size else None,
    )
