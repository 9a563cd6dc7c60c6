"""Rows of certificate cases and of the certificates they are about, read and written."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, and_, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from certificate.adapters.ce_tables import CE_RECORDS
from certificate.adapters.tables import CASE_STEPS, CASES, CERTIFICATES, VERSIONS
from certificate.application.ports_cases import Subject
from certificate.domain.cases import OPEN, CertificateCase, Step
from certificate.domain.education import SECOND
from contracts import certificate as told
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateCaseStep,
    CertificateKind,
    Province,
    Trade,
)

_STEPS: Final = CASE_STEPS.c
_IS_NEWEST: Final = and_(
    VERSIONS.c.certificate == CERTIFICATES.c.id, VERSIONS.c.version == CERTIFICATES.c.version
)
_SECOND_RECORD_ON: Final = (
    select(CE_RECORDS.c.issued_on)
    .where(
        CE_RECORDS.c.certificate == VERSIONS.c.certificate,
        CE_RECORDS.c.term == VERSIONS.c.term,
        CE_RECORDS.c.ordinal == SECOND,
    )
    .correlate(VERSIONS)
    .scalar_subquery()
    .label("second_record_on")
)
_STEP: Final = func.jsonb_build_object(
    *("at", _STEPS.at, "by", _STEPS.actor, "step", _STEPS.step, "reason", _STEPS.reason)
)
_TIMELINE: Final = (
    select(func.jsonb_agg(aggregate_order_by(_STEP, _STEPS.ordinal)))
    .where(_STEPS.certificate_case == CASES.c.id)
    .correlate(CASES)
    .scalar_subquery()
    .label("timeline")
)


def case_rows() -> Select[Any]:
    """Select cases, each with its timeline."""
    return select(CASES, _TIMELINE)


def shown_rows() -> Select[Any]:
    """Select cases with their timelines and the holders' names as last printed."""
    return (
        select(CASES, _TIMELINE, VERSIONS.c.holder_name)
        .join_from(CASES, CERTIFICATES, CERTIFICATES.c.id == CASES.c.certificate)
        .join(VERSIONS, _IS_NEWEST)
    )


def subject_rows(but_for: UUID | None = None) -> Select[Any]:
    """Select certificates as cases see them; one case, with its parts, does not count as open."""
    is_open: ColumnElement[bool] = and_(
        CASES.c.certificate == CERTIFICATES.c.id, CASES.c.status.in_(OPEN)
    )
    if but_for is not None:
        is_own = func.coalesce(CASES.c.parent, CASES.c.id) == but_for
        is_open = and_(is_open, ~is_own)
    return select(
        CERTIFICATES,
        VERSIONS.c.holder_name,
        VERSIONS.c.enterprise_name,
        VERSIONS.c.first_ce_deadline,
        _SECOND_RECORD_ON,
        exists().where(is_open).label("has_open_case"),
    ).join_from(CERTIFICATES, VERSIONS, _IS_NEWEST)


def subject_from(row: RowMapping) -> Subject:
    """Read a row of `subject_rows`."""
    return Subject(
        id=row["id"],
        holder=row["holder"],
        holder_name=row["holder_name"],
        kind=CertificateKind(row["kind"]),
        trade=None if row["trade"] is None else Trade(row["trade"]),
        core=row["number_core"],
        number=row["number"],
        letters=row["letters"],
        enterprise=row["enterprise"],
        province=Province(row["province"]),
        reasons=frozenset(AbnormalReason(reason) for reason in row["reasons"]),
        represents=row["represents"],
        cancelled_on=row["cancelled_on"],
        valid_to=row["valid_to"],
        has_open_case=row["has_open_case"],
        enterprise_name=row["enterprise_name"],
        first_ce_deadline=row["first_ce_deadline"],
        second_record_on=row["second_record_on"],
    )


def case_from(row: RowMapping) -> CertificateCase:
    """Read a row of `case_rows`."""
    return CertificateCase(
        id=row["id"],
        kind=CertificateCaseKind(row["kind"]),
        certificate=row["certificate"],
        number=row["number"],
        holder=row["holder"],
        province=Province(row["province"]),
        employer=row["employer"],
        employment=row["employment"],
        status=CertificateCaseStatus(row["status"]),
        timeline=tuple(step_from(step) for step in row["timeline"]),
        version=row["version"],
        parent=row["parent"],
    )


def case_view(row: RowMapping) -> told.CertificateCase:
    """Show a row of `shown_rows`."""
    case = case_from(row)
    last = case.timeline[-1]
    return told.CertificateCase(
        id=case.id,
        kind=case.kind,
        certificate=case.certificate,
        number=case.number,
        holder=case.holder,
        holder_name=row["holder_name"],
        employer=case.employer,
        status=case.status,
        reason=last.reason,
        submitted_at=case.timeline[0].at,
        closed_at=None if case.is_open else last.at,
        timeline=tuple(
            told.CertificateCaseEntry(at=each.at, by=each.by, step=each.step, reason=each.reason)
            for each in case.timeline
        ),
        version=case.version,
        parent=case.parent,
    )


def case_values(case: CertificateCase) -> dict[str, Any]:
    """Write a case as a row, its timeline apart."""
    return {
        "id": case.id,
        "kind": case.kind,
        "certificate": case.certificate,
        "number": case.number,
        "holder": case.holder,
        "province": case.province,
        "employer": case.employer,
        "employment": case.employment,
        "status": case.status,
        "version": case.version,
        "parent": case.parent,
    }


def last_step_values(case: CertificateCase) -> dict[str, Any]:
    """Write the last step of a case's timeline as a row."""
    step = case.timeline[-1]
    return {
        "certificate_case": case.id,
        "ordinal": len(case.timeline),
        "at": step.at,
        "actor": step.by,
        "step": step.step,
        "reason": step.reason,
    }


def step_from(values: dict[str, Any]) -> Step:
    """Read a step of a timeline that was told as JSON."""
    return Step(
        at=datetime.fromisoformat(values["at"]),
        by=values["by"],
        step=CertificateCaseStep(values["step"]),
        reason=values["reason"],
    )
