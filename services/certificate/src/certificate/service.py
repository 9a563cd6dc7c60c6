"""The composition root of certificate."""

from importlib.resources import files
from pathlib import Path
from typing import Final
from uuid import uuid4

from bus.database import Database
from bus.runtime import Service, Settings
from bus.threads import in_thread
from certificate.adapters.case_records import DatabaseCaseTransactions
from certificate.adapters.case_register import DatabaseCaseRegister
from certificate.adapters.category_cases import EnterpriseCases
from certificate.adapters.category_effects import CategoryChangeJob
from certificate.adapters.category_records import DatabaseCategoryTransactions
from certificate.adapters.ce_entering import DatabaseCeTransactions
from certificate.adapters.ce_register import DatabaseCeRegister
from certificate.adapters.checks import CHECKS
from certificate.adapters.comparisons import DatabaseComparisons
from certificate.adapters.daily_records import DatabaseDailyTransactions
from certificate.adapters.expiry_jobs import ExpiryJob
from certificate.adapters.facts import OwnersFacts
from certificate.adapters.holdings import DatabaseHoldings
from certificate.adapters.issuance_jobs import IssuanceJob
from certificate.adapters.issuing import DatabaseIssuingTransactions
from certificate.adapters.job_reader import DatabaseJobs
from certificate.adapters.name_change_jobs import EnterpriseNameChangeJob
from certificate.adapters.name_change_records import DatabaseNameChangeTransactions
from certificate.adapters.name_change_register import DatabaseNameChangeRegister
from certificate.adapters.numbering import DatabaseNumberingTransactions
from certificate.adapters.own_exams import DatabaseOwnExams
from certificate.adapters.people import IdentityPeople, PersonNames
from certificate.adapters.register import DatabaseRegister
from certificate.adapters.reminder_jobs import ReminderJob
from certificate.adapters.result_files import CeSpreadsheetFiles, SpreadsheetFiles
from certificate.adapters.result_records import DatabaseResultTransactions
from certificate.adapters.results import DatabaseResults
from certificate.adapters.review_jobs import ReviewJob
from certificate.adapters.training_records import DatabaseTrainingTransactions
from certificate.adapters.training_register import DatabaseTrainingRegister
from certificate.application import UseCases
from certificate.application.case_answers import EmployersAnswers
from certificate.application.case_decisions import CaseDecisions
from certificate.application.case_facts import CaseFacts
from certificate.application.case_submission import CaseSubmission
from certificate.application.cases import CaseReading, CaseUseCases
from certificate.application.categories import CategoryChanges
from certificate.application.ce_import import CeImporting
from certificate.application.ce_reading import CeReading
from certificate.application.certificates import CertificateReading
from certificate.application.comparing import Comparing
from certificate.application.daily_work import DailyWork
from certificate.application.education import EducationUseCases
from certificate.application.enrolments import Enrolling, EnrolmentReading
from certificate.application.holder_figures import HolderFigures
from certificate.application.institutions import Institutions
from certificate.application.issuance import Issuance
from certificate.application.issuance_at_command import IssuanceAtCommand
from certificate.application.job_reading import JobReading
from certificate.application.name_change_decisions import NameChangeDecisions, NameChangeEffects
from certificate.application.name_change_facts import NameChangeFacts
from certificate.application.name_change_submission import NameChangeSubmission
from certificate.application.name_changes import NameChangeReading, NameChangeUseCases
from certificate.application.numbering import Numbering
from certificate.application.occasions import Occasions
from certificate.application.operations import OperationUseCases
from certificate.application.results import ResultUseCases
from certificate.application.results_import import ResultsImport
from certificate.application.results_reading import ResultReading
from certificate.application.results_review import IssuanceTrigger, ResultsReview
from certificate.application.training import TrainingUseCases
from certificate.domain.age import age_policy_of
from certificate.domain.numbers import number_scheme_of
from certificate.entrypoints.calls import CertificateCalls
from certificate.entrypoints.case_calls import CaseCalls
from certificate.entrypoints.case_reactions import CaseReactions
from certificate.entrypoints.education_calls import EducationCalls
from certificate.entrypoints.exam_calls import ExamCalls
from certificate.entrypoints.name_change_calls import NameChangeCalls
from certificate.entrypoints.operation_calls import OperationCalls
from certificate.entrypoints.reactions import CategoryReactions
from certificate.entrypoints.result_calls import ResultCalls
from certificate.entrypoints.result_reactions import ResultReactions
from certificate.entrypoints.training_calls import TrainingCalls
from contracts.vocabulary import Province

PROVINCE: Final = "GASCERT_PROVINCE"
AGE_LIMITS: Final = ("GASCERT_AGE_LIMITS", "age_limits.toml")
NUMBER_SCHEME: Final = ("GASCERT_NUMBER_SCHEME", "number_scheme.toml")


class CertificateService(
    CertificateCalls,
    CategoryReactions,
    OperationCalls,
    ResultCalls,
    ResultReactions,
    CaseCalls,
    CaseReactions,
    NameChangeCalls,
    EducationCalls,
    TrainingCalls,
    ExamCalls,
):
    """What runs under the name `certificate`."""

    name = "certificate"


