"""What certificate cases need of the world: the register, and one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from certificate.application.ports import Page, Sight
from certificate.domain.cases import CertificateCase
from certificate.domain.holding import Held
from certificate.domain.terms import Term
from contracts import certificate as told
from contracts.message import Event
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateKind,
    Province,
    Trade,
    VersionCause,
)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The certificate that a case is about, as the register holds it now."""

    id: UUID
    holder: UUID
    holder_name: str
    kind: CertificateKind
    trade: Trade | None
    core: str
    number: str
    letters: str
    enterprise: UUID
    province: Province
    reasons: frozenset[AbnormalReason]
    represents: bool
    cancelled_on: date | None
    valid_to: date
    has_open_case: bool
    enterprise_name: str
    first_ce_deadline: date
    second_record_on: date | None


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The unit a certificate is moved to, with the letters it prints (K13)."""

    enterprise: UUID
    name: str
    province: Province
    represents: bool
    letters: str


@dataclass(frozen=True, kw_only=True)
class Reprint:
    """What a new version says differently, and what caused it; no unit: the unit stays."""

    cause: VersionCause
    caused_by: UUID
    number: str
    holder_name: str
    photo: UUID
    unit: Unit | None = None


@dataclass(frozen=True, kw_only=True)
class NextTerm:
    """The term that a renewal adds, and the age rule it was cut by (D4, D9)."""

    term: Term
    age_rule: str


@dataclass(frozen=True, kw_only=True)
class WantedCases:
    """Which cases are wanted; what is `None` does not matter."""

    size: int
    before: int | None = None
    kind: CertificateCaseKind | None = None
    status: CertificateCaseStatus | None = None
    certificate: UUID | None = None


class CaseRegister(Protocol):
    """Certificates and their cases, for reading."""

    def subject(self, certificate: UUID, sight: Sight) -> Subject | None:
        """Give a certificate, if it may be seen."""
        ...

    def held_beside(self, subject: Subject, today: date) -> tuple[Held, ...]:
        """Give the holder's other certificates that hold a place."""
        ...

    def case(self, case: UUID, sight: Sight) -> told.CertificateCase | None:
        """Give a case with its timeline, if it may be seen."""
        ...

    def cases(self, wanted: WantedCases, sight: Sight) -> Page[told.CertificateCase]:
        """Give a page of cases that may be seen, newest first."""
        ...


class CaseRecords(Protocol):
    """One transaction on cases; locks are taken in this order."""

    def hold_person(self, person: UUID) -> None:
        """Let nobody else note an end of this person's employments until this ends (H6)."""
        ...

    def locked_case(self, case: UUID) -> CertificateCase | None:
        """Lock a case."""
        ...

    def locked_waiting_for(self, employment: UUID) -> Sequence[CertificateCase]:
        """Lock the cases that wait for the employer of this employment."""
        ...

    def hold_categories(self, enterprises: Iterable[UUID]) -> Mapping[UUID, int]:
        """Let no newer categories be applied until this ends; gives the applied versions (C8)."""
        ...

    def locked_subject(self, certificate: UUID, *, but_for: UUID | None = None) -> Subject:
        """Lock all of the holder's certificates and give this; one case does not count as open."""
        ...

    def free_expired_places(self, persons: Iterable[UUID], today: date) -> None:
        """Free the places of certificates that have expired (H2)."""
        ...

    def held_beside(self, subject: Subject, today: date) -> tuple[Held, ...]:
        """Give the holder's other certificates that hold a place."""
        ...

    def note_representation(self, certificates: Sequence[UUID]) -> None:
        """Note that the holders of these have become legal representatives of the units (H1)."""
        ...

    def has_ended(self, employment: UUID) -> bool:
        """Tell whether an employment's end has been noted."""
        ...

    def note_end(self, employment: UUID) -> None:
        """Note that an employment has ended."""
        ...

    def open_case(self, case: CertificateCase) -> None:
        """Enter a case with its first step; raises `FactsOutdated` on another open one (K1)."""
        ...

    def keep_step(self, case: CertificateCase) -> None:
        """Keep the step that a case has just taken."""
        ...

    def cancel(self, certificate: UUID, on: date) -> None:
        """Cancel a certificate, which frees its place (H2)."""
        ...

    def reprint(self, subject: Subject, reprint: Reprint, on: date) -> None:
        """Give new versions for the one in force and one already approved (K7, D9)."""
        ...

    def begin_renewal(self, certificate: UUID) -> None:
        """Let a certificate keep its place, and follow categories, until its case closes (D9).

        Raises `FactsOutdated` where its place has just been freed.
        """
        ...

    def end_renewal(self, certificate: UUID, today: date) -> bool:
        """End that without a new term; tells whether the place is free now, after the last day."""
        ...

    def renew(self, subject: Subject, reprint: Reprint, following: NextTerm) -> None:
        """Give a version for the next term; the present one stays in force until then (D9)."""
        ...

    def lift(self, certificate: UUID, reason: AbnormalReason, *, caused_by: UUID) -> None:
        """Take an abnormal reason off a certificate, and keep that in its history."""
        ...

    def try_person_again(self, person: UUID, *, cause: str) -> None:
        """Try a person's pending results again, once for a cause (H9)."""
        ...

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        ...


CaseTransactions = Callable[[], AbstractContextManager[CaseRecords]]
