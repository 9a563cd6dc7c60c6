"""The use cases of certificate: what can be asked of it."""

from dataclasses import dataclass

from certificate.application.cases import CaseUseCases
from certificate.application.categories import CategoryChanges
from certificate.application.certificates import CertificateReading
from certificate.application.education import EducationUseCases
from certificate.application.holder_figures import HolderFigures
from certificate.application.job_reading import JobReading
from certificate.application.name_changes import NameChangeUseCases
from certificate.application.operations import OperationUseCases
from certificate.application.results import ResultUseCases
from certificate.application.training import TrainingUseCases


@dataclass(frozen=True, kw_only=True)
class UseCases:
    """Everything the service does, one field a business."""

    certificates: CertificateReading
    figures: HolderFigures
    categories: CategoryChanges
    results: ResultUseCases
    cases: CaseUseCases
    name_changes: NameChangeUseCases
    education: EducationUseCases
    training: TrainingUseCases
    jobs: JobReading
    operations: OperationUseCases
