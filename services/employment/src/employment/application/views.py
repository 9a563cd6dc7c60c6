"""Offers and employments as they are told to others."""

from contracts import employment as told
from employment.domain.employments import Employment
from employment.domain.offers import Offer


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
    )
