"""The use cases of continuing education: records, and what they are good for."""

from dataclasses import dataclass

from certificate.application.ce_import import CeImporting
from certificate.application.ce_reading import CeReading


@dataclass(frozen=True, kw_only=True)
class EducationUseCases:
    """Everything about continuing education, one field a business."""

    importing: CeImporting
    reading: CeReading
