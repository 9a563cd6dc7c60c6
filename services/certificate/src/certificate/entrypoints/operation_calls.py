"""The calls by which the register is compared with its neighbours and mended after a restore."""

from bus.entrypoints import answers
from bus.operations import OPERATORS, OPERATORS_AND_RECONCILER
from certificate.application import UseCases
from contracts import certificate as told
from contracts.principal import Principal


class OperationCalls:
    """The doors of those who run the register."""

    use: UseCases

    @answers(told.ListVersionCauses, allow=OPERATORS_AND_RECONCILER)
    def list_version_causes(
        self, call: told.ListVersionCauses, by: Principal
    ) -> told.VersionCauses:
        """List what brought about the versions of a period."""
        return self.use.operations.comparing.causes(call)

    @answers(told.ListAppliedCategories, allow=OPERATORS_AND_RECONCILER)
    def list_applied_categories(
        self, call: told.ListAppliedCategories, by: Principal
    ) -> told.AppliedCategoriesPage:
        """List which categories certificates go by."""
        return self.use.operations.comparing.applied(call)

    @answers(told.SkipNumbers, allow=OPERATORS)
    def skip_numbers(self, call: told.SkipNumbers, by: Principal) -> told.NumbersSkipped:
        """Let this year's numbers jump ahead."""
        return self.use.operations.numbering.skip(call)
