"""One transaction on offers and employments, announcements included."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import exists, insert, select, update

from bus.database import Database, Transaction, refusing
from contracts.message import Event
from contracts.vocabulary import OfferStatus
from employment.adapters.rows import offer_from
from employment.adapters.tables import EMPLOYMENTS, OFFERS
from employment.application.refusals import refusal
from employment.domain.employments import Employment
from employment.domain.offers import Obstacle, Offer

OFFER_OPEN_ALREADY: Final = {
    "one_open_offer_per_enterprise_and_person": lambda: refusal((Obstacle.OFFER_OPEN,)),
}
EMPLOYED_ALREADY: Final = {
    "one_employment_per_person": lambda: refusal((Obstacle.EMPLOYED_ALREADY,)),
}


@dataclass(frozen=True, kw_only=True)
class DatabaseRecords:
    """Reads under locks, and writes."""

    transaction: Transaction

    def locked_offer(self, offer: UUID) -> Offer | None:
        """Give an offer that nobody else can change until this ends."""
        wanted = select(OFFERS).where(OFFERS.c.id == offer).with_for_update()
        row = self.transaction.execute(wanted).mappings().one_or_none()
        return None if row is None else offer_from(row)

    def locked_open_offers(self, person: UUID) -> tuple[Offer, ...]:
        """Give the person's open offers, all locked in the order in which they were made.

        Whoever accepts two at once waits here, and finds the second one lapsed.
        """
        wanted = (
            select(OFFERS)
            .where(OFFERS.c.person == person, OFFERS.c.status == OfferStatus.OPEN)
            .order_by(OFFERS.c.number)
            .with_for_update()
        )
        return tuple(offer_from(row) for row in self.transaction.execute(wanted).mappings())

    def is_employed(self, person: UUID) -> bool:
        """Tell whether the person has an employment that lasts."""
        wanted = exists().where(EMPLOYMENTS.c.person == person, EMPLOYMENTS.c.ended_on.is_(None))
        return bool(self.transaction.execute(select(wanted)).scalar_one())

    def add_offer(self, offer: Offer) -> None:
        """Enter an offer; refuses a second open one from the same enterprise."""
        with refusing(OFFER_OPEN_ALREADY):
            self.transaction.execute(insert(OFFERS).values(asdict(offer)))

    def close_offer(self, offer: Offer) -> None:
        """Keep how an offer ended."""
        self.transaction.execute(
            update(OFFERS)
            .where(OFFERS.c.id == offer.id)
            .values(
                status=offer.status,
                reason=offer.reason,
                closed_at=offer.closed_at,
                version=offer.version,
            )
        )

    def start_employment(self, employment: Employment) -> None:
        """Enter an employment; refuses a second one that lasts (H3)."""
        with refusing(EMPLOYED_ALREADY):
            self.transaction.execute(insert(EMPLOYMENTS).values(asdict(employment)))

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        self.transaction.announce(event)


@dataclass(frozen=True, kw_only=True)
class DatabaseTransactions:
    """Begins transactions on offers and employments."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseRecords]:
        """Give the transaction of the present piece of work."""
        with self.database.transaction() as transaction:
            yield DatabaseRecords(transaction=transaction)
