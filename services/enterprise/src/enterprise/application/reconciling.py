"""Being compared with what certificate has carried out, and following it after a restore (C8)."""

from dataclasses import dataclass
from uuid import UUID

from contracts import enterprise as told
from enterprise.application.ports import Register, Transactions


@dataclass(frozen=True, kw_only=True)
class Reconciling:
    """What those who run the register ask and do."""

    register: Register
    transactions: Transactions

    def approved(self, call: told.FindApprovedCategoryCases) -> told.ApprovedCategoryCases:
        """Tell which cases are approved."""
        return told.ApprovedCategoryCases(cases=self.register.approved_among(call.cases))

    def keep_versions(self, call: told.KeepCategoryVersions) -> told.CategoryVersionsKept:
        """Give only category versions above those that are known to have been given.

        A decision that was lost is not taken again here: the categories stay as they are until
        the authority decides, and whatever it then decides is newer than what was carried out.
        """
        floors: dict[UUID, int] = {}
        for known in call.known:
            floors[known.enterprise] = max(floors.get(known.enterprise, 0), known.category_version)
        with self.transactions() as records:
            return told.CategoryVersionsKept(behind=records.keep_floors(floors))
