"""The calls that employment answers, each with the rule of who may ask."""

from typing import Final

from bus.entrypoints import answers
from bus.rules import any_of, authority, enterprises, services, verified_persons
from contracts.employment import (
    AcceptOffer,
    Employees,
    Employment,
    Employments,
    GetCurrentEmployments,
    ListEmployees,
    ListEmployments,
    ListOffers,
    Offer,
    OfferEmployment,
    Offers,
    RefuseOffer,
    WithdrawOffer,
)
from contracts.principal import Principal
from employment.application import UseCases

PARTIES_OR_STAFF: Final = any_of(verified_persons, enterprises, authority())
EMPLOYERS_OR_STAFF: Final = any_of(enterprises, authority())


class EmploymentCalls:
    """Answers; every decision is made in `application`."""

    use: UseCases

    @answers(OfferEmployment, allow=enterprises)
    def offer_employment(self, call: OfferEmployment, by: Principal) -> Offer:
        """Offer employment to a person."""
        return self.use.offering.apply(call, by)

    @answers(WithdrawOffer, allow=enterprises)
    def withdraw_offer(self, call: WithdrawOffer, by: Principal) -> Offer:
        """Take back an offer."""
        return self.use.offering.withdraw(call, by)

    @answers(AcceptOffer, allow=verified_persons)
    def accept_offer(self, call: AcceptOffer, by: Principal) -> Employment:
        """Accept an offer, which begins an employment."""
        return self.use.answering.accept(call, by)

    @answers(RefuseOffer, allow=verified_persons)
    def refuse_offer(self, call: RefuseOffer, by: Principal) -> Offer:
        """Refuse an offer."""
        return self.use.answering.refuse(call, by)

    @answers(ListOffers, allow=PARTIES_OR_STAFF)
    def list_offers(self, call: ListOffers, by: Principal) -> Offers:
        """Give a page of offers."""
        return self.use.lists.offers(call, by)

    @answers(GetCurrentEmployments, allow=services())
    def get_current_employments(self, call: GetCurrentEmployments, by: Principal) -> Employments:
        """Give the employments of many persons that last."""
        return self.use.lists.current(call)

    @answers(ListEmployments, allow=PARTIES_OR_STAFF)
    def list_employments(self, call: ListEmployments, by: Principal) -> Employments:
        """Give a page of employments."""
        return self.use.lists.employments(call, by)

    @answers(ListEmployees, allow=EMPLOYERS_OR_STAFF)
    def list_employees(self, call: ListEmployees, by: Principal) -> Employees:
        """Give a page of an enterprise's people."""
        return self.use.lists.employees(call, by)
