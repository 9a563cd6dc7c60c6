"""Enterprises as registered (三): entered, read, and what has changed of them since."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from contracts.enterprise.categories import HeldCategory
from contracts.fields import (
    Cursor,
    EnterpriseName,
    IdNumber,
    Ids,
    PageSize,
    PersonName,
    Rule,
    UsccText,
    VersionNumber,
)
from contracts.message import Command, Query, Value
from contracts.vocabulary import Category, Province, Trade


class Enterprise(Value):
    """An enterprise as registered; `category_version` 0 means no category registered yet (C1)."""

    id: UUID
    uscc: str
    name: str
    legal_representative: UUID
    legal_representative_name: str
    province: Province
    is_home_province: bool
    categories: tuple[HeldCategory, ...]
    category_version: int
    permitted_trades: tuple[Trade, ...]
    registered_at: datetime
    version: int


class Enterprises(Value):
    """A page of enterprises, or those asked for by id."""

    items: tuple[Enterprise, ...]
    next: str | None = None


class RegisterEnterprise(Command[Enterprise]):
    """Register the enterprise of the account that asks (三)."""

    uscc: UsccText
    name: EnterpriseName
    legal_representative_name: PersonName
    legal_representative_id_number: IdNumber
    province: Province


class GetEnterprise(Query[Enterprise]):
    """Get an enterprise: one's own, one of their province for the staff, any for services."""

    enterprise: UUID


class GetEnterprises(Query[Enterprises]):
    """Get up to 1,000 enterprises by id, for services; unknown ids are left out."""

    enterprises: Ids


class ListEnterprises(Query[Enterprises]):
    """List the enterprises of their province, newest first, for the authority's staff."""

    name: Annotated[str, Rule(most=120, describe="Part of the name.")] | None = None
    uscc: Annotated[str, Rule(most=18)] | None = None
    category: Category | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class LegalRepresentation(Value):
    """A person is the registered legal representative of an enterprise (H4)."""

    person: UUID
    enterprise: UUID


class LegalRepresentations(Value):
    """Which enterprises persons are legal representatives of."""

    items: tuple[LegalRepresentation, ...]


class GetLegalRepresentations(Query[LegalRepresentations]):
    """Get the enterprises that up to 1,000 persons are legal representatives of; for services."""

    persons: Ids


class ChangeRegistration(Command[Enterprise]):
    """Record what has changed in one's business registration; the code never does (六.3).

    A new representative is named with the ID number. `version` is the one that was read (K6).
    """

    version: VersionNumber
    name: EnterpriseName | None = None
    legal_representative_name: PersonName | None = None
    legal_representative_id_number: IdNumber | None = None


class FormerRegistration(Value):
    """What an enterprise was called and who represented it, until a change was recorded."""

    name: str
    legal_representative: UUID
    legal_representative_name: str
    until: datetime
    changed_by: str
    version: int


class FormerRegistrations(Value):
    """How an enterprise was registered before, newest first."""

    items: tuple[FormerRegistration, ...]


class ListFormerRegistrations(Query[FormerRegistrations]):
    """List how an enterprise was registered before: one's own, or one of their province."""

    enterprise: UUID
