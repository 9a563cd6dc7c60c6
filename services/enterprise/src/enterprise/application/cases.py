"""Reading category cases (办件进度)."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts import enterprise as told
from contracts.errors import NotFound
from contracts.principal import Principal, PrincipalKind
from enterprise.application.authorisation import enterprise_of, province_of, seen
from enterprise.application.pages import cursor_of, span_of
from enterprise.application.ports import CaseFilter, Clock, Register
from enterprise.application.views import case_view
from enterprise.domain.categories import TradePermit


@dataclass(frozen=True, kw_only=True)
class CaseReading:
    """Tells category cases to those who may see them."""

    table: Sequence[TradePermit]
    clock: Clock
    register: Register

    def one(self, call: told.GetCategoryCase, by: Principal) -> told.CategoryCase:
        """Give a case with its timeline: one's own, or any of those one may see."""
        case = self.register.case(call.case)
        if case is None:
            raise NotFound
        seen(by, self.register.enterprise(case.enterprise))
        return case_view(case, self.table, self.clock.today())

    def page(self, call: told.ListCategoryCases, by: Principal) -> told.CategoryCases:
        """Give a page of the cases one may see, newest first."""
        span = span_of(call.cursor, call.size)
        page, today = self.register.case_page(_wanted(call, by), span), self.clock.today()
        return told.CategoryCases(
            items=tuple(case_view(case, self.table, today) for case in page.items),
            next=cursor_of(page.next),
        )


def _wanted(call: told.ListCategoryCases, by: Principal) -> CaseFilter:
    """An enterprise's list never leaves the enterprise, the staff's never their province."""
    if by.kind is PrincipalKind.AUTHORITY:
        return CaseFilter(province=province_of(by), enterprise=call.enterprise, status=call.status)
    own = enterprise_of(by)
    if call.enterprise not in (None, own):
        raise NotFound
    return CaseFilter(enterprise=own, status=call.status)
