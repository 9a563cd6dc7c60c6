"""What issuance needs of the world: facts from their owners, and one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from certificate.domain.holding import Held, Ties
from certificate.domain.results import Passed
from certificate.domain.terms import Term
from contracts.enterprise import Enterprise
from contracts.errors import Unavailable
from contracts.identity import Person
from contracts.message import Event
from contracts.vocabulary import CertificateKind, Province, ResultStatus, Trade


class FactsOutdated(Unavailable):
    """What was gathered is no longer so (C8): gather again, in a transaction of its own."""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What the owners told of some persons and of the enterprises they are tied to.

    `employments` are those that last, by their persons.
    """

    persons: Mapping[UUID, Person]
    ties: Mapping[UUID, Ties]
    enterprises: Mapping[UUID, Enterprise]
    employments: Mapping[UUID, UUID] = field(default_factory=dict)


class Owners(Protocol):
    """Those who own the facts: identity, employment, enterprise."""

    def about(self, persons: Sequence[UUID]) -> Gathered:
        """Ask what issuance to these persons rests on; never while a transaction is open."""
        ...

    def registered(self, enterprise: UUID) -> Enterprise | None:
        """Ask how an enterprise is registered now; never while a transaction is open."""
        ...


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An exam result in a transaction, locked."""

    person: UUID
    status: ResultStatus
    passed: Passed


@dataclass(frozen=True, kw_only=True)
class NewCertificate:
    """A certificate about to be issued, with what is printed on it (K7)."""

    id: UUID
    result: UUID
    holder: UUID
    kind: CertificateKind
    trade: Trade | None
    core: str
    number: str
    letters: str
    enterprise: UUID
    province: Province
    represents: bool
    term: Term
    holder_name: str
    enterprise_name: str
    photo: UUID
    age_rule: str


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Where a result stands now; pending ones with the codes of what they lack."""

    result: UUID
    status: ResultStatus
    missing: tuple[str, ...] = ()
    employer: UUID | None = None
    certificate: UUID | None = None


class HeldReader(Protocol):
    """What persons hold, for reading."""

    def persons_of(self, results: Sequence[UUID]) -> tuple[UUID, ...]:
        """Give the persons whose results these are."""
        ...

    def held_beside(self, result: UUID, person: UUID, today: date) -> tuple[Held, ...]:
        """Give the certificates that hold a person's places, but for what the result became."""
        ...


class IssuingRecords(Protocol):
    """One transaction in which certificates are issued; locks are taken in this order."""

    def lock_results(self, results: Sequence[UUID]) -> tuple[Waiting, ...]:
        """Lock these results and all others of their persons that have no certificate yet."""
        ...

    def hold_categories(self, enterprises: Iterable[UUID]) -> Mapping[UUID, int]:
        """Let no newer categories be applied until this ends; gives the applied versions (C8)."""
        ...

    def free_expired_places(self, persons: Iterable[UUID], today: date) -> None:
        """Free the places of certificates that have expired (H2)."""
        ...

    def held(self, persons: Iterable[UUID], today: date) -> Mapping[UUID, tuple[Held, ...]]:
        """Give the certificates that hold a place, by their holders."""
        ...

    def note_representation(self, certificates: Sequence[UUID]) -> None:
        """Note that the holders of these have become legal representatives of the units (H1)."""
        ...

    def allot(self, kind: CertificateKind, year: int, count: int) -> range:
        """Give as many sequence numbers as are needed, never given before."""
        ...

    def add(self, certificates: Sequence[NewCertificate]) -> None:
        """Keep certificates with their first versions; raises `FactsOutdated` on a clash (H1)."""
        ...

    def settle(self, settled: Sequence[Settled]) -> Sequence[Waiting]:
        """Keep where results stand; gives those that stand differently now, or lack another."""
        ...

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        ...


IssuingTransactions = Callable[[], AbstractContextManager[IssuingRecords]]
