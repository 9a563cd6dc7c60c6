"""The composition root of employment."""

from uuid import uuid4

from bus.database import Database
from bus.runtime import Service, Settings
from employment.adapters.facts import OwnersFacts
from employment.adapters.records import DatabaseTransactions
from employment.adapters.register import DatabaseRegister
from employment.application import UseCases
from employment.application.answering import Answering
from employment.application.dissolving import Dissolving
from employment.application.histories import Histories
from employment.application.labour_contracts import LabourContracts
from employment.application.lists import Lists
from employment.application.offering import Offering
from employment.entrypoints.calls import EmploymentCalls


class EmploymentService(EmploymentCalls):
    """What runs under the name `employment`."""

    name = "employment"


def build(settings: Settings) -> Service:
    """Put the service together."""
    database = Database(settings.database_url, name="employment")
    clock, facts = settings.clock, OwnersFacts(ask=settings.ask)
    register = DatabaseRegister(database=database)
    transactions = DatabaseTransactions(database=database)
    use = UseCases(
        offering=Offering(
            clock=clock,
            facts=facts,
            register=register,
            transactions=transactions,
            new_id=uuid4,
        ),
        answering=Answering(clock=clock, transactions=transactions, new_id=uuid4),
        labour_contracts=LabourContracts(
            clock=clock, register=register, transactions=transactions, new_id=uuid4
        ),
        dissolving=Dissolving(
            clock=clock, register=register, transactions=transactions, new_id=uuid4
        ),
        histories=Histories(register=register),
        lists=Lists(facts=facts, register=register),
    )
    return Service(name="employment", cls=EmploymentService, use=use, database=database)
