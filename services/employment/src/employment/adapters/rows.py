"""Rows of the tables read as the domain's values."""

from sqlalchemy import RowMapping

from contracts.vocabulary import (
    DissolutionStatus,
    EmploymentStepKind,
    OfferStatus,
    Province,
    Side,
)
from employment.domain.dissolutions import Dissolution
from employment.domain.employments import Employment
from employment.domain.labour_contracts import LabourContract
from employment.domain.offers import Offer
from employment.domain.steps import Step


def offer_from(row: RowMapping) -> Offer:
    """Read a row of `offers`."""
    return Offer(
        id=row["id"],
        enterprise=row["enterprise"],
        enterprise_name=row["enterprise_name"],
        province=Province(row["province"]),
        person=row["person"],
        position=row["position"],
        offered_at=row["offered_at"],
        status=OfferStatus(row["status"]),
        reason=row["reason"],
        closed_at=row["closed_at"],
        labour_contract=row["labour_contract"],
        version=row["version"],
    )


def employment_from(row: RowMapping) -> Employment:
    """Read a row of `employments`."""
    return Employment(
        id=row["id"],
        offer=row["offer"],
        person=row["person"],
        enterprise=row["enterprise"],
        enterprise_name=row["enterprise_name"],
        province=Province(row["province"]),
        position=row["position"],
        started_on=row["started_on"],
        ended_on=row["ended_on"],
        labour_contract=row["labour_contract"],
        version=row["version"],
    )


def contract_from(row: RowMapping) -> LabourContract:
    """Read a row of `labour_contracts`, its bytes left out."""
    return LabourContract(
        id=row["id"],
        offer=row["offer"],
        size=row["size"],
        sha256=row["sha256"],
        added_at=row["added_at"],
    )


def dissolution_from(row: RowMapping) -> Dissolution:
    """Read a row of `dissolutions`."""
    return Dissolution(
        id=row["id"],
        employment=row["employment"],
        person=row["person"],
        enterprise=row["enterprise"],
        enterprise_name=row["enterprise_name"],
        province=Province(row["province"]),
        requested_by=Side(row["requested_by"]),
        requested_at=row["requested_at"],
        reason=row["reason"],
        status=DissolutionStatus(row["status"]),
        answer=row["answer"],
        closed_at=row["closed_at"],
        version=row["version"],
    )


def step_from(row: RowMapping) -> Step:
    """Read a row of `employment_steps`."""
    return Step(
        at=row["at"],
        by=row["actor"],
        step=EmploymentStepKind(row["step"]),
        reason=row["reason"],
    )
