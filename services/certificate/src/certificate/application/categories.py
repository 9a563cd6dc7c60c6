"""Category changes: the preview, the approval that rests on it, and what follows (五, C6, C8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import assert_never
from uuid import UUID

from certificate.application.ports import (
    CategoryCases,
    CategoryTransactions,
    Clock,
    Concerned,
    Register,
)
from certificate.domain.category_change import (
    Effect,
    Lift,
    Mark,
    Nothing,
    Planned,
    Reissue,
    effect_of,
    fingerprint_of,
)
from contracts import certificate as told
from contracts.certificate import EffectKind
from contracts.enterprise import CategoryCase, CategoryChanged
from contracts.errors import Fault, InvalidMessage, Refused
from contracts.vocabulary import AbnormalReason, CaseStatus, Category


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What approving a case would do now."""

    effects: tuple[told.Effect, ...]
    fingerprint: str

    def count(self, kind: EffectKind) -> int:
        """Count the effects of one kind."""
        return sum(effect.kind is kind for effect in self.effects)


@dataclass(frozen=True, kw_only=True)
class CategoryChanges:
    """What the authority sees and does about category changes, and what follows from them."""

    clock: Clock
    cases: CategoryCases
    register: Register
    transactions: CategoryTransactions

    def preview(self, call: told.PreviewCategoryChange) -> told.CategoryPreview:
        """Tell which certificates an approval would change now: old number → new number (C6)."""
        case = self.cases.get(call.case)
        plan = self._plan(case)
        after = _certificate_in(call.cursor)
        rest = [each for each in plan.effects if after is None or each.certificate > after]
        page = tuple(islice(rest, call.size))
        return told.CategoryPreview(
            case=case.id,
            case_version=case.version,
            fingerprint=plan.fingerprint,
            reissues=plan.count(EffectKind.REISSUE),
            marks=plan.count(EffectKind.MARK),
            lifts=plan.count(EffectKind.LIFT),
            effects=page,
            next=str(page[-1].certificate) if len(rest) > len(page) else None,
        )

    def approve(self, call: told.ApproveCategoryChange) -> told.ApprovedCategoryChange:
        """Approve a case if its effects are still those that were seen; else refuse (C6)."""
        case = self.cases.get(call.case)
        if case.status is CaseStatus.SUBMITTED:
            now = self._plan(case).fingerprint
            if now != call.fingerprint:
                raise Refused(
                    "PREVIEW_CHANGED",
                    "受影响的证书清单已变化，请重新查看后再审批",
                    "The certificates affected have changed; look at the preview again",
                    facts={"fingerprint": now},
                )
        approved = self.cases.approve(
            case.id, version=call.case_version, fingerprint=call.fingerprint
        )
        return told.ApprovedCategoryChange(
            case=approved.id,
            status=approved.status,
            category_version=approved.category_version,
            job_key=f"category-change:{approved.enterprise}:{approved.category_version}",
        )

    def carry_out(self, event: CategoryChanged) -> None:
        """Keep an enterprise's newer categories and have its certificates follow (C2, C3, C8)."""
        with self.transactions() as records:
            records.apply(event)

    def _plan(self, case: CategoryCase) -> _Plan:
        categories = frozenset(held.category for held in case.categories)
        planned = list(self._planned(case, categories))
        effects = tuple(
            _told(concerned, effect)
            for concerned, effect in planned
            if not isinstance(effect, Nothing)
        )
        fingerprint = fingerprint_of(
            case.enterprise,
            categories,
            (Planned(certificate=each.certificate, effect=effect) for each, effect in planned),
        )
        return _Plan(effects=effects, fingerprint=fingerprint)

    def _planned(
        self, case: CategoryCase, categories: frozenset[Category]
    ) -> Iterator[tuple[Concerned, Effect]]:
        permitted = frozenset(case.permitted_trades)
        for concerned in self.register.concerned(case.enterprise, self.clock.today()):
            yield concerned, effect_of(concerned.numbered, categories, permitted)


def _told(concerned: Concerned, effect: Effect) -> told.Effect:
    new_number, reason = None, None
    match effect:
        case Reissue():
            kind, new_number = EffectKind.REISSUE, effect.new_number
        case Mark():
            kind, reason = EffectKind.MARK, AbnormalReason.TRADE_NOT_PERMITTED
        case Lift():
            kind, reason = EffectKind.LIFT, AbnormalReason.TRADE_NOT_PERMITTED
        case Nothing():
            raise ValueError("nothing happens to this certificate")
        case unknown:
            assert_never(unknown)
    return told.Effect(
        certificate=concerned.certificate,
        holder_name=concerned.holder_name,
        kind=kind,
        number=concerned.number,
        new_number=new_number,
        reason=reason,
    )


def _certificate_in(cursor: str | None) -> UUID | None:
    if cursor is None:
        return None
    try:
        return UUID(cursor)
    except ValueError:
        fault = Fault(path="cursor", reason="is not one that this list gave")
        raise InvalidMessage(faults=(fault,)) from None
