"""The use cases of enterprise: what can be asked of it."""

from dataclasses import dataclass

from enterprise.application.cases import CaseReading
from enterprise.application.decisions import Decisions
from enterprise.application.enterprises import EnterpriseReading
from enterprise.application.reconciling import Reconciling
from enterprise.application.registration import Registration
from enterprise.application.registration_changes import RegistrationChanges
from enterprise.application.standards import Standards
from enterprise.application.submission import Submission


@dataclass(frozen=True, kw_only=True)
class UseCases:
    """Everything the service does, one field a business."""

    registration: Registration
    enterprises: EnterpriseReading
    submission: Submission
    decisions: Decisions
    cases: CaseReading
    reconciling: Reconciling
    registration_changes: RegistrationChanges
    standards: Standards
