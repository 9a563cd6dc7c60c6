"""Deciding a certificate case, by the authority: judged again, then carried out (K3, K6)."""

from dataclasses import dataclass
from uuid import UUID

from certificate.application.case_effects import Decided, carry_out
from certificate.application.case_facts import Asked, CaseFacts, refuse_unless_met
from certificate.application.case_steps import refuse_out_of_turn, shown, take
from certificate.application.certificates import sight_of
from certificate.application.ports_cases import CaseRecords, CaseRegister, CaseTransactions
from certificate.application.ports_issuing import FactsOutdated, Gathered
from certificate.application.refusals import reason_in
from certificate.domain.cases import CertificateCase, Step
from certificate.domain.terms import legal_day
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vocabulary import CertificateCaseStep


@dataclass(frozen=True, kw_only=True)
class CaseDecisions:
    """What the authority decides about certificate cases."""

    facts: CaseFacts
    register: CaseRegister
    transactions: CaseTransactions

    def approve(self, call: told.ApproveCertificateCase, by: Principal) -> told.CertificateCase:
        """Approve a case if its conditions are still met, and do what it asks for."""
        known = self.register.case(call.case, sight_of(by))
        if known is None:
            raise NotFound

        def approved(gathered: Gathered) -> told.CertificateCase:
            return self._approve(call, by, gathered)

        return self.facts.until_current(known.holder, approved)

    def reject(self, call: told.RejectCertificateCase, by: Principal) -> told.CertificateCase:
        """Reject a case with a reason, which closes it."""
        step = self._step(by, CertificateCaseStep.REJECTED, reason_in(call.reason))
        with self.transactions() as records:
            case = self._locked(records, call.case, by)
            refuse_out_of_turn(case, step.step, call.version)
            take(records, case, step)
            return shown(self.register, case.id)

    def _approve(
        self, call: told.ApproveCertificateCase, by: Principal, gathered: Gathered
    ) -> told.CertificateCase:
        step = self._step(by, CertificateCaseStep.APPROVED)
        with self.transactions() as records:
            case = self._locked(records, call.case, by)
            refuse_out_of_turn(case, step.step, call.version)
            applied = records.hold_categories(gathered.enterprises)
            for enterprise, version in applied.items():
                if version > gathered.enterprises[enterprise].category_version:
                    raise FactsOutdated
            subject = records.locked_subject(case.certificate, but_for=case.id)
            asked = Asked(
                kind=case.kind,
                enterprise=case.employer,
                submitted_on=legal_day(case.timeline[0].at),
            )
            judged = self.facts.locked(records, subject, gathered, asked)
            refuse_unless_met(case.kind, judged)
            carry_out(records, Decided(case=case, subject=subject, judged=judged), gathered)
            take(records, case, step)
            return shown(self.register, case.id)

    def _locked(self, records: CaseRecords, case: UUID, by: Principal) -> CertificateCase:
        locked = records.locked_case(case)
        if locked is None or locked.province is not sight_of(by).province:
            raise NotFound
        return locked

    def _step(self, by: Principal, step: CertificateCaseStep, reason: str | None = None) -> Step:
        return Step(at=self.facts.clock.now(), by=by.subject, step=step, reason=reason)
