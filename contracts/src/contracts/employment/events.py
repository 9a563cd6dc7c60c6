"""What employment announces."""

from uuid import UUID

from contracts.message import Event
from contracts.vocabulary import DissolutionStatus, OfferStatus, Side


class OfferMoved(Event):
    """An offer was made, accepted, refused, taken back, or has lapsed (K9)."""

    offer: UUID
    person: UUID
    enterprise: UUID
    status: OfferStatus
    version: int


class LabourContractAdded(Event):
    """An enterprise added a labour contract to an offer, or to the employment it began."""

    labour_contract: UUID
    offer: UUID
    person: UUID
    enterprise: UUID


class EmploymentStarted(Event):
    """A person accepted an offer."""

    employment: UUID
    person: UUID
    enterprise: UUID
    version: int


class EmploymentEnded(Event):
    """An employment came to its end."""

    employment: UUID
    person: UUID
    enterprise: UUID
    version: int


class DissolutionMoved(Event):
    """A dissolution was asked for, confirmed, refused or taken back (H5, K9)."""

    dissolution: UUID
    employment: UUID
    person: UUID
    enterprise: UUID
    requested_by: Side
    status: DissolutionStatus
    version: int
