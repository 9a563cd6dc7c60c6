"""Finding, submitting and withdrawing a change of an enterprise's name (六.3, K2, K6)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from certificate.application.case_facts import repeated
from certificate.application.findings import finding_view
from certificate.application.name_change_facts import NameChangeFacts
from certificate.application.name_change_steps import announce_move, refuse_undecidable, shown
from certificate.application.pages import identifier_in
from certificate.application.ports_issuing import FactsOutdated, Gathered
from certificate.application.ports_name_changes import (
    Closing,
    Item,
    NameChangeTransactions,
    Sought,
)
from certificate.application.refusals import refusal
from certificate.domain.cases import FOR_AUTHORITY, Step
from certificate.domain.checklist import Finding
from certificate.domain.name_changes import NameChange, Naming, decided
from contracts import certificate as told
from contracts.enterprise import Enterprise
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vocabulary import CertificateCaseStatus, CertificateCaseStep


@dataclass(frozen=True, kw_only=True)
class NameChangeSubmission:
    """What an enterprise does about its name on certificates."""

    facts: NameChangeFacts
    transactions: NameChangeTransactions
    new_id: Callable[[], UUID]

    def check(
        self, call: told.CheckEnterpriseNameChange, by: Principal
    ) -> told.EnterpriseNameChangeCheck:
        """Tell which certificates print another name, and of each what it meets."""
        naming = self.facts.naming(self.facts.registration(_enterprise_of(by)))
        sought, register = self.facts.sought(naming), self.facts.register
        after = identifier_in(call.cursor)
        found = register.found(sought, after=after, size=call.size + 1)
        subjects = found[: call.size]
        gathered = self.facts.cases.owners.about(tuple({each.holder for each in subjects}))
        items = tuple(
            told.FoundCertificate(
                certificate=each.id,
                number=each.number,
                holder=each.holder,
                holder_name=each.holder_name,
                enterprise_name=each.enterprise_name,
                is_met=all(finding.met for finding in findings),
                findings=tuple(map(finding_view, findings)),
            )
            for each in subjects
            for findings in (self.facts.judge(each, gathered, naming),)
        )
        return told.EnterpriseNameChangeCheck(
            enterprise=naming.enterprise,
            name=naming.name,
            found=register.count(sought),
            items=items,
            next=str(subjects[-1].id) if len(found) > len(subjects) else None,
        )

    def submit(self, by: Principal) -> told.EnterpriseNameChange:
        """Open a case with a part for every certificate that meets the conditions (K2, K3)."""

        def submitted() -> told.EnterpriseNameChange:
            registration = self.facts.registration(_enterprise_of(by))
            sought = self.facts.sought(self.facts.naming(registration))
            gathered = self.facts.cases.owners.about(self.facts.register.holders(sought))
            return self._submit(registration, sought, gathered, by)

        return repeated(submitted)

    def withdraw(
        self, call: told.WithdrawEnterpriseNameChange, by: Principal
    ) -> told.EnterpriseNameChange:
        """Withdraw one's own name change while it is undecided; its parts end with it (K6)."""
        step = self._step(by, CertificateCaseStep.WITHDRAWN)
        with self.transactions() as records:
            change = records.locked(call.case)
            if change is None or change.enterprise != by.enterprise:
                raise NotFound
            refuse_undecidable(change, None)
            parts = records.locked_waiting(change.id)
            after = decided(change, step)
            records.keep_step(after)
            records.close(
                after,
                Closing(parts=parts, step=step, status=CertificateCaseStatus.WITHDRAWN),
            )
            announce_move(records, after)
            return shown(self.facts.register, change.id)

    def _submit(
        self, registration: Enterprise, sought: Sought, gathered: Gathered, by: Principal
    ) -> told.EnterpriseNameChange:
        naming = Naming(enterprise=registration.id, name=registration.name, on=sought.on)
        change = NameChange(
            id=self.new_id(),
            enterprise=registration.id,
            province=registration.province,
            name=registration.name,
            status=FOR_AUTHORITY,
            timeline=(self._step(by, CertificateCaseStep.SUBMITTED),),
        )
        with self.transactions() as records:
            subjects = records.locked_found(sought)
            if records.has_open(registration.id):
                raise refusal("NAME_CHANGE_OPEN")
            if any(each.holder not in gathered.ties for each in subjects):
                raise FactsOutdated
            judged = [(each, self.facts.unmet(each, gathered, naming)) for each in subjects]
            _refuse_unless_any_is_met([unmet for _, unmet in judged])
            items = [
                Item(
                    subject=subject,
                    part=None if unmet else self.new_id(),
                    unmet=tuple(map(finding_view, unmet)),
                )
                for subject, unmet in judged
            ]
            records.open(change, items)
            announce_move(records, change)
            return shown(self.facts.register, change.id)

    def _step(self, by: Principal, step: CertificateCaseStep) -> Step:
        return Step(at=self.facts.cases.clock.now(), by=by.subject, step=step)


def _enterprise_of(by: Principal) -> UUID:
    if by.enterprise is None:
        raise NotFound
    return by.enterprise


def _refuse_unless_any_is_met(judged: Sequence[tuple[Finding, ...]]) -> None:
    """Refuse where there is nothing to change, or where no certificate may be changed (K3)."""
    if not judged:
        raise refusal("NO_OTHER_NAME_PRINTED")
    if all(judged):
        raise refusal("NO_CERTIFICATE_MEETS_THE_CONDITIONS", unmet=_counted(judged))


def _counted(judged: Sequence[tuple[Finding, ...]]) -> list[dict[str, object]]:
    """Tell each unmet condition once, in the manual's order, with how many do not meet it."""
    by_code = {each.code: each for unmet in judged for each in unmet}
    counts = Counter(each.code for unmet in judged for each in unmet)
    order = sorted(by_code.values(), key=lambda each: (each.number is None, each.number or 0))
    return [
        {
            "code": each.code,
            "number": each.number,
            "section": each.section,
            "wording": each.wording,
            "certificates": counts[each.code],
        }
        for each in order
    ]
