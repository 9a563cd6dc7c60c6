"""The employer's word on a certificate case, and the end of its employment (K2, K6, H6)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from certificate.application.case_steps import refuse_out_of_turn, shown, take
from certificate.application.ports import Clock
from certificate.application.ports_cases import CaseRegister, CaseTransactions
from certificate.application.refusals import reason_in
from certificate.domain.cases import Step
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal, service_principal
from contracts.vocabulary import CertificateCaseStep

ITSELF: Final = service_principal("certificate").subject


@dataclass(frozen=True, kw_only=True)
class EmployersAnswers:
    """What the enterprise asked does about a case, and what follows when it is asked no more."""

    clock: Clock
    register: CaseRegister
    transactions: CaseTransactions

    def confirm(self, call: told.ConfirmCertificateCase, by: Principal) -> told.CertificateCase:
        """Confirm a case, which then waits for the authority."""
        step = Step(at=self.clock.now(), by=by.subject, step=CertificateCaseStep.CONFIRMED)
        return self._answer(call.case, call.version, step, by)

    def refuse(self, call: told.RefuseCertificateCase, by: Principal) -> told.CertificateCase:
        """Refuse a case with a reason, which closes it."""
        step = Step(
            at=self.clock.now(),
            by=by.subject,
            step=CertificateCaseStep.REFUSED,
            reason=reason_in(call.reason),
        )
        return self._answer(call.case, call.version, step, by)

    def employment_ended(self, employment: UUID, person: UUID) -> None:
        """End the cases that waited for its employer; cancellations go to the authority (H6)."""
        step = Step(at=self.clock.now(), by=ITSELF, step=CertificateCaseStep.EMPLOYMENT_ENDED)
        with self.transactions() as records:
            records.hold_person(person)
            records.note_end(employment)
            for case in records.locked_waiting_for(employment):
                take(records, case, step)

    def _answer(
        self, case: UUID, seen_version: int, step: Step, by: Principal
    ) -> told.CertificateCase:
        with self.transactions() as records:
            locked = records.locked_case(case)
            if locked is None or locked.employer is None or locked.employer != by.enterprise:
                raise NotFound
            refuse_out_of_turn(locked, step.step, seen_version)
            take(records, locked, step)
            return shown(self.register, case)
