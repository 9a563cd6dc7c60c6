"""The use cases of review_scheduler: what it does and what can be asked of it."""

from dataclasses import dataclass

from review_scheduler.application.calendar_reading import CalendarReading
from review_scheduler.application.daily_work import DailyWork
from review_scheduler.application.legal_clock import LegalClockMoving
from review_scheduler.application.reconciliation import Reconciliation


@dataclass(frozen=True, kw_only=True)
class UseCases:
    """Everything the service does, one field a business."""

    daily_work: DailyWork
    calendar: CalendarReading
    reconciliation: Reconciliation
    legal_clock: LegalClockMoving
