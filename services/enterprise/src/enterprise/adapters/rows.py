"""Rows of the tables read as the domain's values, and written back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from contracts.names import comparable_enterprise_name
from contracts.vocabulary import CaseStatus, Category, CategoryCaseKind, GasSource, Province, Trade
from enterprise.adapters.tables import (
    CATEGORY_CASE_STEPS,
    CATEGORY_CASES,
    CATEGORY_FLOORS,
    ENTERPRISES,
    HELD_CATEGORIES,
)
from enterprise.domain.cases import CategoryCase, Step
from enterprise.domain.categories import Holding, in_order
from enterprise.domain.enterprises import Enterprise, FormerRegistration

_HELD: Final = HELD_CATEGORIES.c
_STEPS: Final = CATEGORY_CASE_STEPS.c

_HOLDINGS: Final = (
    select(
        func.jsonb_agg(
            func.jsonb_build_object("category", _HELD.category, "gas_sources", _HELD.gas_sources)
        )
    )
    .where(
        _HELD.enterprise == ENTERPRISES.c.id,
        _HELD.category_version == ENTERPRISES.c.category_version,
    )
    .correlate(ENTERPRISES)
    .scalar_subquery()
    .label("holdings")
)
_FLOOR: Final = (
    select(CATEGORY_FLOORS.c.category_version)
    .where(CATEGORY_FLOORS.c.enterprise == ENTERPRISES.c.id)
    .correlate(ENTERPRISES)
    .scalar_subquery()
    .label("floor")
)
_STEP: Final = func.jsonb_build_object(
    "at", _STEPS.at, "by", _STEPS.actor, "step", _STEPS.step, "reason", _STEPS.reason
)
_TIMELINE: Final = (
    select(func.jsonb_agg(aggregate_order_by(_STEP, _STEPS.ordinal)))
    .where(_STEPS.category_case == CATEGORY_CASES.c.id)
    .correlate(CATEGORY_CASES)
    .scalar_subquery()
    .label("timeline")
)


def enterprise_rows() -> Select[Any]:
    """Select enterprises, each with the categories of its present version."""
    return select(ENTERPRISES, _HOLDINGS, _FLOOR)


def case_rows() -> Select[Any]:
    """Select category cases, each with its timeline."""
    return select(CATEGORY_CASES, _TIMELINE)


def enterprise_from(row: RowMapping) -> Enterprise:
    """Read a row of `enterprise_rows`."""
    return Enterprise(
        id=row["id"],
        uscc=row["uscc"],
        name=row["name"],
        legal_representative=row["legal_representative"],
        legal_representative_name=row["legal_representative_name"],
        province=Province(row["province"]),
        is_home_province=row["is_home_province"],
        registered_at=row["registered_at"],
        holdings=_holdings_from(row["holdings"] or ()),
        category_version=row["category_version"],
        category_floor=row["floor"] or 0,
        version=row["version"],
    )


def former_from(row: RowMapping) -> FormerRegistration:
    """Read a row of the former registrations."""
    return FormerRegistration(**{name: row[name] for name in row if name != "enterprise"})


def case_from(row: RowMapping) -> CategoryCase:
    """Read a row of `case_rows`."""
    trades = row["permitted_trades"]
    return CategoryCase(
        id=row["id"],
        kind=CategoryCaseKind(row["kind"]),
        enterprise=row["enterprise"],
        enterprise_name=row["enterprise_name"],
        holdings=_holdings_from(row["holdings"]),
        former_holdings=_holdings_from(row["former_holdings"]),
        category_version=row["category_version"],
        timeline=tuple(_step_from(step) for step in row["timeline"]),
        permitted_trades=None if trades is None else tuple(Trade(trade) for trade in trades),
        version=row["version"],
    )


def enterprise_values(enterprise: Enterprise) -> dict[str, Any]:
    """Write an enterprise as a row."""
    return {
        "id": enterprise.id,
        "uscc": enterprise.uscc,
        "name": enterprise.name,
        "name_compared": comparable_enterprise_name(enterprise.name),
        "legal_representative": enterprise.legal_representative,
        "legal_representative_name": enterprise.legal_representative_name,
        "province": enterprise.province,
        "is_home_province": enterprise.is_home_province,
        "category_version": enterprise.category_version,
        "registered_at": enterprise.registered_at,
        "version": enterprise.version,
    }


def case_values(case: CategoryCase) -> dict[str, Any]:
    """Write a case as a row, its timeline apart."""
    return {
        "id": case.id,
        "kind": case.kind,
        "enterprise": case.enterprise,
        "enterprise_name": case.enterprise_name,
        "holdings": [_holding_values(holding) for holding in case.holdings],
        "former_holdings": [_holding_values(holding) for holding in case.former_holdings],
        "category_version": case.category_version,
        **closing_values(case),
    }


def closing_values(case: CategoryCase) -> dict[str, Any]:
    """Write what a step changes in a case's row."""
    trades = case.permitted_trades
    return {
        "status": case.status,
        "permitted_trades": None if trades is None else list(trades),
        "version": case.version,
    }


def last_step_values(case: CategoryCase) -> dict[str, Any]:
    """Write the last step of a case's timeline as a row."""
    step = case.timeline[-1]
    return {
        "category_case": case.id,
        "ordinal": len(case.timeline),
        "at": step.at,
        "actor": step.by,
        "step": step.step,
        "reason": step.reason,
    }


def _holdings_from(values: Sequence[dict[str, Any]]) -> tuple[Holding, ...]:
    return in_order(
        [
            Holding(
                category=Category(each["category"]),
                gas_sources=tuple(GasSource(source) for source in each["gas_sources"]),
            )
            for each in values
        ]
    )


def _holding_values(holding: Holding) -> dict[str, Any]:
    return {"category": holding.category, "gas_sources": list(holding.gas_sources)}


def _step_from(values: dict[str, Any]) -> Step:
    return Step(
        at=datetime.fromisoformat(values["at"]),
        by=values["by"],
        step=CaseStatus(values["step"]),
        reason=values["reason"],
    )