def build(settings: Settings) -> Service:
    """Put the service together; wrong settings or a faulty table stop it here."""
    database = Database(settings.database_url, name="certificate")
    register = DatabaseRegister(database=database)
    issuance = _issuance(settings, database)
    facts = _case_facts(settings, issuance)
    renaming = NameChangeFacts(cases=facts, register=DatabaseNameChangeRegister(database=database))
    use = UseCases(
        certificates=CertificateReading(
            clock=settings.clock, register=register, owners=facts.owners
        ),
        figures=HolderFigures(clock=settings.clock, reader=DatabaseHoldings(database=database)),
        categories=CategoryChanges(
            clock=settings.clock,
            cases=EnterpriseCases(ask=settings.ask),
            register=register,
            transactions=DatabaseCategoryTransactions(database=database),
        ),
        results=_result_use_cases(settings, database, issuance),
        cases=_case_use_cases(settings, database, facts),
        name_changes=_name_change_use_cases(database, renaming),
        education=_education_use_cases(settings, database),
        training=_training_use_cases(settings, database),
        jobs=JobReading(jobs=DatabaseJobs(database=database)),
        operations=OperationUseCases(
            comparing=Comparing(comparisons=DatabaseComparisons(database=database)),
            numbering=Numbering(
                clock=settings.clock,
                scheme=issuance.scheme,
                transactions=DatabaseNumberingTransactions(database=database),
            ),
        ),
    )
    return Service(
        name="certificate",
        cls=CertificateService,
        use=use,
        database=database,
        jobs=(
            CategoryChangeJob(),
            IssuanceJob(issuance),
            EnterpriseNameChangeJob(NameChangeEffects(facts=renaming)),
            ReviewJob(),
            ExpiryJob(),
            ReminderJob(),
        ),
        checks=CHECKS,
    )


def _issuance(settings: Settings, database: Database) -> Issuance:
    return Issuance(
        clock=settings.clock,
        policy=age_policy_of(_table(settings, *AGE_LIMITS)),
        scheme=number_scheme_of(_table(settings, *NUMBER_SCHEME)),
        owners=OwnersFacts(ask=settings.ask),
        reader=DatabaseResults(database=database),
        new_id=uuid4,
    )


def _result_use_cases(settings: Settings, database: Database, issuance: Issuance) -> ResultUseCases:
    results = DatabaseResults(database=database)
    transactions = DatabaseResultTransactions(database=database)
    return ResultUseCases(
        importing=ResultsImport(
            clock=settings.clock,
            new_id=uuid4,
            files=SpreadsheetFiles(in_thread=in_thread),
            people=IdentityPeople(ask=settings.ask),
            register=results,
            transactions=transactions,
        ),
        review=ResultsReview(clock=settings.clock, transactions=transactions),
        reading=ResultReading(register=results),
        at_command=IssuanceAtCommand(
            issuance=issuance,
            results=results,
            register=DatabaseRegister(database=database),
            transactions=DatabaseIssuingTransactions(database=database),
        ),
        trigger=IssuanceTrigger(transactions=transactions),
    )


def _education_use_cases(settings: Settings, database: Database) -> EducationUseCases:
    register = DatabaseCeRegister(database=database)
    return EducationUseCases(
        importing=CeImporting(
            clock=settings.clock,
            new_id=uuid4,
            files=CeSpreadsheetFiles(in_thread=in_thread),
            people=IdentityPeople(ask=settings.ask),
            register=register,
            transactions=DatabaseCeTransactions(database=database),
        ),
        reading=CeReading(
            clock=settings.clock,
            certificates=DatabaseRegister(database=database),
            register=register,
        ),
        daily_work=DailyWork(
            clock=settings.clock,
            jobs=DatabaseJobs(database=database),
            transactions=DatabaseDailyTransactions(database=database),
        ),
    )


def _training_use_cases(settings: Settings, database: Database) -> TrainingUseCases:
    clock = settings.clock
    register = DatabaseTrainingRegister(database=database)
    own_exams = DatabaseOwnExams(database=database)
    transactions = DatabaseTrainingTransactions(database=database)
    return TrainingUseCases(
        institutions=Institutions(
            clock=clock, new_id=uuid4, register=register, transactions=transactions
        ),
        occasions=Occasions(
            clock=clock, new_id=uuid4, register=register, transactions=transactions
        ),
        enrolling=Enrolling(
            clock=clock, new_id=uuid4, own_exams=own_exams, transactions=transactions
        ),
        reading=EnrolmentReading(
            clock=clock,
            register=register,
            own_exams=own_exams,
            names=PersonNames(ask=settings.ask),
        ),
    )


def _case_facts(settings: Settings, issuance: Issuance) -> CaseFacts:
    return CaseFacts(
        clock=settings.clock,
        policy=issuance.policy,
        home=Province(settings.extra.get(PROVINCE) or Province.QINGHAI),
        owners=issuance.owners,
    )


def _name_change_use_cases(database: Database, facts: NameChangeFacts) -> NameChangeUseCases:
    transactions = DatabaseNameChangeTransactions(database=database)
    return NameChangeUseCases(
        submission=NameChangeSubmission(facts=facts, transactions=transactions, new_id=uuid4),
        decisions=NameChangeDecisions(facts=facts, transactions=transactions),
        reading=NameChangeReading(register=facts.register),
    )


def _case_use_cases(settings: Settings, database: Database, facts: CaseFacts) -> CaseUseCases:
    register = DatabaseCaseRegister(database=database)
    transactions = DatabaseCaseTransactions(database=database)
    return CaseUseCases(
        submission=CaseSubmission(
            facts=facts, register=register, transactions=transactions, new_id=uuid4
        ),
        answers=EmployersAnswers(
            clock=settings.clock, register=register, transactions=transactions
        ),
        decisions=CaseDecisions(facts=facts, register=register, transactions=transactions),
        reading=CaseReading(register=register),
    )


def _table(settings: Settings, variable: str, default: str) -> str:
    """Read a table of the authority's, or the default that is shipped."""
    path = settings.extra.get(variable)
    if path:
        return Path(path).read_text("utf-8")
    return (files("certificate.domain") / default).read_text("utf-8")
