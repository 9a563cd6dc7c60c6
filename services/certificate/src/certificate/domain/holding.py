"""Which certificates one person may hold at the same time, and whose employer counts (H1, H4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Final
from uuid import UUID

from contracts.vocabulary import CertificateKind, Trade

PRINCIPAL: Final = CertificateKind.PRINCIPAL


@unique
class HoldingConflict(StrEnum):
    """Why a certificate cannot be held beside those already held (六.1(4))."""

    PRINCIPAL_EXCLUDES_OTHERS = "PRINCIPAL_EXCLUDES_OTHERS"
    PRINCIPAL_OF_THE_SAME_ENTERPRISE = "PRINCIPAL_OF_THE_SAME_ENTERPRISE"
    NOT_LEGAL_REPRESENTATIVE_OF_EACH = "NOT_LEGAL_REPRESENTATIVE_OF_EACH"
    SAFETY_MANAGER_ALREADY = "SAFETY_MANAGER_ALREADY"
    OPERATOR_ALREADY = "OPERATOR_ALREADY"


@dataclass(frozen=True, kw_only=True)
class Held:
    """A certificate that holds its place (H2); `represents` is about the enterprise on it.

    `free_from` is the first day on which the place is free by itself; none while in renewal.
    """

    certificate: UUID
    kind: CertificateKind
    enterprise: UUID
    represents: bool
    trade: Trade | None = None
    free_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The certificate one would hold; `enterprise` is the employer that counts, if there is one."""

    kind: CertificateKind
    enterprise: UUID | None
    represents: bool
    trade: Trade | None = None


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """A certificate held, and why it stands in the way."""

    conflict: HoldingConflict
    held: Held


@dataclass(frozen=True, kw_only=True)
class Ties:
    """Whose employee a person is, and whose registered legal representative."""

    employed_by: UUID | None
    represents: frozenset[UUID] = frozenset()


def obstacles_to_holding(held: tuple[Held, ...], wanted: Wanted) -> tuple[Obstacle, ...]:
    """Name every certificate that forbids another one, with the reason (六.1(4), H1)."""
    found = ((_conflict(each, wanted), each) for each in held)
    return tuple(Obstacle(conflict=why, held=each) for why, each in found if why is not None)


def what_forbids_holding(held: tuple[Held, ...], wanted: Wanted) -> tuple[HoldingConflict, ...]:
    """Give every reason once, in the order of `HoldingConflict`; empty where it may be held."""
    conflicts = {obstacle.conflict for obstacle in obstacles_to_holding(held, wanted)}
    return tuple(conflict for conflict in HoldingConflict if conflict in conflicts)


def places_are_free_from(held: tuple[Held, ...], wanted: Wanted) -> date | None:
    """Give the first day on which nothing stands in the way any more by itself, where known (H2).

    None where nothing does, or where a certificate in renewal does (D9).
    """
    days: list[date] = []
    for obstacle in obstacles_to_holding(held, wanted):
        if obstacle.held.free_from is None:
            return None
        days.append(obstacle.held.free_from)
    return max(days, default=None)


def _conflict(held: Held, wanted: Wanted) -> HoldingConflict | None:
    if held.kind is PRINCIPAL and wanted.kind is PRINCIPAL:
        return _conflict_of_principals(held, wanted)
    if PRINCIPAL in (held.kind, wanted.kind):
        return HoldingConflict.PRINCIPAL_EXCLUDES_OTHERS
    if held.kind is not wanted.kind:
        return None
    if wanted.kind is CertificateKind.SAFETY_MANAGER:
        return HoldingConflict.SAFETY_MANAGER_ALREADY
    return HoldingConflict.OPERATOR_ALREADY


def _conflict_of_principals(held: Held, wanted: Wanted) -> HoldingConflict | None:
    if held.enterprise == wanted.enterprise:
        return HoldingConflict.PRINCIPAL_OF_THE_SAME_ENTERPRISE
    if held.represents and wanted.represents:
        return None
    return HoldingConflict.NOT_LEGAL_REPRESENTATIVE_OF_EACH


def counts_as_employer(kind: CertificateKind, ties: Ties, enterprise: UUID) -> bool:
    """Tell whether an enterprise is the employer; of a principal, also one represented (H4)."""
    represented = kind is PRINCIPAL and enterprise in ties.represents
    return enterprise == ties.employed_by or represented


def employer_at_issuance(
    kind: CertificateKind, ties: Ties, held: tuple[Held, ...], *, named: UUID | None = None
) -> UUID | None:
    """Give the enterprise a new certificate would stand for (六.1(3), H4).

    That is the one the exam result names, or else the employer. A principal who has none, or a
    certificate for that one already, gets it for the only other enterprise represented; where
    several are left, nothing is guessed: the result must name one.
    """
    if named is not None:
        return named if counts_as_employer(kind, ties, named) else None
    if kind is not PRINCIPAL:
        return ties.employed_by
    taken = {each.enterprise for each in held if each.kind is PRINCIPAL}
    if ties.employed_by is not None and ties.employed_by not in taken:
        return ties.employed_by
    left = ties.represents - taken
    return next(iter(left)) if len(left) == 1 else ties.employed_by


def employer_of_holder(
    kind: CertificateKind, ties: Ties, unit: UUID, *, named: UUID | None = None
) -> UUID | None:
    """Give the enterprise that counts as employer of one who holds a unit's certificate (H4).

    That is the one named; or the unit itself; or the employer; or, for a principal without one,
    the only enterprise represented.
    """
    if named is not None:
        return named if counts_as_employer(kind, ties, named) else None
    if counts_as_employer(kind, ties, unit):
        return unit
    if kind is not PRINCIPAL or ties.employed_by is not None:
        return ties.employed_by
    return next(iter(ties.represents)) if len(ties.represents) == 1 else None
