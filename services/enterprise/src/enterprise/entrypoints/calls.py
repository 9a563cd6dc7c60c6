"""The calls that enterprise answers, each with the rule of who may ask."""

from typing import Final

from bus.entrypoints import answers
from bus.rules import any_of, anyone, authority, authority_via, enterprises, services
from contracts.enterprise import (
    ApproveCategoryCase,
    CategoryCase,
    CategoryCases,
    CategoryTrades,
    ChangeRegistration,
    Enterprise,
    Enterprises,
    FormerRegistrations,
    GetCategoryCase,
    GetEnterprise,
    GetEnterprises,
    GetLegalRepresentations,
    LegalRepresentations,
    ListCategoryCases,
    ListCategoryTrades,
    ListEnterprises,
    ListFormerRegistrations,
    RegisterEnterprise,
    RejectCategoryCase,
    SubmitCategoryCase,
    WithdrawCategoryCase,
)
from contracts.principal import Principal
from contracts.vocabulary import Role
from enterprise.application import UseCases

STAFF: Final = authority()
DECIDER: Final = authority(Role.DECIDER)
DECIDER_ON_A_PREVIEW: Final = authority_via("certificate", Role.DECIDER)
OWN_OR_STAFF: Final = any_of(enterprises, STAFF)
OWN_STAFF_OR_SERVICE: Final = any_of(enterprises, STAFF, services())


class EnterpriseCalls:
    """Answers; every decision is made in `application`."""

    use: UseCases

    @answers(RegisterEnterprise, allow=enterprises)
    def register_enterprise(self, call: RegisterEnterprise, by: Principal) -> Enterprise:
        """Register the enterprise of the account that asks."""
        return self.use.registration.apply(call, by)

    @answers(GetEnterprise, allow=OWN_STAFF_OR_SERVICE)
    def get_enterprise(self, call: GetEnterprise, by: Principal) -> Enterprise:
        """Give an enterprise."""
        return self.use.enterprises.one(call, by)

    @answers(GetEnterprises, allow=services())
    def get_enterprises(self, call: GetEnterprises, by: Principal) -> Enterprises:
        """Give many enterprises by id."""
        return self.use.enterprises.several(call)

    @answers(ListEnterprises, allow=STAFF)
    def list_enterprises(self, call: ListEnterprises, by: Principal) -> Enterprises:
        """Give a page of enterprises."""
        return self.use.enterprises.page(call, by)

    @answers(GetLegalRepresentations, allow=services())
    def get_legal_representations(
        self, call: GetLegalRepresentations, by: Principal
    ) -> LegalRepresentations:
        """Tell whose legal representative each person is."""
        return self.use.enterprises.represented(call)

    @answers(ChangeRegistration, allow=enterprises)
    def change_registration(self, call: ChangeRegistration, by: Principal) -> Enterprise:
        """Record a change of the business registration."""
        return self.use.registration_changes.record(call, by)

    @answers(ListFormerRegistrations, allow=OWN_OR_STAFF)
    def list_former_registrations(
        self, call: ListFormerRegistrations, by: Principal
    ) -> FormerRegistrations:
        """Tell how an enterprise was registered before."""
        return self.use.registration_changes.former(call, by)

    @answers(ListCategoryTrades, allow=anyone)
    def list_category_trades(self, call: ListCategoryTrades, by: Principal) -> CategoryTrades:
        """Give the category–trade table."""
        return self.use.enterprises.category_trades(call)

    @answers(SubmitCategoryCase, allow=enterprises)
    def submit_category_case(self, call: SubmitCategoryCase, by: Principal) -> CategoryCase:
        """Submit a registration or a change of categories."""
        return self.use.submission.apply(call, by)

    @answers(WithdrawCategoryCase, allow=enterprises)
    def withdraw_category_case(self, call: WithdrawCategoryCase, by: Principal) -> CategoryCase:
        """Withdraw one's own case."""
        return self.use.submission.withdraw(call, by)

    @answers(RejectCategoryCase, allow=DECIDER)
    def reject_category_case(self, call: RejectCategoryCase, by: Principal) -> CategoryCase:
        """Reject a case."""
        return self.use.decisions.reject(call, by)

    @answers(ApproveCategoryCase, allow=DECIDER_ON_A_PREVIEW)
    def approve_category_case(self, call: ApproveCategoryCase, by: Principal) -> CategoryCase:
        """Approve a case, on the preview that certificate has compared."""
        return self.use.decisions.approve(call, by)

    @answers(GetCategoryCase, allow=OWN_STAFF_OR_SERVICE)
    def get_category_case(self, call: GetCategoryCase, by: Principal) -> CategoryCase:
        """Give a case."""
        return self.use.cases.one(call, by)

    @answers(ListCategoryCases, allow=OWN_OR_STAFF)
    def list_category_cases(self, call: ListCategoryCases, by: Principal) -> CategoryCases:
        """Give a page of cases."""
        return self.use.cases.page(call, by)
