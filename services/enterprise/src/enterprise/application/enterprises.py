"""Reading enterprises, their legal representatives and the category–trade table."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts import enterprise as told
from contracts import uscc
from contracts.names import comparable_enterprise_name
from contracts.principal import Principal
from enterprise.application.authorisation import province_of, seen
from enterprise.application.pages import cursor_of, span_of
from enterprise.application.ports import Clock, EnterpriseFilter, Register
from enterprise.application.views import enterprise_view
from enterprise.domain.categories import TradePermit


@dataclass(frozen=True, kw_only=True)
class EnterpriseReading:
    """Tells enterprises to those who may see them."""

    table: Sequence[TradePermit]
    clock: Clock
    register: Register

    def one(self, call: told.GetEnterprise, by: Principal) -> told.Enterprise:
        """Give an enterprise: one's own, or any of those one may see."""
        found = seen(by, self.register.enterprise(call.enterprise))
        return enterprise_view(found, self.table, self.clock.today())

    def several(self, call: told.GetEnterprises) -> told.Enterprises:
        """Give those that exist, for services."""
        today = self.clock.today()
        found = self.register.enterprises(call.enterprises)
        return told.Enterprises(
            items=tuple(enterprise_view(each, self.table, today) for each in found)
        )

    def page(self, call: told.ListEnterprises, by: Principal) -> told.Enterprises:
        """Give a page of the enterprises of the staff's own province, newest first."""
        span = span_of(call.cursor, call.size)
        wanted = EnterpriseFilter(
            province=province_of(by),
            name=comparable_enterprise_name(call.name) if call.name else None,
            uscc=uscc.normalised(call.uscc) if call.uscc else None,
            category=call.category,
        )
        page, today = self.register.enterprise_page(wanted, span), self.clock.today()
        return told.Enterprises(
            items=tuple(enterprise_view(each, self.table, today) for each in page.items),
            next=cursor_of(page.next),
        )

    def represented(self, call: told.GetLegalRepresentations) -> told.LegalRepresentations:
        """Tell which enterprises these persons are legal representatives of (H4)."""
        return told.LegalRepresentations(items=self.register.represented_by(call.persons))

    def category_trades(self, call: told.ListCategoryTrades) -> told.CategoryTrades:
        """Give the rows of the category–trade table that count on a day."""
        on = call.on or self.clock.today()
        return told.CategoryTrades(
            items=tuple(
                told.CategoryTrade(
                    category=row.category,
                    trade=row.trade,
                    valid_from=row.valid_from,
                    valid_to=row.valid_to,
                )
                for row in self.table
                if row.is_in_force(on)
            )
        )
