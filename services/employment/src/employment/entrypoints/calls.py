"""The calls that employment answers, each with the rule of who may ask."""

from typing import Final

from bus.entrypoints import answers
from bus.rules import any_of, authority, enterprises, services, verified_persons
from contracts.employment import (
    AcceptOffer,
    AddLabourContract,
    ConfirmDissolution,
    Dissolution,
    Dissolutions,
    Employees,
    Employment,
    EmploymentRecord,
    Employments,
    GetCurrentEmployments,
    GetEmployment,
    GetLabourContract,
    GetOffer,
    LabourContract,
    LabourContractFile,
    ListDissolutions,
    ListEmployees,
    ListEmployments,
    ListOffers,
    Offer,
    OfferEmployment,
    OfferRecord,
    Offers,
    RefuseDissolution,
    RefuseOffer,
    RequestDissolution,
    WithdrawDissolution,
    WithdrawOffer,
)
from contracts.principal import Principal
from employment.application import UseCases

PARTIES: Final = any_of(verified_persons, enterprises)
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

    @answers(AddLabourContract, allow=enterprises)
    def add_labour_contract(self, call: AddLabourContract, by: Principal) -> LabourContract:
        """Add a labour contract to an offer, or to the employment it began."""
        return self.use.labour_contracts.add(call, by)

    @answers(GetLabourContract, allow=PARTIES_OR_STAFF)
    def get_labour_contract(self, call: GetLabourContract, by: Principal) -> LabourContractFile:
        """Give a labour contract with its bytes."""
        return self.use.labour_contracts.one(call, by)

    @answers(RequestDissolution, allow=PARTIES)
    def request_dissolution(self, call: RequestDissolution, by: Principal) -> Dissolution:
        """Ask to end an employment."""
        return self.use.dissolving.request(call, by)

    @answers(WithdrawDissolution, allow=PARTIES)
    def withdraw_dissolution(self, call: WithdrawDissolution, by: Principal) -> Dissolution:
        """Take back one's own request."""
        return self.use.dissolving.withdraw(call, by)

    @answers(ConfirmDissolution, allow=PARTIES)
    def confirm_dissolution(self, call: ConfirmDissolution, by: Principal) -> Employment:
        """Confirm the other side's request, which ends the employment."""
        return self.use.dissolving.confirm(call, by)

    @answers(RefuseDissolution, allow=PARTIES)
    def refuse_dissolution(self, call: RefuseDissolution, by: Principal) -> Dissolution:
        """Refuse the other side's request."""
        return self.use.dissolving.refuse(call, by)

    @answers(ListDissolutions, allow=PARTIES_OR_STAFF)
    def list_dissolutions(self, call: ListDissolutions, by: Principal) -> Dissolutions:
        """Give a page of dissolutions."""
        return self.use.lists.dissolutions(call, by)

    @answers(GetOffer, allow=PARTIES_OR_STAFF)
    def get_offer(self, call: GetOffer, by: Principal) -> OfferRecord:
        """Give an offer with all that happened to it."""
        return self.use.histories.offer(call, by)

    @answers(GetEmployment, allow=PARTIES_OR_STAFF)
    def get_employment(self, call: GetEmployment, by: Principal) -> EmploymentRecord:
        """Give an employment with all that happened to it."""
        return self.use.histories.employment(call, by)

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
