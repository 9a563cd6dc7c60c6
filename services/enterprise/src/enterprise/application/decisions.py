"""Deciding a category case, by the authority (五, C1, C6, K6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from contracts import enterprise as told
from contracts.errors import Fault, NotFound
from contracts.principal import Principal
from contracts.vocabulary import CaseStatus
from enterprise.application import refusals
from enterprise.application.authorisation import seen
from enterprise.application.ports import Clock, Records, Register, Transactions
from enterprise.application.views import case_view
from enterprise.domain.cases import CategoryCase, Step, closed, obstacle_to_closing
from enterprise.domain.categories import TradePermit, categories_of, permitted_trades
from enterprise.domain.enterprises import Enterprise, with_holdings

SHORTEST_REASON: Final = 2


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """What the authority decides about category cases."""

    table: Sequence[TradePermit]
    clock: Clock
    register: Register
    transactions: Transactions

    def reject(self, call: told.RejectCategoryCase, by: Principal) -> told.CategoryCase:
        """Reject a case with a reason, which closes it."""
        today, reason = self.clock.today(), call.reason.strip()
        if len(reason) < SHORTEST_REASON:
            refusals.refuse_faults([Fault(path="reason", reason=refusals.FAULTS["REASON_EMPTY"])])
        with self.transactions() as records:
            _, case = self._locked(records, call.case, by)
            case = self._closed(case, call.version, self._step(by, reason), today)
            records.close_case(case)
            _announce_closing(records, case)
        return case_view(case, self.table, today)

    def approve(self, call: told.ApproveCategoryCase, by: Principal) -> told.CategoryCase:
        """Give the enterprise the categories it asked for, and tell the others at once."""
        today = self.clock.today()
        with self.transactions() as records:
            enterprise, case = self._locked(records, call.case, by)
            case = self._closed(case, call.version, self._step(by), today)
            enterprise = with_holdings(enterprise, case.holdings)
            records.close_case(case, fingerprint=call.fingerprint)
            records.set_holdings(enterprise, case=case.id, on=today)
            records.announce(
                told.CategoryChanged(
                    enterprise=enterprise.id,
                    case=case.id,
                    category_version=enterprise.category_version,
                    categories=categories_of(enterprise.holdings),
                    permitted_trades=permitted_trades(enterprise.holdings, self.table, today),
                    decided_on=today,
                )
            )
            _announce_closing(records, case)
        return case_view(case, self.table, today)

    def _locked(
        self, records: Records, case: UUID, by: Principal
    ) -> tuple[Enterprise, CategoryCase]:
        """Lock the enterprise and then its case, if the one who asks may see them."""
        unlocked = self.register.case(case)
        if unlocked is None:
            raise NotFound
        enterprise = seen(by, records.locked_enterprise(unlocked.enterprise))
        locked = records.locked_case(case)
        if locked is None:
            raise NotFound
        return enterprise, locked

    def _step(self, by: Principal, reason: str | None = None) -> Step:
        """A decision with a reason is a rejection."""
        status = CaseStatus.APPROVED if reason is None else CaseStatus.REJECTED
        return Step(at=self.clock.now(), by=by.subject, step=status, reason=reason)

    def _closed(
        self, case: CategoryCase, seen_version: int, step: Step, today: date
    ) -> CategoryCase:
        obstacle = obstacle_to_closing(case, seen_version)
        if obstacle is not None:
            raise refusals.refusal((obstacle,), status=case.status.value, version=case.version)
        return closed(case, step, permitted_trades(case.holdings, self.table, today))


def _announce_closing(records: Records, case: CategoryCase) -> None:
    records.announce(
        told.CategoryCaseClosed(case=case.id, enterprise=case.enterprise, status=case.status)
    )
