"""What the use cases need of the world: a clock, the people, the register, one transaction."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from contracts.enterprise import LegalRepresentation
from contracts.identity import Resolution
from contracts.message import Event
from contracts.vocabulary import CaseStatus, Category, Province
from enterprise.domain.cases import CategoryCase
from enterprise.domain.enterprises import Enterprise, FormerRegistration

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Item]):
    """Rows of a list, newest first; `next` is the key below which the next page begins."""

    items: tuple[Item, ...]
    next: int | None


@dataclass(frozen=True, kw_only=True)
class Span:
    """Which page is wanted: at most `size` rows whose key is below `before`."""

    before: int | None
    size: int


@dataclass(frozen=True, kw_only=True)
class EnterpriseFilter:
    """Which enterprises are wanted; what is `None` does not matter."""

    province: Province
    name: str | None = None
    uscc: str | None = None
    category: Category | None = None


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """Which category cases are wanted; what is `None` does not matter."""

    province: Province | None = None
    enterprise: UUID | None = None
    status: CaseStatus | None = None


class Clock(Protocol):
    """The legal clock (D11)."""

    def now(self) -> datetime:
        """Give the moment, in UTC."""
        ...

    def today(self) -> date:
        """Give the legal day."""
        ...


class People(Protocol):
    """Those who are known to identity."""

    def resolve(self, name: str, id_number: str, *, create: bool) -> Resolution:
        """Find the person so named, entering one where none is known and `create` says so."""
        ...


class Register(Protocol):
    """The register, for reading."""

    def enterprise(self, enterprise: UUID) -> Enterprise | None:
        """Give an enterprise."""
        ...

    def enterprises(self, enterprises: tuple[UUID, ...]) -> tuple[Enterprise, ...]:
        """Give those that exist."""
        ...

    def enterprise_page(self, wanted: EnterpriseFilter, span: Span) -> Page[Enterprise]:
        """Give a page of enterprises."""
        ...

    def holds_uscc(self, uscc: str) -> bool:
        """Tell whether an enterprise is registered under this code."""
        ...

    def represented_by(self, persons: tuple[UUID, ...]) -> tuple[LegalRepresentation, ...]:
        """Give the enterprises whose legal representative is one of these persons."""
        ...

    def former_registrations(self, enterprise: UUID) -> tuple[FormerRegistration, ...]:
        """Give how an enterprise was registered before, newest first."""
        ...

    def case(self, case: UUID) -> CategoryCase | None:
        """Give a category case with its timeline."""
        ...

    def approved_among(self, cases: tuple[UUID, ...]) -> tuple[UUID, ...]:
        """Give those of these cases that are approved."""
        ...

    def case_page(self, wanted: CaseFilter, span: Span) -> Page[CategoryCase]:
        """Give a page of category cases."""
        ...


class Records(Protocol):
    """One transaction on the register. Who locks both locks the enterprise before its case."""

    def locked_enterprise(self, enterprise: UUID) -> Enterprise | None:
        """Give an enterprise that nobody else can change until this ends."""
        ...

    def locked_case(self, case: UUID) -> CategoryCase | None:
        """Give a case that nobody else can change until this ends."""
        ...

    def has_open_case(self, enterprise: UUID) -> bool:
        """Tell whether the enterprise has a case that is not closed."""
        ...

    def add_enterprise(self, enterprise: Enterprise) -> None:
        """Enter an enterprise; refuses a second one under its id or its code."""
        ...

    def change_registration(self, enterprise: Enterprise, former: FormerRegistration) -> None:
        """Keep how an enterprise is registered now, and how it was."""
        ...

    def open_case(self, case: CategoryCase) -> None:
        """Enter a case; refuses a second open one for the same enterprise (C1)."""
        ...

    def close_case(self, case: CategoryCase, *, fingerprint: str | None = None) -> None:
        """Keep a case's last step, and the fingerprint of the preview it was approved on (C6)."""
        ...

    def set_holdings(self, enterprise: Enterprise, *, case: UUID, on: date) -> None:
        """Keep the categories that a case gave the enterprise, as from this day."""
        ...

    def keep_floors(self, floors: Mapping[UUID, int]) -> tuple[UUID, ...]:
        """Give no category version up to these again, open cases included.

        Gives the enterprises whose own version is below, those that are not registered included.
        """
        ...

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        ...


Transactions = Callable[[], AbstractContextManager[Records]]
