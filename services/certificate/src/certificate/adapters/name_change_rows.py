"""Rows of changes of an enterprise's name, and of the certificates that they are about."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, Select, Table, and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from certificate.adapters.case_rows import step_from, subject_rows
from certificate.adapters.category_effects import is_concerned
from certificate.adapters.name_change_tables import ITEMS, NAME_CHANGE_STEPS, NAME_CHANGES
from certificate.adapters.tables import CASES, CERTIFICATES, VERSIONS
from certificate.application.ports_cases import Subject
from certificate.application.ports_name_changes import Item, Sought
from certificate.domain.cases import FOR_AUTHORITY, Step
from certificate.domain.name_changes import NameChange
from contracts import certificate as told
from contracts.message import from_wire, to_wire
from contracts.vocabulary import CertificateCaseKind, CertificateCaseStatus, Province

APPROVED: Final = CertificateCaseStatus.APPROVED
PART: Final = CertificateCaseKind.ENTERPRISE_NAME_CHANGE
_STEPS: Final = NAME_CHANGE_STEPS.c
_STEP: Final = func.jsonb_build_object(
    *("at", _STEPS.at, "by", _STEPS.actor, "step", _STEPS.step, "reason", _STEPS.reason)
)
_TIMELINE: Final = (
    select(func.jsonb_agg(aggregate_order_by(_STEP, _STEPS.ordinal)))
    .where(_STEPS.name_change == NAME_CHANGES.c.id)
    .correlate(NAME_CHANGES)
    .scalar_subquery()
    .label("timeline")
)


def job_key(change: NameChange) -> str:
    """Give the key of the job that an approval starts."""
    return f"enterprise-name-change:{change.id}"


def found_rows(sought: Sought) -> Select[Any]:
    """Select the certificates sought as cases see them (C4)."""
    return subject_rows().where(
        is_concerned(sought.enterprise, sought.on),
        VERSIONS.c.enterprise_name.in_(sought.names),
    )


def name_change_rows() -> Select[Any]:
    """Select name changes, each with its timeline."""
    return select(NAME_CHANGES, _TIMELINE)


def shown_rows() -> Select[Any]:
    """Select name changes with their timelines, and what has become of their items."""
    return name_change_rows().add_columns(
        *(
            _count(CASES, CASES.c.parent, *conditions).label(name)
            for name, conditions in (
                ("included", ()),
                ("reissued", (CASES.c.status == APPROVED,)),
                ("rejected", (CASES.c.status == CertificateCaseStatus.REJECTED,)),
            )
        ),
        _count(ITEMS, ITEMS.c.name_change, ITEMS.c.part.is_(None)).label("left_out"),
    )


def _count(table: Table, of: Any, *conditions: Any) -> Any:
    counted = select(func.count()).select_from(table).where(of == NAME_CHANGES.c.id, *conditions)
    return counted.correlate(NAME_CHANGES).scalar_subquery()


def item_rows() -> Select[Any]:
    """Select items with where their parts stand, and the holders' names as last printed."""
    return (
        select(ITEMS, CASES.c.status, CERTIFICATES.c.holder, VERSIONS.c.holder_name)
        .join_from(ITEMS, CERTIFICATES, CERTIFICATES.c.id == ITEMS.c.certificate)
        .join(
            VERSIONS,
            and_(
                VERSIONS.c.certificate == CERTIFICATES.c.id,
                VERSIONS.c.version == CERTIFICATES.c.version,
            ),
        )
        .outerjoin(CASES, CASES.c.id == ITEMS.c.part)
    )


def name_change_from(row: RowMapping) -> NameChange:
    """Read a row of `name_change_rows`."""
    return NameChange(
        id=row["id"],
        enterprise=row["enterprise"],
        province=Province(row["province"]),
        name=row["name"],
        status=CertificateCaseStatus(row["status"]),
        timeline=tuple(step_from(step) for step in row["timeline"]),
        version=row["version"],
    )


def name_change_view(row: RowMapping) -> told.EnterpriseNameChange:
    """Show a row of `shown_rows`."""
    change = name_change_from(row)
    last = change.timeline[-1]
    return told.EnterpriseNameChange(
        id=change.id,
        enterprise=change.enterprise,
        name=change.name,
        status=change.status,
        reason=last.reason,
        included=row["included"],
        left_out=row["left_out"],
        reissued=row["reissued"],
        rejected=row["rejected"],
        job_key=job_key(change) if change.status is APPROVED else None,
        submitted_at=change.timeline[0].at,
        closed_at=None if change.status is FOR_AUTHORITY else last.at,
        timeline=tuple(
            told.CertificateCaseEntry(at=each.at, by=each.by, step=each.step, reason=each.reason)
            for each in change.timeline
        ),
        version=change.version,
    )


def item_view(row: RowMapping) -> told.EnterpriseNameChangeItem:
    """Show a row of `item_rows`."""
    return told.EnterpriseNameChangeItem(
        certificate=row["certificate"],
        number=row["number"],
        holder=row["holder"],
        holder_name=row["holder_name"],
        case=row["part"],
        status=None if row["status"] is None else CertificateCaseStatus(row["status"]),
        unmet=tuple(from_wire(told.Finding, each) for each in row["unmet"]),
    )


def name_change_values(change: NameChange) -> dict[str, Any]:
    """Write a name change as a row, its timeline apart."""
    return {
        "id": change.id,
        "enterprise": change.enterprise,
        "province": change.province,
        "name": change.name,
        "status": change.status,
        "version": change.version,
    }


def part_values(change: NameChange, part: UUID, subject: Subject) -> dict[str, Any]:
    """Write a part as a row among the certificate cases."""
    return {
        "id": part,
        "kind": PART,
        "certificate": subject.id,
        "number": subject.number,
        "holder": subject.holder,
        "province": subject.province,
        "status": change.status,
        "version": change.version,
        "parent": change.id,
    }


def step_values(step: Step) -> dict[str, Any]:
    """Write a step of a timeline as a row, but for whose it is."""
    return {"at": step.at, "actor": step.by, "step": step.step.value, "reason": step.reason}


def item_values(change: NameChange, item: Item) -> dict[str, Any]:
    """Write an item as a row."""
    return {
        "name_change": change.id,
        "certificate": item.subject.id,
        "number": item.subject.number,
        "part": item.part,
        "unmet": list(map(to_wire, item.unmet)),
    }
