"""The category cases, asked of enterprise on behalf of the present principal."""

from dataclasses import dataclass
from uuid import UUID

from bus.remote import Ask
from contracts.enterprise import ApproveCategoryCase, CategoryCase, GetCategoryCase


@dataclass(frozen=True, kw_only=True)
class EnterpriseCases:
    """Asks enterprise."""

    ask: Ask

    def get(self, case: UUID) -> CategoryCase:
        """Give a case, if the present principal may see it; raises `NotFound`."""
        return self.ask(GetCategoryCase(case=case))

    def approve(self, case: UUID, *, version: int, fingerprint: str) -> CategoryCase:
        """Have a case approved on behalf of the present principal (C6)."""
        return self.ask(ApproveCategoryCase(case=case, version=version, fingerprint=fingerprint))
