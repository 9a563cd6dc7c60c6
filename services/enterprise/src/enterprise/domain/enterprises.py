"""An enterprise as the register keeps it (三)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contracts.vocabulary import Province
from enterprise.domain.categories import Holding


@dataclass(frozen=True, kw_only=True)
class Enterprise:
    """A registered enterprise; `category_version` 0 means no category registered yet (C1).

    `is_home_province` was set at registration and is never derived again (K10).
    """

    id: UUID
    uscc: str
    name: str
    legal_representative: UUID
    legal_representative_name: str
    province: Province
    is_home_province: bool
    registered_at: datetime
    holdings: tuple[Holding, ...] = ()
    category_version: int = 0
    version: int = 1


def with_holdings(enterprise: Enterprise, holdings: tuple[Holding, ...]) -> Enterprise:
    """Give the enterprise with the categories that an approved case gave it."""
    return replace(
        enterprise,
        holdings=holdings,
        category_version=enterprise.category_version + 1,
        version=enterprise.version + 1,
    )
