"""Accepting and refusing offers, by the person (四, H3)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from contracts import employment as told
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vocabulary import EmploymentStepKind, OfferStatus
from employment.application import refusals
from employment.application.announcing import tell_offer
from employment.application.authorisation import person_of
from employment.application.ports import Clock, Records, Transactions
from employment.application.views import employment_view, offer_view
from employment.domain.employments import employment_by
from employment.domain.offers import Obstacle, Offer, closed, obstacles_to_acceptance
from employment.domain.steps import Step


@dataclass(frozen=True, kw_only=True)
class Answering:
    """What a person does with the offers received."""

    clock: Clock
    transactions: Transactions
    new_id: Callable[[], UUID]

    def accept(self, call: told.AcceptOffer, by: Principal) -> told.Employment:
        """Begin the employment offered; all other offers lapse (H3)."""
        now = self.clock.now()
        with self.transactions() as records:
            open_offers = records.locked_open_offers(person_of(by))
            offer = _own(records, call.offer, by)
            refusals.refuse_for_any(
                obstacles_to_acceptance(
                    offer, call.version, is_employed=records.is_employed(offer.person)
                ),
                status=offer.status.value,
                version=offer.version,
            )
            begun = employment_by(offer, employment=self.new_id(), on=self.clock.today())
            records.start_employment(begun)
            offer = closed(offer, OfferStatus.ACCEPTED, now)
            records.save_offer(offer)
            records.add_step(
                offer.id, Step(at=now, by=by.subject, step=EmploymentStepKind.ACCEPTED)
            )
            lapsed = Step(at=now, by=by.subject, step=EmploymentStepKind.LAPSED)
            for other in open_offers:
                if other.id != offer.id:
                    _lapse(records, other, lapsed)
            tell_offer(records, offer)
            records.announce(
                told.EmploymentStarted(
                    employment=begun.id,
                    person=begun.person,
                    enterprise=begun.enterprise,
                    version=begun.version,
                )
            )
        return employment_view(begun)

    def refuse(self, call: told.RefuseOffer, by: Principal) -> told.Offer:
        """Refuse an offer, with a reason or without."""
        reason = (call.reason or "").strip() or None
        with self.transactions() as records:
            offer = _own(records, call.offer, by)
            if not offer.is_open:
                raise refusals.refusal((Obstacle.OFFER_CLOSED,), status=offer.status.value)
            now = self.clock.now()
            offer = closed(offer, OfferStatus.REFUSED, now, reason)
            records.save_offer(offer)
            step = EmploymentStepKind.REFUSED
            records.add_step(offer.id, Step(at=now, by=by.subject, step=step, reason=reason))
            tell_offer(records, offer)
        return offer_view(offer)


def _lapse(records: Records, offer: Offer, step: Step) -> None:
    """End an offer beside which another was accepted."""
    offer = closed(offer, OfferStatus.LAPSED, step.at)
    records.save_offer(offer)
    records.add_step(offer.id, step)
    tell_offer(records, offer)


def _own(records: Records, offer: UUID, by: Principal) -> Offer:
    found = records.locked_offer(offer)
    if found is None or found.person != person_of(by):
        raise NotFound
    return found
