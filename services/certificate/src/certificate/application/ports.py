"""What the use cases need of the world: a clock, the register, the cases, one transaction."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from certificate.domain.category_change import Numbered
from contracts.certificate import Certificate, CertificateVersion, Job, MarkChange
from contracts.enterprise import CategoryCase, CategoryChanged
from contracts.vocabulary import (
    AbnormalReason,
    CertificateKind,
    CertificateStatus,
    Province,
    Trade,
)

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Item]):
    """Rows of a list; `next` is the key below which the next page begins."""

    items: tuple[Item, ...]
    next: int | None


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What the one who asks may see; bounds that are `None` do not bound."""

    holder: UUID | None = None
    enterprise: UUID | None = None
    province: Province | None = None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which certificates are wanted; what is `None` does not matter."""

    size: int
    before: int | None = None
    kind: CertificateKind | None = None
    trade: Trade | None = None
    status: CertificateStatus | None = None
    reason: AbnormalReason | None = None
    enterprise: UUID | None = None
    holder: UUID | None = None
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """A certificate that a category change looks at; its look, without the core, is shared."""

    certificate: UUID
    holder_name: str
    core: str
    number: str
    look: Numbered


class Clock(Protocol):
    """The legal clock (D11)."""

    def now(self) -> datetime:
        """Give the moment, in UTC."""
        ...

    def today(self) -> date:
        """Give the legal day."""
        ...


class Register(Protocol):
    """The register, for reading."""

    def certificate(self, certificate: UUID, sight: Sight, today: date) -> Certificate | None:
        """Give a certificate as of today, if it may be seen."""
        ...

    def certificates(self, wanted: Wanted, sight: Sight, today: date) -> Page[Certificate]:
        """Give a page of certificates, newest first."""
        ...

    def versions(self, certificate: UUID, today: date) -> tuple[CertificateVersion, ...]:
        """Give all versions of a certificate, newest first."""
        ...

    def marks(self, certificate: UUID) -> tuple[MarkChange, ...]:
        """Give when abnormal reasons came and went, newest first."""
        ...

    def concerned(self, enterprise: UUID, day: date) -> Iterator[Concerned]:
        """Give the certificates that a category change would look at (C4), ordered by id."""
        ...


class CategoryCases(Protocol):
    """The category cases, which enterprise owns."""

    def get(self, case: UUID) -> CategoryCase:
        """Give a case, if the present principal may see it; raises `NotFound`."""
        ...

    def approve(self, case: UUID, *, version: int, fingerprint: str) -> CategoryCase:
        """Have a case approved on behalf of the present principal (C6)."""
        ...


class JobReader(Protocol):
    """The bulk jobs of this service."""

    def by_id(self, job: UUID) -> Job | None:
        """Give a job's progress."""
        ...

    def by_key(self, key: str) -> Job | None:
        """Give a job's progress by its key."""
        ...

    def page(self, *, before: UUID | None, size: int) -> tuple[Job, ...]:
        """Give jobs, newest first, those older than `before`."""
        ...


class CategoryRecords(Protocol):
    """One transaction in which an enterprise's newer categories are kept."""

    def apply(self, event: CategoryChanged) -> None:
        """Keep newer categories and start the job that carries them out (C8)."""
        ...


CategoryTransactions = Callable[[], AbstractContextManager[CategoryRecords]]
