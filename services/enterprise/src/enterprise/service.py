"""The composition root of enterprise."""

from pathlib import Path
from typing import Final
from uuid import uuid4

from bus.database import Database
from bus.runtime import Service, Settings
from contracts.vocabulary import Province
from enterprise.adapters.category_table import DEFAULT_TABLE, read_category_table
from enterprise.adapters.checks import CHECKS
from enterprise.adapters.people import IdentityPeople
from enterprise.adapters.records import DatabaseTransactions
from enterprise.adapters.register import DatabaseRegister
from enterprise.adapters.standards import DatabaseStandardRegister, DatabaseStandardTransactions
from enterprise.application import UseCases
from enterprise.application.cases import CaseReading
from enterprise.application.decisions import Decisions
from enterprise.application.enterprises import EnterpriseReading
from enterprise.application.reconciling import Reconciling
from enterprise.application.registration import Registration
from enterprise.application.registration_changes import RegistrationChanges
from enterprise.application.standards import Standards
from enterprise.application.submission import Submission
from enterprise.entrypoints.calls import EnterpriseCalls
from enterprise.entrypoints.reconciling_calls import ReconcilingCalls
from enterprise.entrypoints.standard_calls import StandardCalls

PROVINCE: Final = "GASCERT_PROVINCE"
CATEGORY_TABLE: Final = "GASCERT_CATEGORY_TABLE"


class EnterpriseService(EnterpriseCalls, StandardCalls, ReconcilingCalls):
    """What runs under the name `enterprise`."""

    name = "enterprise"


def build(settings: Settings) -> Service:
    """Put the service together; wrong settings or a faulty table stop it here."""
    database = Database(settings.database_url, name="enterprise")
    clock, register = settings.clock, DatabaseRegister(database=database)
    transactions = DatabaseTransactions(database=database)
    people = IdentityPeople(ask=settings.ask)
    table = read_category_table(Path(settings.extra.get(CATEGORY_TABLE) or DEFAULT_TABLE))
    use = UseCases(
        registration=Registration(
            home=Province(settings.extra.get(PROVINCE) or Province.QINGHAI),
            table=table,
            clock=clock,
            people=people,
            register=register,
            transactions=transactions,
        ),
        enterprises=EnterpriseReading(table=table, clock=clock, register=register),
        submission=Submission(table=table, clock=clock, transactions=transactions, new_id=uuid4),
        decisions=Decisions(table=table, clock=clock, register=register, transactions=transactions),
        cases=CaseReading(table=table, clock=clock, register=register),
        reconciling=Reconciling(register=register, transactions=transactions),
        registration_changes=RegistrationChanges(
            table=table,
            clock=clock,
            people=people,
            register=register,
            transactions=transactions,
        ),
        standards=Standards(
            clock=clock,
            new_id=uuid4,
            register=DatabaseStandardRegister(database=database),
            transactions=DatabaseStandardTransactions(database=database),
        ),
    )
    return Service(
        name="enterprise", cls=EnterpriseService, use=use, database=database, checks=CHECKS
    )
