"""Employments: one at a time per person (四, H3)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.vocabulary import Province
from employment.domain.offers import Offer


@dataclass(frozen=True, kw_only=True)
class Employment:
    """An employment that an accepted offer began; it lasts while `ended_on` is not set."""

    id: UUID
    offer: UUID
    person: UUID
    enterprise: UUID
    enterprise_name: str
    province: Province
    position: str
    started_on: date
    ended_on: date | None = None
    version: int = 1


def employment_by(offer: Offer, *, employment: UUID, on: date) -> Employment:
    """Begin the employment that was offered, on the day of acceptance."""
    return Employment(
        id=employment,
        offer=offer.id,
        person=offer.person,
        enterprise=offer.enterprise,
        enterprise_name=offer.enterprise_name,
        province=offer.province,
        position=offer.position,
        started_on=on,
    )
