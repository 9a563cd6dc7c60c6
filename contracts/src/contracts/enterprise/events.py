"""What enterprise announces."""

from datetime import date
from uuid import UUID

from contracts.message import Event
from contracts.vocabulary import CaseStatus, Category, Trade


class EnterpriseRegistered(Event):
    """An enterprise was registered."""

    enterprise: UUID
    version: int
    legal_representative: UUID | None = None


class CategoryChanged(Event):
    """An approved case gave an enterprise these categories: the whole state, with its version."""

    enterprise: UUID
    case: UUID
    category_version: int
    categories: tuple[Category, ...]
    permitted_trades: tuple[Trade, ...]
    decided_on: date


class CategoryCaseClosed(Event):
    """A category case was approved, rejected or withdrawn."""

    case: UUID
    enterprise: UUID
    status: CaseStatus


class EnterpriseRenamed(Event):
    """An enterprise has recorded another name; certificates keep the old one (六.3, K7)."""

    enterprise: UUID
    version: int


class LegalRepresentativeChanged(Event):
    """Another person represents an enterprise: certificates that rested on H4 stay (H11)."""

    enterprise: UUID
    former: UUID
    present: UUID
    version: int
