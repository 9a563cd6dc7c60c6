"""Category changes: the preview, the approval that rests on it, and what follows (五, C6, C8)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from certificate.application.pages import identifier_in
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
    Numbered,
    Planned,
    Reissue,
    effect_of,
    fingerprint_of,
)
from contracts import certificate as told
from contracts.certificate import EffectKind
from contracts.enterprise import CategoryCase, CategoryChanged
from contracts.errors import Refused
from contracts.vocabulary import AbnormalReason, CaseStatus, Category


@dataclass(frozen=True, kw_only=True)
class _Window:
    """Which of the effects are shown: those after a certificate, at most so many."""

    after: UUID | None = None
    size: int = 0


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What approving a case would do now; of the effects only those in the window are kept."""

    counts: Counter[EffectKind]
    shown: tuple[told.Effect, ...]
    has_more: bool
    fingerprint: str


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
        plan = self._plan(case, _Window(after=identifier_in(call.cursor), size=call.size))
        return told.CategoryPreview(
            case=case.id,
            case_version=case.version,
            fingerprint=plan.fingerprint,
            reissues=plan.counts[EffectKind.REISSUE],
            marks=plan.counts[EffectKind.MARK],
            lifts=plan.counts[EffectKind.LIFT],
            effects=plan.shown,
            next=str(plan.shown[-1].certificate) if plan.has_more else None,
        )

    def approve(self, call: told.ApproveCategoryChange) -> told.ApprovedCategoryChange:
        """Approve a case if its effects are still those that were seen; else refuse (C6)."""
        case = self.cases.get(call.case)
        if case.status is CaseStatus.SUBMITTED:
            now = self._plan(case, _Window()).fingerprint
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

    def _plan(self, case: CategoryCase, window: _Window) -> _Plan:
        categories = frozenset(held.category for held in case.categories)
        counts: Counter[EffectKind] = Counter()
        shown: list[told.Effect] = []
        has_more = False

        def looked_at() -> Iterator[Planned]:
            nonlocal has_more
            for concerned, effect in self._planned(case, categories):
                kind = _KINDS[type(effect)]
                counts[kind] += 1
                yield Planned(certificate=concerned.certificate, effect=effect)
                if window.after is not None and concerned.certificate <= window.after:
                    continue
                if len(shown) < window.size:
                    shown.append(_told(concerned, kind, effect))
                else:
                    has_more = window.size > 0

        fingerprint = fingerprint_of(case.enterprise, categories, looked_at())
        return _Plan(counts=counts, shown=tuple(shown), has_more=has_more, fingerprint=fingerprint)

    def _planned(
        self, case: CategoryCase, categories: frozenset[Category]
    ) -> Iterator[tuple[Concerned, Effect]]:
        """Decide once for every look; a number is the core with what the look decides."""
        permitted = frozenset(case.permitted_trades)
        decided: dict[Numbered, Effect] = {}
        for concerned in self.register.concerned(case.enterprise, self.clock.today()):
            effect = decided.get(concerned.look)
            if effect is None:
                effect = decided[concerned.look] = effect_of(concerned.look, categories, permitted)
            if isinstance(effect, Reissue):
                effect = Reissue(
                    old_number=concerned.number, new_number=concerned.core + effect.new_number
                )
            if not isinstance(effect, Nothing):
                yield concerned, effect


_KINDS: Final[dict[type[Effect], EffectKind]] = {
    Reissue: EffectKind.REISSUE,
    Mark: EffectKind.MARK,
    Lift: EffectKind.LIFT,
}


def _told(concerned: Concerned, kind: EffectKind, effect: Effect) -> told.Effect:
    return told.Effect(
        certificate=concerned.certificate,
        holder_name=concerned.holder_name,
        kind=kind,
        number=concerned.number,
        new_number=effect.new_number if isinstance(effect, Reissue) else None,
        reason=None if kind is EffectKind.REISSUE else AbnormalReason.TRADE_NOT_PERMITTED,
    )
