"""Reading continuing-education records and imports: one's own, or the province's."""

from dataclasses import dataclass

from certificate.application.certificates import sight_of
from certificate.application.pages import cursor_of, place_in
from certificate.application.ports import Clock, Register
from certificate.application.ports_education import CeRegister, WantedCeRecords
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal


@dataclass(frozen=True, kw_only=True)
class CeReading:
    """What can be read of continuing education."""

    clock: Clock
    certificates: Register
    register: CeRegister

    def records(self, call: told.ListCeRecords, by: Principal) -> told.CeRecords:
        """Give a page of records, newest first, each with what it is still good for."""
        wanted = WantedCeRecords(
            size=call.size,
            before=place_in(call.cursor),
            certificate=call.certificate,
            person=call.person,
            ordinal=call.ordinal,
            imported_in=call.imported_in,
        )
        page = self.register.records(wanted, sight_of(by), self.clock.today())
        return told.CeRecords(items=page.items, next=cursor_of(page.next))

    def reviews(self, call: told.GetCeReviews, by: Principal) -> told.CeReviews:
        """Give the reviews of a certificate that may be seen, with what they judged on (六.5)."""
        today = self.clock.today()
        if self.certificates.certificate(call.certificate, sight_of(by), today) is None:
            raise NotFound
        return told.CeReviews(items=self.register.reviews(call.certificate))

    def imports(self, call: told.ListCeImports, by: Principal) -> told.CeImports:
        """Give a page of imports, newest first."""
        province = sight_of(by).province
        if province is None:
            raise NotFound
        page = self.register.imports(province, place_in(call.cursor), call.size)
        return told.CeImports(items=page.items, next=cursor_of(page.next))
