"""One transaction on offers and what they began, announcements included."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import exists, func, insert, select, update

from bus.database import Database, Transaction, refusing
from contracts.message import Event
from contracts.vocabulary import DissolutionStatus, OfferStatus
from employment.adapters.rows import dissolution_from, employment_from, offer_from
from employment.adapters.tables import (
    DISSOLUTIONS,
    EMPLOYMENT_STEPS,
    EMPLOYMENTS,
    LABOUR_CONTRACTS,
    OFFERS,
)
from employment.application.refusals import refusal
from employment.domain.dissolutions import Dissolution, DissolutionObstacle
from employment.domain.employments import Employment
from employment.domain.labour_contracts import LabourContract
from employment.domain.offers import Obstacle, Offer
from employment.domain.steps import Step

OFFER_OPEN_ALREADY: Final = {
    "one_open_offer_per_enterprise_and_person": lambda: refusal((Obstacle.OFFER_OPEN,)),
}
EMPLOYED_ALREADY: Final = {
    "one_employment_per_person": lambda: refusal((Obstacle.EMPLOYED_ALREADY,)),
}
DISSOLUTION_OPEN_ALREADY: Final = {
    "one_open_dissolution_per_employment": lambda: refusal((DissolutionObstacle.ALREADY_OPEN,)),
}


@dataclass(frozen=True, kw_only=True)
class DatabaseRecords:
    """Reads under locks, and writes.

    Who changes an offer, or anything that came of it, locks the offer first: its employment,
    its labour contracts and its dissolutions are then nobody else's until this ends.
    """

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

    def save_offer(self, offer: Offer) -> None:
        """Keep how an offer ended, or which labour contract is its latest."""
        self.transaction.execute(
            update(OFFERS)
            .where(OFFERS.c.id == offer.id)
            .values(
                status=offer.status,
                reason=offer.reason,
                closed_at=offer.closed_at,
                labour_contract=offer.labour_contract,
                version=offer.version,
            )
        )

    def start_employment(self, employment: Employment) -> None:
        """Enter an employment; refuses a second one that lasts (H3)."""
        with refusing(EMPLOYED_ALREADY):
            self.transaction.execute(insert(EMPLOYMENTS).values(asdict(employment)))

    def employment_by(self, offer: UUID) -> Employment | None:
        """Give the employment that a locked offer began."""
        wanted = select(EMPLOYMENTS).where(EMPLOYMENTS.c.offer == offer)
        row = self.transaction.execute(wanted).mappings().one_or_none()
        return None if row is None else employment_from(row)

    def save_employment(self, employment: Employment) -> None:
        """Keep an employment's end, or which labour contract is its latest."""
        self.transaction.execute(
            update(EMPLOYMENTS)
            .where(EMPLOYMENTS.c.id == employment.id)
            .values(
                ended_on=employment.ended_on,
                labour_contract=employment.labour_contract,
                version=employment.version,
            )
        )

    def count_labour_contracts(self, offer: UUID) -> int:
        """Count a locked offer's labour contracts."""
        wanted = select(func.count()).where(LABOUR_CONTRACTS.c.offer == offer)
        return int(self.transaction.execute(wanted).scalar_one())

    def add_labour_contract(self, contract: LabourContract, content: bytes) -> None:
        """Enter a labour contract."""
        row = {**asdict(contract), "content": content}
        self.transaction.execute(insert(LABOUR_CONTRACTS).values(row))

    def dissolution(self, dissolution: UUID) -> Dissolution | None:
        """Give a dissolution of the employment whose offer is locked."""
        wanted = select(DISSOLUTIONS).where(DISSOLUTIONS.c.id == dissolution)
        row = self.transaction.execute(wanted).mappings().one_or_none()
        return None if row is None else dissolution_from(row)

    def open_dissolution(self, employment: UUID) -> Dissolution | None:
        """Give the employment's dissolution that waits for an answer."""
        wanted = select(DISSOLUTIONS).where(
            DISSOLUTIONS.c.employment == employment,
            DISSOLUTIONS.c.status == DissolutionStatus.OPEN,
        )
        row = self.transaction.execute(wanted).mappings().one_or_none()
        return None if row is None else dissolution_from(row)

    def add_dissolution(self, dissolution: Dissolution) -> None:
        """Enter a dissolution; refuses a second open one for the same employment (H5)."""
        with refusing(DISSOLUTION_OPEN_ALREADY):
            self.transaction.execute(insert(DISSOLUTIONS).values(asdict(dissolution)))

    def save_dissolution(self, dissolution: Dissolution) -> None:
        """Keep how a dissolution ended."""
        self.transaction.execute(
            update(DISSOLUTIONS)
            .where(DISSOLUTIONS.c.id == dissolution.id)
            .values(
                status=dissolution.status,
                answer=dissolution.answer,
                closed_at=dissolution.closed_at,
                version=dissolution.version,
            )
        )

    def add_step(self, offer: UUID, step: Step) -> None:
        """Enter a step of an offer and of what it began."""
        self.transaction.execute(
            insert(EMPLOYMENT_STEPS).values(
                offer=offer, at=step.at, actor=step.by, step=step.step, reason=step.reason
            )
        )

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
