"""An offer or an employment with all that happened to it (二.4(2))."""

from dataclasses import dataclass

from contracts import employment as told
from contracts.principal import Principal
from employment.application.authorisation import seen
from employment.application.ports import Register
from employment.application.views import (
    contract_view,
    dissolution_view,
    employment_view,
    offer_view,
    step_view,
)


@dataclass(frozen=True, kw_only=True)
class Histories:
    """What both sides, and the authority of the province, read of one offer or employment."""

    register: Register

    def offer(self, call: told.GetOffer, by: Principal) -> told.OfferRecord:
        """Give an offer, its labour contracts and every step."""
        found = seen(by, self.register.offer(call.offer))
        contracts = self.register.labour_contracts(found.id)
        return told.OfferRecord(
            offer=offer_view(found),
            labour_contracts=tuple(contract_view(each) for each in contracts),
            timeline=tuple(step_view(step) for step in self.register.timeline(found.id)),
        )

    def employment(self, call: told.GetEmployment, by: Principal) -> told.EmploymentRecord:
        """Give an employment, its labour contracts, its dissolutions, and every step."""
        found = seen(by, self.register.employment(call.employment))
        contracts = self.register.labour_contracts(found.offer)
        dissolutions = self.register.dissolutions(found.id)
        return told.EmploymentRecord(
            employment=employment_view(found),
            labour_contracts=tuple(contract_view(each) for each in contracts),
            dissolutions=tuple(dissolution_view(each) for each in dissolutions),
            timeline=tuple(step_view(step) for step in self.register.timeline(found.offer)),
        )
