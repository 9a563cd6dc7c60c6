"""Deciding a change of an enterprise's name, and carrying it out part by part (K3, K6, C5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from certificate.application.certificates import sight_of
from certificate.application.findings import finding_view
from certificate.application.name_change_facts import NameChangeFacts
from certificate.application.name_change_steps import announce_move, refuse_undecidable, shown
from certificate.application.ports_issuing import Gathered
from certificate.application.ports_name_changes import (
    Closing,
    NameChangeRecords,
    NameChangeTransactions,
    Part,
    Renamed,
    Unmet,
)
from certificate.application.refusals import reason_in
from certificate.domain.cases import Step
from certificate.domain.checklist import Finding
from certificate.domain.name_changes import (
    NameChange,
    Naming,
    decided,
    reason_for_leaving_out,
)
from certificate.domain.terms import legal_day
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vocabulary import CertificateCaseStatus, CertificateCaseStep, VersionCause

APPROVED = CertificateCaseStatus.APPROVED
REJECTED = CertificateCaseStatus.REJECTED


@dataclass(frozen=True, kw_only=True)
class NameChangeDecisions:
    """What the authority decides about changes of an enterprise's name."""

    facts: NameChangeFacts
    transactions: NameChangeTransactions

    def approve(
        self, call: told.ApproveEnterpriseNameChange, by: Principal
    ) -> told.EnterpriseNameChange:
        """Approve a name change: the name registered now is what a job has printed, part by part.

        One name for all parts: what is registered later takes another case.
        """
        known = self.facts.register.name_change(call.case, sight_of(by))
        if known is None:
            raise NotFound
        registration = self.facts.registration(known.enterprise)
        step = self._step(by, CertificateCaseStep.APPROVED)
        with self.transactions() as records:
            change = self._locked(records, call.case, by)
            refuse_undecidable(change, call.version)
            after = decided(change, step, name=registration.name)
            records.keep_step(after)
            records.start_carrying_out(after)
            announce_move(records, after)
            return shown(self.facts.register, change.id)

    def reject(
        self, call: told.RejectEnterpriseNameChange, by: Principal
    ) -> told.EnterpriseNameChange:
        """Reject a name change with a reason; all its parts are closed with it (K6)."""
        step = self._step(by, CertificateCaseStep.REJECTED, reason_in(call.reason))
        with self.transactions() as records:
            change = self._locked(records, call.case, by)
            refuse_undecidable(change, call.version)
            parts = records.locked_waiting(change.id)
            after = decided(change, step)
            records.keep_step(after)
            records.close(after, Closing(parts=parts, step=step, status=REJECTED))
            announce_move(records, after)
            return shown(self.facts.register, change.id)

    def _locked(self, records: NameChangeRecords, case: UUID, by: Principal) -> NameChange:
        locked = records.locked(case)
        if locked is None or locked.province is not sight_of(by).province:
            raise NotFound
        return locked

    def _step(self, by: Principal, step: CertificateCaseStep, reason: str | None = None) -> Step:
        return Step(at=self.facts.cases.clock.now(), by=by.subject, step=step, reason=reason)


@dataclass(frozen=True, kw_only=True)
class NameChangeEffects:
    """How the parts of an approved name change are carried out, chunk by chunk."""

    facts: NameChangeFacts

    def gather(self, parts: Sequence[UUID]) -> Gathered:
        """Ask all that the parts are judged on; before the transaction."""
        return self.facts.cases.owners.about(self.facts.register.holders_of_parts(parts))

    def carry_out(
        self,
        records: NameChangeRecords,
        case: UUID,
        parts: Sequence[UUID],
        gathered: Gathered,
    ) -> dict[str, int]:
        """Judge parts as of the decision, and print the name where the conditions are met (K3).

        A part that no longer meets them is closed with all that is unmet, and its certificate
        stays as it was. Gives how many came to what.
        """
        change = records.name_change(case)
        if change is None:
            raise NotFound
        naming = _naming_of(change)
        waiting = records.locked_parts(change.id, parts)
        judged = [(each, self.facts.unmet(each.subject, gathered, naming)) for each in waiting]
        renamed = [
            Renamed(part=part, photo=_photo(part, gathered)) for part, unmet in judged if not unmet
        ]
        self._print(records, change, renamed, naming)
        self._leave(records, change, [(part.id, unmet) for part, unmet in judged if unmet])
        return {
            "reissued": len(renamed),
            "rejected": len(waiting) - len(renamed),
            "already": len(parts) - len(waiting),
        }

    def _leave(
        self,
        records: NameChangeRecords,
        change: NameChange,
        rejected: Sequence[tuple[UUID, tuple[Finding, ...]]],
    ) -> None:
        if not rejected:
            return
        records.close(
            change,
            Closing(
                parts=tuple(part for part, _ in rejected),
                step=replace(change.timeline[-1], step=CertificateCaseStep.REJECTED),
                status=REJECTED,
                unmet=tuple(
                    Unmet(
                        reason=reason_for_leaving_out(unmet),
                        findings=tuple(map(finding_view, unmet)),
                    )
                    for _, unmet in rejected
                ),
            ),
        )

    def _print(
        self,
        records: NameChangeRecords,
        change: NameChange,
        renamed: Sequence[Renamed],
        naming: Naming,
    ) -> None:
        if not renamed:
            return
        records.rename(renamed, naming.name, naming.on)
        parts = tuple(each.part.id for each in renamed)
        records.close(change, Closing(parts=parts, step=change.timeline[-1], status=APPROVED))
        records.announce(
            told.CertificatesReissued(
                certificates=tuple(each.part.subject.id for each in renamed),
                holders=tuple(each.part.subject.holder for each in renamed),
                enterprise=change.enterprise,
                cause=VersionCause.ENTERPRISE_NAME_CHANGE,
                caused_by=change.id,
            )
        )


def _naming_of(change: NameChange) -> Naming:
    """Give the decided name, and the day of the decision, which is the last step."""
    on = legal_day(change.timeline[-1].at)
    return Naming(enterprise=change.enterprise, name=change.name, on=on)


def _photo(part: Part, gathered: Gathered) -> UUID:
    """What is printed anew shows the photo of today, which the checklist asks for (K7)."""
    photo = gathered.persons[part.subject.holder].photo
    if photo is None:
        raise NotFound
    return photo
