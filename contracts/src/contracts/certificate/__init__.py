"""What certificate answers and announces: results, certificates, their cases, training."""

from contracts.certificate.cases import ApproveCertificateCase as ApproveCertificateCase
from contracts.certificate.cases import CertificateCase as CertificateCase
from contracts.certificate.cases import CertificateCaseEntry as CertificateCaseEntry
from contracts.certificate.cases import CertificateCases as CertificateCases
from contracts.certificate.cases import CheckCertificateCase as CheckCertificateCase
from contracts.certificate.cases import ConfirmCertificateCase as ConfirmCertificateCase
from contracts.certificate.cases import GetCertificateCase as GetCertificateCase
from contracts.certificate.cases import ListCertificateCases as ListCertificateCases
from contracts.certificate.cases import RefuseCertificateCase as RefuseCertificateCase
from contracts.certificate.cases import RejectCertificateCase as RejectCertificateCase
from contracts.certificate.cases import SubmitCertificateCase as SubmitCertificateCase
from contracts.certificate.cases import WithdrawCertificateCase as WithdrawCertificateCase
from contracts.certificate.categories import ApproveCategoryChange as ApproveCategoryChange
from contracts.certificate.categories import ApprovedCategoryChange as ApprovedCategoryChange
from contracts.certificate.categories import CategoryPreview as CategoryPreview
from contracts.certificate.categories import Effect as Effect
from contracts.certificate.categories import EffectKind as EffectKind
from contracts.certificate.categories import PreviewCategoryChange as PreviewCategoryChange
from contracts.certificate.ce_records import CeImport as CeImport
from contracts.certificate.ce_records import CeImports as CeImports
from contracts.certificate.ce_records import CeRecord as CeRecord
from contracts.certificate.ce_records import CeRecords as CeRecords
from contracts.certificate.ce_records import GetCeTemplate as GetCeTemplate
from contracts.certificate.ce_records import GetRefusedCeRows as GetRefusedCeRows
from contracts.certificate.ce_records import ImportCeRecords as ImportCeRecords
from contracts.certificate.ce_records import ListCeImports as ListCeImports
from contracts.certificate.ce_records import ListCeRecords as ListCeRecords
from contracts.certificate.certificates import Certificate as Certificate
from contracts.certificate.certificates import Certificates as Certificates
from contracts.certificate.certificates import CertificateUnit as CertificateUnit
from contracts.certificate.certificates import CertificateVersion as CertificateVersion
from contracts.certificate.certificates import CertificateVersions as CertificateVersions
from contracts.certificate.certificates import CheckIssuance as CheckIssuance
from contracts.certificate.certificates import ChecklistReport as ChecklistReport
from contracts.certificate.certificates import Finding as Finding
from contracts.certificate.certificates import GetCertificate as GetCertificate
from contracts.certificate.certificates import GetCertificateUnit as GetCertificateUnit
from contracts.certificate.certificates import GetCertificateVersions as GetCertificateVersions
from contracts.certificate.certificates import GetMarkHistory as GetMarkHistory
from contracts.certificate.certificates import IssueCertificate as IssueCertificate
from contracts.certificate.certificates import ListCertificates as ListCertificates
from contracts.certificate.certificates import MarkChange as MarkChange
from contracts.certificate.certificates import MarkHistory as MarkHistory
from contracts.certificate.daily import DailyRun as DailyRun
from contracts.certificate.daily import DailyTask as DailyTask
from contracts.certificate.daily import RunDailyWork as RunDailyWork
from contracts.certificate.events import CaseMoved as CaseMoved
from contracts.certificate.events import CasesMoved as CasesMoved
from contracts.certificate.events import CeRecordsAdded as CeRecordsAdded
from contracts.certificate.events import CertificatesCancelled as CertificatesCancelled
from contracts.certificate.events import CertificatesExpired as CertificatesExpired
from contracts.certificate.events import CertificatesIssued as CertificatesIssued
from contracts.certificate.events import CertificatesMarked as CertificatesMarked
from contracts.certificate.events import CertificatesReissued as CertificatesReissued
from contracts.certificate.events import CourseMoved as CourseMoved
from contracts.certificate.events import EnterpriseNameChangeMoved as EnterpriseNameChangeMoved
from contracts.certificate.events import ExamMoved as ExamMoved
from contracts.certificate.events import RemindersDue as RemindersDue
from contracts.certificate.events import ResultsDecided as ResultsDecided
from contracts.certificate.events import ResultsWaiting as ResultsWaiting
from contracts.certificate.events import ReviewsPassed as ReviewsPassed
from contracts.certificate.exams import CancelExam as CancelExam
from contracts.certificate.exams import ChangeExam as ChangeExam
from contracts.certificate.exams import Exam as Exam
from contracts.certificate.exams import Exams as Exams
from contracts.certificate.exams import GetExam as GetExam
from contracts.certificate.exams import ListExamRegistrations as ListExamRegistrations
from contracts.certificate.exams import ListExams as ListExams
from contracts.certificate.exams import ListOwnExams as ListOwnExams
from contracts.certificate.exams import OwnExam as OwnExam
from contracts.certificate.exams import OwnExams as OwnExams
from contracts.certificate.exams import PublishExam as PublishExam
from contracts.certificate.exams import RegisterForExam as RegisterForExam
from contracts.certificate.exams import WithdrawExamRegistration as WithdrawExamRegistration
from contracts.certificate.figures import GetHolderFigures as GetHolderFigures
from contracts.certificate.figures import HolderFigures as HolderFigures
from contracts.certificate.jobs import FindJob as FindJob
from contracts.certificate.jobs import GetJob as GetJob
from contracts.certificate.jobs import Job as Job
from contracts.certificate.jobs import Jobs as Jobs
from contracts.certificate.jobs import ListJobs as ListJobs
from contracts.certificate.name_changes import (
    ApproveEnterpriseNameChange as ApproveEnterpriseNameChange,
)
from contracts.certificate.name_changes import (
    CheckEnterpriseNameChange as CheckEnterpriseNameChange,
)
from contracts.certificate.name_changes import EnterpriseNameChange as EnterpriseNameChange
from contracts.certificate.name_changes import (
    EnterpriseNameChangeCheck as EnterpriseNameChangeCheck,
)
from contracts.certificate.name_changes import EnterpriseNameChangeItem as EnterpriseNameChangeItem
from contracts.certificate.name_changes import (
    EnterpriseNameChangeItems as EnterpriseNameChangeItems,
)
from contracts.certificate.name_changes import EnterpriseNameChanges as EnterpriseNameChanges
from contracts.certificate.name_changes import FoundCertificate as FoundCertificate
from contracts.certificate.name_changes import GetEnterpriseNameChange as GetEnterpriseNameChange
from contracts.certificate.name_changes import (
    ListEnterpriseNameChangeItems as ListEnterpriseNameChangeItems,
)
from contracts.certificate.name_changes import (
    ListEnterpriseNameChanges as ListEnterpriseNameChanges,
)
from contracts.certificate.name_changes import (
    RejectEnterpriseNameChange as RejectEnterpriseNameChange,
)
from contracts.certificate.name_changes import (
    SubmitEnterpriseNameChange as SubmitEnterpriseNameChange,
)
from contracts.certificate.name_changes import (
    WithdrawEnterpriseNameChange as WithdrawEnterpriseNameChange,
)
from contracts.certificate.operations import AppliedCategories as AppliedCategories
from contracts.certificate.operations import AppliedCategoriesPage as AppliedCategoriesPage
from contracts.certificate.operations import ListAppliedCategories as ListAppliedCategories
from contracts.certificate.operations import ListVersionCauses as ListVersionCauses
from contracts.certificate.operations import NumbersSkipped as NumbersSkipped
from contracts.certificate.operations import SkipNumbers as SkipNumbers
from contracts.certificate.operations import SkippedNumbers as SkippedNumbers
from contracts.certificate.operations import VersionCauses as VersionCauses
from contracts.certificate.operations import VersionsOfCause as VersionsOfCause
from contracts.certificate.results import ApproveExamResults as ApproveExamResults
from contracts.certificate.results import ExamResult as ExamResult
from contracts.certificate.results import ExamResults as ExamResults
from contracts.certificate.results import GetRefusedRows as GetRefusedRows
from contracts.certificate.results import GetResultTemplate as GetResultTemplate
from contracts.certificate.results import ImportExamResults as ImportExamResults
from contracts.certificate.results import ImportReport as ImportReport
from contracts.certificate.results import Imports as Imports
from contracts.certificate.results import ImportSummary as ImportSummary
from contracts.certificate.results import JobStarted as JobStarted
from contracts.certificate.results import ListExamResults as ListExamResults
from contracts.certificate.results import ListImports as ListImports
from contracts.certificate.results import RejectedResults as RejectedResults
from contracts.certificate.results import RejectExamResults as RejectExamResults
from contracts.certificate.results import RetriedIssuances as RetriedIssuances
from contracts.certificate.results import RetryPendingIssuances as RetryPendingIssuances
from contracts.certificate.results import RowFault as RowFault
from contracts.certificate.results import SheetFormat as SheetFormat
from contracts.certificate.results import Spreadsheet as Spreadsheet
from contracts.certificate.reviews import CeReview as CeReview
from contracts.certificate.reviews import CeReviews as CeReviews
from contracts.certificate.reviews import GetCeReviews as GetCeReviews
from contracts.certificate.training import CancelCourse as CancelCourse
from contracts.certificate.training import ChangeCourse as ChangeCourse
from contracts.certificate.training import ChangeTrainingInstitution as ChangeTrainingInstitution
from contracts.certificate.training import CloseTrainingInstitution as CloseTrainingInstitution
from contracts.certificate.training import Course as Course
from contracts.certificate.training import Courses as Courses
from contracts.certificate.training import EnrolInCourse as EnrolInCourse
from contracts.certificate.training import Enrolled as Enrolled
from contracts.certificate.training import EnrolledPersons as EnrolledPersons
from contracts.certificate.training import Enrolment as Enrolment
from contracts.certificate.training import Enrolments as Enrolments
from contracts.certificate.training import GetCourse as GetCourse
from contracts.certificate.training import GetTrainingInstitution as GetTrainingInstitution
from contracts.certificate.training import ListCourseEnrolments as ListCourseEnrolments
from contracts.certificate.training import ListCourses as ListCourses
from contracts.certificate.training import ListEnrolments as ListEnrolments
from contracts.certificate.training import ListTrainingInstitutions as ListTrainingInstitutions
from contracts.certificate.training import PublishCourse as PublishCourse
from contracts.certificate.training import PublishTrainingInstitution as PublishTrainingInstitution
from contracts.certificate.training import ReopenTrainingInstitution as ReopenTrainingInstitution
from contracts.certificate.training import TrainingInstitution as TrainingInstitution
from contracts.certificate.training import TrainingInstitutions as TrainingInstitutions
from contracts.certificate.training import WithdrawEnrolment as WithdrawEnrolment
