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


@dataclass(frozen=True, kw_only=True)
class FormerRegistration:
    """What an enterprise was called and who represented it, until `until`."""

    name: str
    legal_representative: UUID
    legal_representative_name: str
    until: datetime
    changed_by: str
    version: int


def with_registration(
    enterprise: Enterprise, *, name: str, representative: UUID, representative_name: str
) -> Enterprise:
    """Give the enterprise as it is registered now; what it holds does not change."""
    return replace(
        enterprise,
        name=name,
        legal_representative=representative,
        legal_representative_name=representative_name,
        version=enterprise.version + 1,
    )


def former_registration(enterprise: Enterprise, *, until: datetime, by: str) -> FormerRegistration:
    """Give what is kept of an enterprise whose registration changes."""
    return FormerRegistration(
        name=enterprise.name,
        legal_representative=enterprise.legal_representative,
        legal_representative_name=enterprise.legal_representative_name,
        until=until,
        changed_by=by,
        version=enterprise.version,
    )
