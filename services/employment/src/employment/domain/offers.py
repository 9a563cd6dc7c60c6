"""Offers of employment: made by an enterprise, answered by a person (四, H3)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from contracts.vocabulary import OfferStatus, Province


@unique
class Obstacle(StrEnum):
    """Why an offer cannot be made, or cannot be answered as asked."""

    ENTERPRISE_NOT_REGISTERED = "ENTERPRISE_NOT_REGISTERED"
    PERSON_NOT_FOUND = "PERSON_NOT_FOUND"
    PERSON_NOT_VERIFIED = "PERSON_NOT_VERIFIED"
    EMPLOYED_HERE = "EMPLOYED_HERE_ALREADY"
    OFFER_OPEN = "OFFER_OPEN_ALREADY"
    OFFER_CLOSED = "OFFER_CLOSED"
    EMPLOYED_ALREADY = "EMPLOYED_ALREADY"
    STALE_VIEW = "STALE_VIEW"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An offer; the enterprise's name and province are those of the day it was made."""

    id: UUID
    enterprise: UUID
    enterprise_name: str
    province: Province
    person: UUID
    position: str
    offered_at: datetime
    status: OfferStatus = OfferStatus.OPEN
    reason: str | None = None
    closed_at: datetime | None = None
    labour_contract: UUID | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """An open offer waits for the person's answer."""
        return self.status is OfferStatus.OPEN


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What is known of the person an offer names, for the enterprise that offers."""

    is_verified: bool
    is_employed_here: bool
    has_open_offer_from_here: bool


def obstacles_to_offer(
    candidate: Candidate | None, *, enterprise_is_registered: bool
) -> tuple[Obstacle, ...]:
    """Tell everything that stands against an offer (四); no candidate means nobody is so named."""
    found = {Obstacle.ENTERPRISE_NOT_REGISTERED: not enterprise_is_registered}
    if candidate is None:
        found[Obstacle.PERSON_NOT_FOUND] = True
    else:
        found[Obstacle.PERSON_NOT_VERIFIED] = not candidate.is_verified
        found[Obstacle.EMPLOYED_HERE] = candidate.is_employed_here
        found[Obstacle.OFFER_OPEN] = candidate.has_open_offer_from_here
    return tuple(obstacle for obstacle, stands in found.items() if stands)


def obstacles_to_acceptance(
    offer: Offer, seen_version: int | None, *, is_employed: bool
) -> tuple[Obstacle, ...]:
    """Tell everything that stands against accepting: one employment at a time (四, H3)."""
    found = {
        Obstacle.OFFER_CLOSED: not offer.is_open,
        Obstacle.EMPLOYED_ALREADY: is_employed,
        Obstacle.STALE_VIEW: offer.is_open and seen_version not in (None, offer.version),
    }
    return tuple(obstacle for obstacle, stands in found.items() if stands)


def closed(offer: Offer, status: OfferStatus, at: datetime, reason: str | None = None) -> Offer:
    """Close an offer."""
    return replace(offer, status=status, reason=reason, closed_at=at, version=offer.version + 1)


def offer_with(offer: Offer, labour_contract: UUID) -> Offer:
    """Name the labour contract that is the latest now."""
    return replace(offer, labour_contract=labour_contract, version=offer.version + 1)
