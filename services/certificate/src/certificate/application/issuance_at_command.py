"""What a holder may ask of one result: its checklist, and its certificate (六.1, H8, K3)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from certificate.application.certificates import sight_of
from certificate.application.circumstances import circumstances_of
from certificate.application.findings import finding_view, report_of
from certificate.application.issuance import OPEN, Issuance
from certificate.application.ports import Register, Sight
from certificate.application.ports_issuing import (
    FactsOutdated,
    Gathered,
    IssuingRecords,
    IssuingTransactions,
)
from certificate.application.ports_results import ResultRegister
from certificate.application.refusals import refusal
from certificate.domain.businesses import ISSUANCE
from certificate.domain.issuance import Circumstances, Issue, Wait, case_of, outcome_at_command
from certificate.domain.results import Passed
from contracts import certificate as told
from contracts.errors import ConditionsNotMet, NotFound, Unavailable
from contracts.message import to_wire
from contracts.principal import Principal

MOST_GATHERINGS: Final = 5


@dataclass(frozen=True, kw_only=True)
class IssuanceAtCommand:
    """One result at a time, at its holder's command."""

    issuance: Issuance
    results: ResultRegister
    register: Register
    transactions: IssuingTransactions

    def check(self, call: told.CheckIssuance, by: Principal) -> told.ChecklistReport:
        """Tell of every condition whether it is met, whatever has become of the result."""
        result = self._result(call.result, by)
        issuance, today = self.issuance, self.issuance.clock.today()
        gathered = issuance.owners.about((result.person,))
        held = issuance.reader.held_beside(result.id, result.person, today)
        found = circumstances_of(result.person, gathered, held, on=today, policy=issuance.policy)
        case = case_of(_passed(result), found, named=call.enterprise)
        return report_of(ISSUANCE, case)

    def issue(self, call: told.IssueCertificate, by: Principal) -> told.Certificate:
        """Issue the certificate; refuses with every condition that is not met (K3)."""
        result = self._result(call.result, by)
        for _ in range(MOST_GATHERINGS):
            gathered = self.issuance.gather((result.id,))
            try:
                with self.transactions() as records:
                    return self._issue(records, call, gathered)
            except FactsOutdated:
                continue
        raise Unavailable

    def _issue(
        self, records: IssuingRecords, call: told.IssueCertificate, gathered: Gathered
    ) -> told.Certificate:
        locked = {each.passed.result: each for each in records.lock_results((call.result,))}
        chosen = locked[call.result]
        if chosen.status not in OPEN:
            raise refusal("RESULT_NOT_WAITING", status=chosen.status.value)
        found = self.issuance.circumstances(records, (chosen.person,), gathered)[chosen.person]
        outcome = outcome_at_command(chosen.passed, found, named=call.enterprise)
        if isinstance(outcome, Wait):
            raise _conditions_not_met(chosen.passed, found, call.enterprise)
        [settled] = self.issuance.write(
            records, [(chosen.person, outcome)], gathered, cause=call.result
        )
        return self._shown(settled.certificate, outcome)

    def _shown(self, certificate: UUID | None, issue: Issue) -> told.Certificate:
        today = issue.term.valid_from
        made = certificate and self.register.certificate(certificate, Sight(), today)
        if not made:
            raise NotFound
        return made

    def _result(self, result: UUID, by: Principal) -> told.ExamResult:
        found = self.results.result(result, sight_of(by))
        if found is None:
            raise NotFound
        return found


def _passed(result: told.ExamResult) -> Passed:
    return Passed(result=result.id, kind=result.kind, trade=result.trade, exam_on=result.exam_on)


def _conditions_not_met(
    passed: Passed, found: Circumstances, named: UUID | None
) -> ConditionsNotMet:
    unmet = ISSUANCE.unmet(case_of(passed, found, named=named))
    findings = [to_wire(finding_view(finding)) for finding in unmet]
    return ConditionsNotMet(facts={"business": ISSUANCE.business, "unmet": findings})
