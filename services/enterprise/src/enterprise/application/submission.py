"""Submitting and withdrawing a category case, by the enterprise (五, C1, K6)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts import enterprise as told
from contracts.errors import Fault, NotFound
from contracts.principal import Principal
from contracts.vocabulary import CaseStatus
from enterprise.application import refusals
from enterprise.application.authorisation import enterprise_of
from enterprise.application.ports import Clock, Transactions
from enterprise.application.views import case_view
from enterprise.domain.cases import (
    CategoryCase,
    Step,
    case_for,
    closed,
    obstacle_to_closing,
    obstacles_to_submission,
)
from enterprise.domain.categories import Holding, TradePermit, holding_faults, permitted_trades


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What an enterprise does with its category cases."""

    table: Sequence[TradePermit]
    clock: Clock
    transactions: Transactions
    new_id: Callable[[], UUID]

    def apply(self, call: told.SubmitCategoryCase, by: Principal) -> told.CategoryCase:
        """Submit the first registration, or a change where categories are held already (C1)."""
        asked = tuple(
            Holding(category=held.category, gas_sources=held.gas_sources)
            for held in call.categories
        )
        refusals.refuse_faults(
            [
                Fault(path=fault.path, reason=refusals.FAULTS[fault.code])
                for fault in holding_faults(asked)
            ]
        )
        submitted = Step(at=self.clock.now(), by=by.subject, step=CaseStatus.SUBMITTED)
        with self.transactions() as records:
            enterprise = records.locked_enterprise(enterprise_of(by))
            if enterprise is None:
                raise refusals.refusal((refusals.NOT_REGISTERED,))
            has_open_case = records.has_open_case(enterprise.id)
            refusals.refuse_for_any(
                obstacles_to_submission(enterprise, asked, has_open_case=has_open_case)
            )
            case = case_for(enterprise, asked, case=self.new_id(), submitted=submitted)
            records.open_case(case)
        return case_view(case, self.table, self.clock.today())

    def withdraw(self, call: told.WithdrawCategoryCase, by: Principal) -> told.CategoryCase:
        """Withdraw one's own case while it is undecided (K6)."""
        today = self.clock.today()
        with self.transactions() as records:
            case = _own(records.locked_case(call.case), by)
            obstacle = obstacle_to_closing(case, None)
            if obstacle is not None:
                raise refusals.refusal((obstacle,), status=case.status.value, version=case.version)
            step = Step(at=self.clock.now(), by=by.subject, step=CaseStatus.WITHDRAWN)
            case = closed(case, step, permitted_trades(case.holdings, self.table, today))
            records.close_case(case)
            records.announce(
                told.CategoryCaseClosed(
                    case=case.id, enterprise=case.enterprise, status=case.status
                )
            )
        return case_view(case, self.table, today)


def _own(case: CategoryCase | None, by: Principal) -> CategoryCase:
    if case is None or case.enterprise != enterprise_of(by):
        raise NotFound
    return case
