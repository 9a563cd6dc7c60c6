"""Employments: one at a time per person (四, H3), until they are dissolved (H5)."""

from dataclasses import dataclass, replace
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
    labour_contract: UUID | None = None
    version: int = 1

    @property
    def lasts(self) -> bool:
        """An employment lasts until it is dissolved."""
        return self.ended_on is None


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
        labour_contract=offer.labour_contract,
    )


def employment_with(employment: Employment, labour_contract: UUID) -> Employment:
    """Name the labour contract that is the latest now."""
    return replace(employment, labour_contract=labour_contract, version=employment.version + 1)


def ended(employment: Employment, on: date) -> Employment:
    """End an employment; no earlier than it began, though a sandbox's clock may go back (D11)."""
    last_day = max(on, employment.started_on)
    return replace(employment, ended_on=last_day, version=employment.version + 1)
