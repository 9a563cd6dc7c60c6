"""What a change of an enterprise's name rests on: the registered name, and what is found."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from certificate.application.case_facts import Asked, CaseFacts, are_one_name
from certificate.application.ports_cases import Subject
from certificate.application.ports_issuing import Gathered
from certificate.application.ports_name_changes import NameChangeRegister, Sought
from certificate.domain.businesses import ENTERPRISE_NAME_CHANGE
from certificate.domain.checklist import Finding
from certificate.domain.name_changes import HOLDER_IS_NOT_KNOWN, Naming
from contracts.enterprise import Enterprise
from contracts.errors import NotFound
from contracts.vocabulary import CertificateCaseKind

KIND: Final = CertificateCaseKind.ENTERPRISE_NAME_CHANGE


@dataclass(frozen=True, kw_only=True)
class NameChangeFacts:
    """Gathers before a transaction, and judges certificates within."""

    cases: CaseFacts
    register: NameChangeRegister

    @property
    def today(self) -> date:
        """The legal day."""
        return self.cases.clock.today()

    def registration(self, enterprise: UUID) -> Enterprise:
        """Ask how an enterprise is registered; raises `NotFound` for one that is not."""
        found = self.cases.owners.registered(enterprise)
        if found is None:
            raise NotFound
        return found

    def naming(self, registration: Enterprise) -> Naming:
        """Give the name that certificates are to print, as of today."""
        return Naming(enterprise=registration.id, name=registration.name, on=self.today)

    def sought(self, naming: Naming) -> Sought:
        """Tell which certificates are meant: those that print another name, as normalised."""
        printed = self.register.names_printed(naming.enterprise, naming.on)
        return Sought(
            enterprise=naming.enterprise,
            names=tuple(name for name in printed if not are_one_name(name, naming.name)),
            on=naming.on,
        )

    def judge(self, subject: Subject, gathered: Gathered, naming: Naming) -> tuple[Finding, ...]:
        """Judge every condition of a certificate, in the manual's order (六.3)."""
        if subject.holder not in gathered.persons:
            return (HOLDER_IS_NOT_KNOWN,)
        asked = Asked(kind=KIND, naming=naming)
        return ENTERPRISE_NAME_CHANGE.judge(self.cases.case_of(subject, (), gathered, asked))

    def unmet(self, subject: Subject, gathered: Gathered, naming: Naming) -> tuple[Finding, ...]:
        """Give all conditions that a certificate does not meet, at once (K3)."""
        return tuple(each for each in self.judge(subject, gathered, naming) if not each.met)
