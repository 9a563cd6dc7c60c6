"""Offers and employments in memory, the owners' facts, and a clock that stands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from contracts.id_number import normalised
from contracts.identity import Person
from contracts.message import Event
from contracts.vocabulary import OfferStatus
from employment.application.ports import Bounds, Employer, Item, Page, Span
from employment.application.refusals import refusal
from employment.domain.employments import Employment
from employment.domain.offers import Obstacle, Offer
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
    """Offers and employments in the order in which they were entered; one transaction at a time."""

    offers: dict[UUID, Offer] = field(default_factory=dict)
    employments: dict[UUID, Employment] = field(default_factory=dict)
    announced: list[Event] = field(default_factory=list)

    @contextmanager
    def __call__(self) -> Iterator["RegisterInMemory"]:
        """Give a transaction: whatever it changed is undone when it fails."""
        before = (dict(self.offers), dict(self.employments), list(self.announced))
        try:
            yield self
        except BaseException:
            self.offers, self.employments, self.announced = before
            raise

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

    def close_offer(self, offer: Offer) -> None:
        """Keep how an offer ended."""
        self.offers[offer.id] = offer

    def start_employment(self, employment: Employment) -> None:
        """Enter an employment."""
        if self.is_employed(employment.person):
            raise refusal((Obstacle.EMPLOYED_ALREADY,))
        self.employments[employment.id] = employment

    def announce(self, event: Event) -> None:
        """Keep what was told."""
        self.announced.append(event)


def _lies_within(bounds: Bounds, row: Offer | Employment) -> bool:
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
