"""Certificate cases: what can be asked about them, and reading them (我的办件)."""

from dataclasses import dataclass

from certificate.application.case_answers import EmployersAnswers
from certificate.application.case_decisions import CaseDecisions
from certificate.application.case_submission import CaseSubmission
from certificate.application.certificates import sight_of
from certificate.application.pages import cursor_of, place_in
from certificate.application.ports_cases import CaseRegister, WantedCases
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal


@dataclass(frozen=True, kw_only=True)
class CaseReading:
    """Tells cases to their holders, to the employers asked, and to the staff of the province."""

    register: CaseRegister

    def get(self, call: told.GetCertificateCase, by: Principal) -> told.CertificateCase:
        """Give a case with the timeline of every step."""
        found = self.register.case(call.case, sight_of(by))
        if found is None:
            raise NotFound
        return found

    def page(self, call: told.ListCertificateCases, by: Principal) -> told.CertificateCases:
        """Give a page of cases, newest first."""
        wanted = WantedCases(
            size=call.size,
            before=place_in(call.cursor),
            kind=call.kind,
            status=call.status,
            certificate=call.certificate,
        )
        page = self.register.cases(wanted, sight_of(by))
        return told.CertificateCases(items=page.items, next=cursor_of(page.next))


@dataclass(frozen=True, kw_only=True)
class CaseUseCases:
    """Everything about certificate cases."""

    submission: CaseSubmission
    answers: EmployersAnswers
    decisions: CaseDecisions
    reading: CaseReading
