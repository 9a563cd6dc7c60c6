"""The use cases of continuing education, and of what each day brings by itself."""

from dataclasses import dataclass

from certificate.application.ce_import import CeImporting
from certificate.application.ce_reading import CeReading
from certificate.application.daily_work import DailyWork


@dataclass(frozen=True, kw_only=True)
class EducationUseCases:
    """Everything about continuing education, one field a business."""

    importing: CeImporting
    reading: CeReading
    daily_work: DailyWork
