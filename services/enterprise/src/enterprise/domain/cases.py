"""Category cases (五): what may be submitted, and how a case is closed (C1, K6)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from contracts.vocabulary import CaseStatus, CategoryCaseKind, Trade
from enterprise.domain.categories import Holding, in_order
from enterprise.domain.enterprises import Enterprise


@unique
class Obstacle(StrEnum):
    """Why a case cannot be submitted or closed."""

    CASE_OPEN = "CATEGORY_CASE_OPEN"
    SAME_CATEGORIES = "SAME_CATEGORIES"
    CASE_CLOSED = "CASE_CLOSED"
    STALE_VIEW = "STALE_VIEW"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a case's timeline; `by` names the actor, as the audit trail does."""

    at: datetime
    by: str
    step: CaseStatus
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CategoryCase:
    """A category registration or change.

    `category_version` is the version that approval gives, or gave. `permitted_trades` are those
    of the day on which the case was closed; an open one has none yet.
    """

    id: UUID
    kind: CategoryCaseKind
    enterprise: UUID
    enterprise_name: str
    holdings: tuple[Holding, ...]
    former_holdings: tuple[Holding, ...]
    category_version: int
    timeline: tuple[Step, ...]
    permitted_trades: tuple[Trade, ...] | None = None
    version: int = 1

    @property
    def status(self) -> CaseStatus:
        """The case stands where its last step took it."""
        return self.timeline[-1].step

    @property
    def is_open(self) -> bool:
        """An open case waits for the authority."""
        return self.status is CaseStatus.SUBMITTED


def obstacles_to_submission(
    enterprise: Enterprise, asked: tuple[Holding, ...], *, has_open_case: bool
) -> tuple[Obstacle, ...]:
    """Tell everything that keeps an enterprise from submitting a sound set (C1)."""
    found = {
        Obstacle.CASE_OPEN: has_open_case,
        Obstacle.SAME_CATEGORIES: in_order(asked) == in_order(enterprise.holdings),
    }
    return tuple(obstacle for obstacle, stands in found.items() if stands)


def obstacle_to_closing(case: CategoryCase, seen_version: int | None) -> Obstacle | None:
    """Tell why a case cannot be closed on the version that was seen; the initiator names none."""
    if not case.is_open:
        return Obstacle.CASE_CLOSED
    if seen_version not in (None, case.version):
        return Obstacle.STALE_VIEW
    return None


def case_for(
    enterprise: Enterprise, asked: tuple[Holding, ...], *, case: UUID, submitted: Step
) -> CategoryCase:
    """Open a case: the first registration where nothing is held yet, else a change (C1)."""
    is_first = enterprise.category_version == 0
    return CategoryCase(
        id=case,
        kind=CategoryCaseKind.REGISTRATION if is_first else CategoryCaseKind.CHANGE,
        enterprise=enterprise.id,
        enterprise_name=enterprise.name,
        holdings=in_order(asked),
        former_holdings=in_order(enterprise.holdings),
        category_version=enterprise.next_category_version,
        timeline=(submitted,),
    )


def closed(case: CategoryCase, step: Step, trades: tuple[Trade, ...]) -> CategoryCase:
    """Close a case by its last step, keeping the trades that its categories permit on that day."""
    return replace(
        case,
        timeline=(*case.timeline, step),
        permitted_trades=trades,
        version=case.version + 1,
    )
