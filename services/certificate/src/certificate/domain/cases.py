"""Certificate cases: whom they wait for, and which step takes them where (K2, K6, H6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique
from typing import Final
from uuid import UUID

from contracts.vocabulary import (
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateCaseStep,
    Province,
)

FOR_EMPLOYER: Final = CertificateCaseStatus.WAITING_FOR_EMPLOYER
FOR_AUTHORITY: Final = CertificateCaseStatus.WAITING_FOR_AUTHORITY
OPEN: Final = (FOR_EMPLOYER, FOR_AUTHORITY)

# K2: which cases the employer confirms before the authority decides.
CONFIRMED_BY_EMPLOYER: Final = frozenset(
    {
        CertificateCaseKind.WORK_UNIT_CHANGE,
        CertificateCaseKind.RENEWAL,
        CertificateCaseKind.CANCELLATION,
    }
)

# Each step: where a case must stand for it, and where it stands after it.
MOVES: Final[
    Mapping[CertificateCaseStep, tuple[tuple[CertificateCaseStatus, ...], CertificateCaseStatus]]
] = {
    CertificateCaseStep.CONFIRMED: ((FOR_EMPLOYER,), FOR_AUTHORITY),
    CertificateCaseStep.REFUSED: ((FOR_EMPLOYER,), CertificateCaseStatus.REFUSED),
    CertificateCaseStep.WITHDRAWN: (OPEN, CertificateCaseStatus.WITHDRAWN),
    CertificateCaseStep.APPROVED: ((FOR_AUTHORITY,), CertificateCaseStatus.APPROVED),
    CertificateCaseStep.REJECTED: ((FOR_AUTHORITY,), CertificateCaseStatus.REJECTED),
    CertificateCaseStep.EMPLOYMENT_ENDED: ((FOR_EMPLOYER,), CertificateCaseStatus.TERMINATED),
}


@unique
class Obstacle(StrEnum):
    """Why a case cannot take a step."""

    CASE_CLOSED = "CASE_CLOSED"
    OF_ENTERPRISE = "CASE_OF_ENTERPRISE"
    STALE_VIEW = "STALE_VIEW"
    WAITS_FOR_ANOTHER = "CASE_WAITS_FOR_ANOTHER"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a case's timeline; `by` names the actor, as the audit trail does."""

    at: datetime
    by: str
    step: CertificateCaseStep
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CertificateCase:
    """A case about one certificate.

    `employer` is the enterprise asked; `employment` the employment by which it is asked, none
    where a principal represents it (H4). `parent` is the enterprise's case that it is a part of.
    """

    id: UUID
    kind: CertificateCaseKind
    certificate: UUID
    number: str
    holder: UUID
    province: Province
    employer: UUID | None
    employment: UUID | None
    status: CertificateCaseStatus
    timeline: tuple[Step, ...]
    version: int = 1
    parent: UUID | None = None

    @property
    def is_open(self) -> bool:
        """An open case waits for somebody."""
        return self.status in OPEN


def first_status(kind: CertificateCaseKind, employer: UUID | None) -> CertificateCaseStatus:
    """Tell whom a new case waits for: the employer, where it is asked and there is one (K2)."""
    is_asked = kind in CONFIRMED_BY_EMPLOYER and employer is not None
    return FOR_EMPLOYER if is_asked else FOR_AUTHORITY


def obstacle_to_step(
    case: CertificateCase, step: CertificateCaseStep, seen_version: int | None
) -> Obstacle | None:
    """Tell why a case cannot take a step on the version that was seen; `None` names none."""
    if not case.is_open:
        return Obstacle.CASE_CLOSED
    if case.parent is not None:
        return Obstacle.OF_ENTERPRISE
    if seen_version not in (None, case.version):
        return Obstacle.STALE_VIEW
    if case.status not in MOVES[step][0]:
        return Obstacle.WAITS_FOR_ANOTHER
    return None


def moved(case: CertificateCase, step: Step) -> CertificateCase:
    """Let a case take a step that nothing stands against."""
    status = MOVES[step.step][1]
    is_cancellation = case.kind is CertificateCaseKind.CANCELLATION
    if step.step is CertificateCaseStep.EMPLOYMENT_ENDED and is_cancellation:
        status = FOR_AUTHORITY  # H6
    return replace(case, status=status, timeline=(*case.timeline, step), version=case.version + 1)
