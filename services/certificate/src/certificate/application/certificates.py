"""Reading certificates, versions and marks: one's own, one's enterprise's, the province's."""

from dataclasses import dataclass

from certificate.application.pages import cursor_of, place_in
from certificate.application.ports import Clock, Register, Sight, Wanted
from certificate.application.ports_issuing import Owners
from certificate.domain.holding import Ties, counts_as_employer
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal, PrincipalKind


def sight_of(by: Principal) -> Sight:
    """Tell what a principal may see; raises `NotFound` for those who may see nothing."""
    match by.kind:
        case PrincipalKind.PERSON if by.person is not None:
            return Sight(holder=by.person)
        case PrincipalKind.ENTERPRISE if by.enterprise is not None:
            return Sight(enterprise=by.enterprise)
        case PrincipalKind.AUTHORITY if by.province is not None:
            return Sight(province=by.province)
        case PrincipalKind.SERVICE:
            return Sight()
        case _:
            raise NotFound


@dataclass(frozen=True, kw_only=True)
class CertificateReading:
    """What can be read of certificates."""

    clock: Clock
    register: Register
    owners: Owners

    def get(self, call: told.GetCertificate, by: Principal) -> told.Certificate:
        """Give a certificate as of today."""
        found = self.register.certificate(call.certificate, sight_of(by), self.clock.today())
        if found is None:
            raise NotFound
        return found

    def unit(self, call: told.GetCertificateUnit, by: Principal) -> told.CertificateUnit:
        """Tell whether a certificate's unit is its holder's employer today (H4, H5, H11)."""
        found = self.get(told.GetCertificate(certificate=call.certificate), by)
        gathered = self.owners.about((found.holder,))
        ties = gathered.ties.get(found.holder, Ties(employed_by=None))
        return told.CertificateUnit(
            certificate=found.id,
            enterprise=found.enterprise,
            enterprise_name=found.enterprise_name,
            is_current_employer=counts_as_employer(found.kind, ties, found.enterprise),
        )

    def versions(
        self, call: told.GetCertificateVersions, by: Principal
    ) -> told.CertificateVersions:
        """Give all versions; what they say never changes (K7)."""
        self.get(told.GetCertificate(certificate=call.certificate), by)
        today = self.clock.today()
        return told.CertificateVersions(items=self.register.versions(call.certificate, today))

    def marks(self, call: told.GetMarkHistory, by: Principal) -> told.MarkHistory:
        """Give when abnormal reasons came and went, and by which case (C7)."""
        self.get(told.GetCertificate(certificate=call.certificate), by)
        return told.MarkHistory(items=self.register.marks(call.certificate))

    def page(self, call: told.ListCertificates, by: Principal) -> told.Certificates:
        """Give a page of certificates, newest first."""
        wanted = Wanted(
            size=call.size,
            before=place_in(call.cursor),
            kind=call.kind,
            trade=call.trade,
            status=call.status,
            reason=call.reason,
            enterprise=call.enterprise,
            holder=call.holder,
            number=call.number,
        )
        page = self.register.certificates(wanted, sight_of(by), self.clock.today())
        return told.Certificates(items=page.items, next=cursor_of(page.next))
