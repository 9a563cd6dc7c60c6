"""Making and withdrawing offers, by the enterprise (四)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from contracts import employment as told
from contracts import id_number
from contracts.errors import Fault, InvalidMessage, NotFound
from contracts.names import normalised_person_name
from contracts.principal import Principal
from contracts.vocabulary import EmploymentStepKind, OfferStatus
from employment.application import refusals
from employment.application.announcing import tell_offer
from employment.application.authorisation import enterprise_of
from employment.application.ports import Clock, Facts, Register, Transactions
from employment.application.views import offer_view
from employment.domain.offers import Candidate, Obstacle, Offer, closed, obstacles_to_offer
from employment.domain.steps import Step


@dataclass(frozen=True, kw_only=True)
class Offering:
    """What an enterprise does with its offers."""

    clock: Clock
    facts: Facts
    register: Register
    transactions: Transactions
    new_id: Callable[[], UUID]

    def apply(self, call: told.OfferEmployment, by: Principal) -> told.Offer:
        """Offer employment to the verified person who bears this name and ID number (四)."""
        self._refuse_faults(call)
        enterprise = enterprise_of(by)
        employer = self.facts.employer(enterprise)
        person = self.facts.person_named(call.name, call.id_number)
        candidate = None if person is None else self._candidate(enterprise, person)
        obstacles = obstacles_to_offer(candidate, enterprise_is_registered=employer is not None)
        if obstacles or employer is None or person is None:
            raise refusals.refusal(obstacles)
        offer = Offer(
            id=self.new_id(),
            enterprise=enterprise,
            enterprise_name=employer.name,
            province=employer.province,
            person=person,
            position=call.position.strip(),
            offered_at=self.clock.now(),
        )
        with self.transactions() as records:
            records.add_offer(offer)
            step = EmploymentStepKind.OFFERED
            records.add_step(offer.id, Step(at=offer.offered_at, by=by.subject, step=step))
            tell_offer(records, offer)
        return offer_view(offer)

    def withdraw(self, call: told.WithdrawOffer, by: Principal) -> told.Offer:
        """Take back one's own offer while the person has not answered it."""
        with self.transactions() as records:
            offer = records.locked_offer(call.offer)
            if offer is None or offer.enterprise != enterprise_of(by):
                raise NotFound
            if not offer.is_open:
                raise refusals.refusal((Obstacle.OFFER_CLOSED,), status=offer.status.value)
            now = self.clock.now()
            offer = closed(offer, OfferStatus.WITHDRAWN, now)
            records.save_offer(offer)
            step = EmploymentStepKind.WITHDRAWN
            records.add_step(offer.id, Step(at=now, by=by.subject, step=step))
            tell_offer(records, offer)
        return offer_view(offer)

    def _candidate(self, enterprise: UUID, person: UUID) -> Candidate:
        known = self.facts.persons((person,)).get(person)
        employers = {each.enterprise for each in self.register.current_employments((person,))}
        return Candidate(
            is_verified=known is not None and known.verified_at is not None,
            is_employed_here=enterprise in employers,
            has_open_offer_from_here=self.register.open_offer(enterprise, person) is not None,
        )

    def _refuse_faults(self, call: told.OfferEmployment) -> None:
        """Refuse a name or a number that nobody can bear."""
        number = id_number.normalised(call.id_number)
        faults = [
            Fault(path="id_number", reason=id_number.REASONS[fault])
            for fault in id_number.faults_of(number, self.clock.today())
        ]
        if not normalised_person_name(call.name):
            faults.append(Fault(path="name", reason="姓名不能为空"))
        if faults:
            raise InvalidMessage(faults=tuple(faults))
