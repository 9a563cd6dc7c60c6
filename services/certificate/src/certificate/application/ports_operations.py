"""What operators' use cases need of the world: what rests on which cause, and the sequences."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from contracts.certificate import AppliedCategories, SkippedNumbers, VersionsOfCause
from contracts.vocabulary import CertificateKind, VersionCause

Skipped = SkippedNumbers
CauseKey = tuple[VersionCause, UUID]


@dataclass(frozen=True, kw_only=True)
class Jump:
    """How far a sequence jumps: `margin` numbers, counted from the last given or from `beyond`."""

    margin: int
    beyond: int


@dataclass(frozen=True, kw_only=True)
class CausesWanted:
    """Which causes are wanted: of versions made from `since` until before `until`."""

    since: datetime
    until: datetime
    after: CauseKey | None
    size: int


class Comparisons(Protocol):
    """The register, as far as it is compared with what others know."""

    def causes(self, wanted: CausesWanted) -> tuple[VersionsOfCause, ...]:
        """Give what brought about the versions of a period, ordered by cause."""
        ...

    def applied(self, *, after: UUID | None, size: int) -> tuple[AppliedCategories, ...]:
        """Give the categories that were applied, ordered by enterprise."""
        ...


class NumberingRecords(Protocol):
    """One transaction on the sequences of numbers."""

    def highest_issued(self, least: str, most: str, digits: int) -> int:
        """Give the highest sequence number among the cores between two, 0 if there is none."""
        ...

    def skip(self, year: int, jumps: Mapping[CertificateKind, Jump]) -> tuple[Skipped, ...]:
        """Let a year's sequences jump ahead, and keep which numbers were passed over."""
        ...


NumberingTransactions = Callable[[], AbstractContextManager[NumberingRecords]]
