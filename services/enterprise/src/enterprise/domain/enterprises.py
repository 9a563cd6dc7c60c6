"""An enterprise as the register keeps it (三)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contracts.vocabulary import Province
from enterprise.domain.categories import Holding


@dataclass(frozen=True, kw_only=True)
class Enterprise:
    """A registered enterprise; `category_version` 0 means no category registered yet (C1).

    `category_floor` is the highest version known to have been given before a restore: none up to
    it is given again.
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
    category_floor: int = 0
    version: int = 1

    @property
    def next_category_version(self) -> int:
        """Give the version that the next approved case gives."""
        return max(self.category_version, self.category_floor) + 1


def with_holdings(enterprise: Enterprise, holdings: tuple[Holding, ...]) -> Enterprise:
    """Give the enterprise with the categories that an approved case gave it."""
    return replace(
        enterprise,
        holdings=holdings,
        category_version=enterprise.next_category_version,
        version=enterprise.version + 1,
    )
