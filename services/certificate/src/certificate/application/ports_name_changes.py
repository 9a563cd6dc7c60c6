"""What changes of an enterprise's name need of the world: the register, and one transaction."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from certificate.application.ports import Page, Sight
from certificate.application.ports_cases import Subject
from certificate.domain.cases import Step
from certificate.domain.name_changes import NameChange
from contracts import certificate as told
from contracts.message import Event
from contracts.vocabulary import CertificateCaseStatus


@dataclass(frozen=True, kw_only=True)
class Sought:
    """An enterprise's certificates that print one of these names on a day."""

    enterprise: UUID
    names: tuple[str, ...]
    on: date


@dataclass(frozen=True, kw_only=True)
class Item:
    """A certificate that was found: a part of the case, or left out for what is unmet."""

    subject: Subject
    part: UUID | None
    unmet: tuple[told.Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a case that still waits, with its certificate, both locked."""

    id: UUID
    subject: Subject


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """A part whose certificate is to print the decided name, and the photo of today (K7)."""

    part: Part
    photo: UUID


@dataclass(frozen=True, kw_only=True)
class Unmet:
    """For what a part is rejected at the decision, in words and as findings."""

    reason: str
    findings: tuple[told.Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Closing:
    """How parts are closed: all in the same step; `unmet` says for what each, if that differs."""

    parts: tuple[UUID, ...]
    step: Step
    status: CertificateCaseStatus
    unmet: tuple[Unmet, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WantedNameChanges:
    """Which name changes are wanted; what is `None` does not matter."""

    size: int
    before: int | None = None
    status: CertificateCaseStatus | None = None
    enterprise: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class WantedItems:
    """Which items of a name change are wanted, those after a certificate."""

    case: UUID
    size: int
    after: UUID | None = None
    is_included: bool | None = None


class NameChangeRegister(Protocol):
    """Certificates as a change of the name sees them, and such cases, for reading."""

    def names_printed(self, enterprise: UUID, today: date) -> tuple[str, ...]:
        """Give the names of an enterprise that its certificates print, each once (C4)."""
        ...

    def count(self, sought: Sought) -> int:
        """Count the certificates sought."""
        ...

    def found(self, sought: Sought, *, after: UUID | None, size: int) -> tuple[Subject, ...]:
        """Give the certificates sought, ordered by id, those after one of them."""
        ...

    def holders(self, sought: Sought) -> tuple[UUID, ...]:
        """Give the holders of the certificates sought, each once."""
        ...

    def holders_of_parts(self, parts: Sequence[UUID]) -> tuple[UUID, ...]:
        """Give the holders of parts, each once."""
        ...

    def name_change(self, case: UUID, sight: Sight) -> told.EnterpriseNameChange | None:
        """Give a name change with its timeline, if it may be seen."""
        ...

    def name_changes(
        self, wanted: WantedNameChanges, sight: Sight
    ) -> Page[told.EnterpriseNameChange]:
        """Give a page of name changes that may be seen, newest first."""
        ...

    def items(self, wanted: WantedItems) -> tuple[told.EnterpriseNameChangeItem, ...]:
        """Give items of a name change, ordered by certificate."""
        ...


class NameChangeRecords(Protocol):
    """One transaction on name changes; locks are taken in this order."""

    def name_change(self, case: UUID) -> NameChange | None:
        """Give a name change, without a lock."""
        ...

    def locked(self, case: UUID) -> NameChange | None:
        """Lock a name change."""
        ...

    def locked_waiting(self, case: UUID) -> tuple[UUID, ...]:
        """Lock the parts that still wait, in the order of their ids."""
        ...

    def locked_parts(self, case: UUID, parts: Sequence[UUID]) -> tuple[Part, ...]:
        """Lock those of these parts that still wait, then their certificates."""
        ...

    def locked_found(self, sought: Sought) -> tuple[Subject, ...]:
        """Lock the certificates sought in the order of their ids, and give them."""
        ...

    def has_open(self, enterprise: UUID) -> bool:
        """Tell whether an enterprise has one that waits for the decision."""
        ...

    def open(self, change: NameChange, items: Sequence[Item]) -> None:
        """Enter a name change with its first step, its parts with theirs, and what is left out.

        Raises `FactsOutdated` on another open one of the enterprise, or another open case about
        one of the certificates (K1).
        """
        ...

    def keep_step(self, change: NameChange) -> None:
        """Keep the step that a name change has just taken."""
        ...

    def close(self, change: NameChange, closing: Closing) -> None:
        """Close parts, keep their step and what was unmet, and tell the others."""
        ...

    def start_carrying_out(self, change: NameChange) -> None:
        """Have the waiting parts carried out by a bulk job."""
        ...

    def rename(self, renamed: Sequence[Renamed], name: str, on: date) -> None:
        """Give new versions with another name, for those in force and those approved (K7, D9)."""
        ...

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        ...


NameChangeTransactions = Callable[[], AbstractContextManager[NameChangeRecords]]
