"""The register's values as they are told to others."""

from collections.abc import Sequence
from datetime import date

from contracts import enterprise as told
from contracts.vocabulary import CaseStatus
from enterprise.domain.cases import CategoryCase
from enterprise.domain.categories import Holding, TradePermit, permitted_trades
from enterprise.domain.enterprises import Enterprise, FormerRegistration
from enterprise.domain.standards import Standard


def holdings_view(holdings: Sequence[Holding]) -> tuple[told.HeldCategory, ...]:
    """Tell categories with their gas sources."""
    return tuple(
        told.HeldCategory(category=holding.category, gas_sources=holding.gas_sources)
        for holding in holdings
    )


def enterprise_view(
    enterprise: Enterprise, table: Sequence[TradePermit], today: date
) -> told.Enterprise:
    """Tell an enterprise, with the trades that its categories permit today."""
    return told.Enterprise(
        id=enterprise.id,
        uscc=enterprise.uscc,
        name=enterprise.name,
        legal_representative=enterprise.legal_representative,
        legal_representative_name=enterprise.legal_representative_name,
        province=enterprise.province,
        is_home_province=enterprise.is_home_province,
        categories=holdings_view(enterprise.holdings),
        category_version=enterprise.category_version,
        permitted_trades=permitted_trades(enterprise.holdings, table, today),
        registered_at=enterprise.registered_at,
        version=enterprise.version,
    )


def case_view(case: CategoryCase, table: Sequence[TradePermit], today: date) -> told.CategoryCase:
    """Tell a case; the trades of an open one are those that approval today would permit."""
    last = case.timeline[-1]
    trades = case.permitted_trades
    is_decided = case.status in (CaseStatus.APPROVED, CaseStatus.REJECTED)
    return told.CategoryCase(
        id=case.id,
        kind=case.kind,
        enterprise=case.enterprise,
        enterprise_name=case.enterprise_name,
        categories=holdings_view(case.holdings),
        former_categories=holdings_view(case.former_holdings),
        permitted_trades=permitted_trades(case.holdings, table, today)
        if trades is None
        else trades,
        category_version=case.category_version,
        status=case.status,
        reason=last.reason,
        submitted_at=case.timeline[0].at,
        decided_at=last.at if is_decided else None,
        timeline=tuple(
            told.CaseStep(at=step.at, by=step.by, step=step.step, reason=step.reason)
            for step in case.timeline
        ),
        version=case.version,
    )


def former_view(former: FormerRegistration) -> told.FormerRegistration:
    """Tell how an enterprise was registered before."""
    return told.FormerRegistration(**vars(former))


def standard_view(standard: Standard) -> told.QualificationStandard:
    """Tell a qualification standard."""
    return told.QualificationStandard(**vars(standard))
