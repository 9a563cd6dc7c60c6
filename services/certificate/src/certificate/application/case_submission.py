"""Checking, submitting and withdrawing a certificate case, by its holder (六, K1–K3, K6)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from certificate.application.case_facts import (
    Asked,
    CaseFacts,
    employment_asked,
    refuse_unless_met,
)
from certificate.application.case_steps import announce_move, refuse_out_of_turn, shown, take
from certificate.application.certificates import sight_of
from certificate.application.findings import report_of
from certificate.application.ports_cases import (
    CaseRegister,
    CaseTransactions,
    Subject,
)
from certificate.application.ports_issuing import FactsOutdated, Gathered
from certificate.application.refusals import refusal
from certificate.domain.businesses import CHECKLISTS
from certificate.domain.cases import (
    CONFIRMED_BY_EMPLOYER,
    CertificateCase,
    Step,
    first_status,
)
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vocabulary import CertificateCaseKind, CertificateCaseStep


@dataclass(frozen=True, kw_only=True)
class CaseSubmission:
    """What a holder does about their certificates' cases."""

    facts: CaseFacts
    register: CaseRegister
    transactions: CaseTransactions
    new_id: Callable[[], UUID]

    def check(self, call: told.CheckCertificateCase, by: Principal) -> told.ChecklistReport:
        """Tell of every condition whether it is met now; nothing is submitted."""
        _refuse_what_enterprises_ask(call.kind)
        subject = self._subject(call.certificate, by)
        gathered = self.facts.owners.about((subject.holder,))
        beside = self.register.held_beside(subject, self.facts.clock.today())
        asked = Asked(kind=call.kind, enterprise=call.enterprise)
        case = self.facts.case_of(subject, beside, gathered, asked)
        return report_of(CHECKLISTS[call.kind], case)

    def submit(self, call: told.SubmitCertificateCase, by: Principal) -> told.CertificateCase:
        """Open a case if every condition is met; it waits for the employer or the authority."""
        _refuse_what_enterprises_ask(call.kind)
        holder = self._subject(call.certificate, by).holder
        asked = Asked(kind=call.kind, enterprise=call.enterprise)

        def submitted(gathered: Gathered) -> told.CertificateCase:
            return self._submit(call.certificate, asked, by, gathered)

        return self.facts.until_current(holder, submitted)

    def withdraw(self, call: told.WithdrawCertificateCase, by: Principal) -> told.CertificateCase:
        """Withdraw one's own case while it is undecided (K6)."""
        step = self._step(by, CertificateCaseStep.WITHDRAWN)
        with self.transactions() as records:
            case = records.locked_case(call.case)
            if case is None or case.holder != by.person:
                raise NotFound
            refuse_out_of_turn(case, step.step, None)
            take(records, case, step)
            return shown(self.register, case.id)

    def _submit(
        self, certificate: UUID, asked: Asked, by: Principal, gathered: Gathered
    ) -> told.CertificateCase:
        [holder] = gathered.ties
        with self.transactions() as records:
            records.hold_person(holder)
            subject = records.locked_subject(certificate)
            judged = self.facts.locked(records, subject, gathered, asked)
            refuse_unless_met(asked.kind, judged)
            is_asked = asked.kind in CONFIRMED_BY_EMPLOYER and judged.employer is not None
            employment = employment_asked(subject, judged, gathered) if is_asked else None
            if employment is not None and records.has_ended(employment):
                raise FactsOutdated
            employer = judged.employer.enterprise if is_asked and judged.employer else None
            case = CertificateCase(
                id=self.new_id(),
                kind=asked.kind,
                certificate=subject.id,
                number=subject.number,
                holder=subject.holder,
                province=subject.province,
                employer=employer,
                employment=employment,
                status=first_status(asked.kind, employer),
                timeline=(self._step(by, CertificateCaseStep.SUBMITTED),),
            )
            records.open_case(case)
            if case.kind is CertificateCaseKind.RENEWAL:
                records.begin_renewal(subject.id)
            announce_move(records, case)
            return shown(self.register, case.id)

    def _subject(self, certificate: UUID, by: Principal) -> Subject:
        subject = self.register.subject(certificate, sight_of(by))
        if subject is None:
            raise NotFound
        return subject

    def _step(self, by: Principal, step: CertificateCaseStep) -> Step:
        return Step(at=self.facts.clock.now(), by=by.subject, step=step)


def _refuse_what_enterprises_ask(kind: CertificateCaseKind) -> None:
    """Refuse what a holder cannot ask for with one certificate (K2)."""
    if kind is CertificateCaseKind.ENTERPRISE_NAME_CHANGE:
        raise refusal("ASKED_BY_THE_ENTERPRISE")
