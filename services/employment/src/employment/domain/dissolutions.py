"""Dissolution: one side asks to end the employment, the other confirms (二.4(2), H5)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from contracts.vocabulary import DissolutionStatus, Province, Side
from employment.domain.employments import Employment


@unique
class DissolutionObstacle(StrEnum):
    """Why a dissolution cannot be asked for, or cannot be closed as asked."""

    EMPLOYMENT_ENDED = "EMPLOYMENT_ENDED"
    ALREADY_OPEN = "DISSOLUTION_OPEN_ALREADY"
    CLOSED = "DISSOLUTION_CLOSED"
    OWN = "DISSOLUTION_REQUESTED_BY_ONESELF"
    ANOTHERS = "DISSOLUTION_REQUESTED_BY_OTHER_SIDE"
    STALE_VIEW = "STALE_VIEW"


@dataclass(frozen=True, kw_only=True)
class Dissolution:
    """A request of one side; `reason` is that of the request, `answer` that of its refusal."""

    id: UUID
    employment: UUID
    person: UUID
    enterprise: UUID
    enterprise_name: str
    province: Province
    requested_by: Side
    requested_at: datetime
    reason: str | None = None
    status: DissolutionStatus = DissolutionStatus.OPEN
    answer: str | None = None
    closed_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """An open dissolution waits for the other side."""
        return self.status is DissolutionStatus.OPEN


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who asks for a dissolution, when and why."""

    side: Side
    at: datetime
    reason: str | None


def obstacles_to_request(
    employment: Employment, seen_version: int, *, has_open_dissolution: bool
) -> tuple[DissolutionObstacle, ...]:
    """Tell everything that keeps a side from asking, on the version of the employment it saw."""
    found = {
        DissolutionObstacle.EMPLOYMENT_ENDED: not employment.lasts,
        DissolutionObstacle.ALREADY_OPEN: has_open_dissolution,
        DissolutionObstacle.STALE_VIEW: employment.lasts and seen_version != employment.version,
    }
    return tuple(obstacle for obstacle, stands in found.items() if stands)


def obstacles_to_answer(
    dissolution: Dissolution, side: Side, seen_version: int
) -> tuple[DissolutionObstacle, ...]:
    """Tell everything that keeps a side from confirming or refusing: only the other side may."""
    found = {
        DissolutionObstacle.CLOSED: not dissolution.is_open,
        DissolutionObstacle.OWN: side is dissolution.requested_by,
        DissolutionObstacle.STALE_VIEW: dissolution.is_open and seen_version != dissolution.version,
    }
    return tuple(obstacle for obstacle, stands in found.items() if stands)


def obstacles_to_withdrawal(
    dissolution: Dissolution, side: Side
) -> tuple[DissolutionObstacle, ...]:
    """Tell everything that keeps a side from withdrawing: only the one that asked may."""
    found = {
        DissolutionObstacle.CLOSED: not dissolution.is_open,
        DissolutionObstacle.ANOTHERS: side is not dissolution.requested_by,
    }
    return tuple(obstacle for obstacle, stands in found.items() if stands)


def dissolution_of(employment: Employment, request: Request, *, dissolution: UUID) -> Dissolution:
    """Open the dissolution that one side asks for."""
    return Dissolution(
        id=dissolution,
        employment=employment.id,
        person=employment.person,
        enterprise=employment.enterprise,
        enterprise_name=employment.enterprise_name,
        province=employment.province,
        requested_by=request.side,
        requested_at=request.at,
        reason=request.reason,
    )


def settled(
    dissolution: Dissolution, status: DissolutionStatus, at: datetime, answer: str | None = None
) -> Dissolution:
    """Close a dissolution."""
    return replace(
        dissolution,
        status=status,
        answer=answer,
        closed_at=at,
        version=dissolution.version + 1,
    )
