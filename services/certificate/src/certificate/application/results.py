"""The use cases that lead from exam results to certificates."""

from dataclasses import dataclass

from certificate.application.issuance_at_command import IssuanceAtCommand
from certificate.application.results_import import ResultsImport
from certificate.application.results_reading import ResultReading
from certificate.application.results_review import IssuanceTrigger, ResultsReview


@dataclass(frozen=True, kw_only=True)
class ResultUseCases:
    """Everything about exam results, one field a business."""

    importing: ResultsImport
    review: ResultsReview
    reading: ResultReading
    at_command: IssuanceAtCommand
    trigger: IssuanceTrigger
