"""Offers and what they began, as they are told to others."""

from contracts import employment as told
from employment.domain.dissolutions import Dissolution
from employment.domain.employments import Employment
from employment.domain.labour_contracts import LabourContract
from employment.domain.offers import Offer
from employment.domain.steps import Step


def offer_view(offer: Offer) -> told.Offer:
    """Tell an offer."""
    return told.Offer(
        id=offer.id,
        enterprise=offer.enterprise,
        enterprise_name=offer.enterprise_name,
        person=offer.person,
        position=offer.position,
        status=offer.status,
        reason=offer.reason,
        offered_at=offer.offered_at,
        closed_at=offer.closed_at,
        version=offer.version,
        labour_contract=offer.labour_contract,
    )


def employment_view(employment: Employment) -> told.Employment:
    """Tell an employment."""
    return told.Employment(
        id=employment.id,
        person=employment.person,
        enterprise=employment.enterprise,
        enterprise_name=employment.enterprise_name,
        position=employment.position,
        started_on=employment.started_on,
        ended_on=employment.ended_on,
        version=employment.version,
        offer=employment.offer,
        labour_contract=employment.labour_contract,
    )


def contract_view(contract: LabourContract) -> told.LabourContract:
    """Tell a labour contract, its bytes left out."""
    return told.LabourContract(
        id=contract.id,
        offer=contract.offer,
        size=contract.size,
        sha256=contract.sha256,
        added_at=contract.added_at,
    )


def dissolution_view(dissolution: Dissolution) -> told.Dissolution:
    """Tell a dissolution."""
    return told.Dissolution(
        id=dissolution.id,
        employment=dissolution.employment,
        person=dissolution.person,
        enterprise=dissolution.enterprise,
        enterprise_name=dissolution.enterprise_name,
        requested_by=dissolution.requested_by,
        reason=dissolution.reason,
        status=dissolution.status,
        answer=dissolution.answer,
        requested_at=dissolution.requested_at,
        closed_at=dissolution.closed_at,
        version=dissolution.version,
    )


def step_view(step: Step) -> told.EmploymentStep:
    """Tell a step."""
    return told.EmploymentStep(at=step.at, by=step.by, step=step.step, reason=step.reason)
