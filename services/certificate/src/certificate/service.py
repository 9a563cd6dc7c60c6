"""The composition root of certificate."""

from bus.database import Database
from bus.runtime import Service, Settings
from certificate.adapters.category_cases import EnterpriseCases
from certificate.adapters.category_effects import CategoryChangeJob
from certificate.adapters.category_records import DatabaseCategoryTransactions
from certificate.adapters.job_reader import DatabaseJobs
from certificate.adapters.register import DatabaseRegister
from certificate.application import UseCases
from certificate.application.categories import CategoryChanges
from certificate.application.certificates import CertificateReading
from certificate.application.job_reading import JobReading
from certificate.entrypoints.calls import CertificateCalls
from certificate.entrypoints.reactions import CategoryReactions


class CertificateService(CertificateCalls, CategoryReactions):
    """What runs under the name `certificate`."""

    name = "certificate"


def build(settings: Settings) -> Service:
    """Put the service together; wrong settings stop it here."""
    database = Database(settings.database_url, name="certificate")
    register = DatabaseRegister(database=database)
    use = UseCases(
        certificates=CertificateReading(clock=settings.clock, register=register),
        categories=CategoryChanges(
            clock=settings.clock,
            cases=EnterpriseCases(ask=settings.ask),
            register=register,
            transactions=DatabaseCategoryTransactions(database=database),
        ),
        jobs=JobReading(jobs=DatabaseJobs(database=database)),
    )
    return Service(
        name="certificate",
        cls=CertificateService,
        use=use,
        database=database,
        jobs=(CategoryChangeJob(),),
    )
