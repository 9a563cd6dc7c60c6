"""The calls by which enterprise is compared with its neighbours and mended after a restore."""

from bus.entrypoints import answers
from bus.operations import OPERATORS, OPERATORS_AND_RECONCILER
from contracts import enterprise as told
from contracts.principal import Principal
from enterprise.application import UseCases


class ReconcilingCalls:
    """The doors of those who run the register."""

    use: UseCases

    @answers(told.FindApprovedCategoryCases, allow=OPERATORS_AND_RECONCILER)
    def find_approved_category_cases(
        self, call: told.FindApprovedCategoryCases, by: Principal
    ) -> told.ApprovedCategoryCases:
        """Tell which cases are approved."""
        return self.use.reconciling.approved(call)

    @answers(told.KeepCategoryVersions, allow=OPERATORS)
    def keep_category_versions(
        self, call: told.KeepCategoryVersions, by: Principal
    ) -> told.CategoryVersionsKept:
        """Give no category version again that was given before a restore."""
        return self.use.reconciling.keep_versions(call)
