"""Steps of an offer and of the employment it began: who did what, and when."""

from dataclasses import dataclass
from datetime import datetime

from contracts.vocabulary import EmploymentStepKind


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step; `by` names the actor, as the audit trail does."""

    at: datetime
    by: str
    step: EmploymentStepKind
    reason: str | None = None
