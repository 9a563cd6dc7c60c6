"""The bulk job that issues certificates, and what starts it (H9)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from bus import jobs
from bus.database import Transaction
from certificate.adapters.issuing import DatabaseIssuingRecords
from certificate.adapters.tables import RESULTS
from certificate.application.issuance import Issuance
from certificate.application.ports_issuing import FactsOutdated, Gathered
from certificate.domain.conditions import (
    employer_has_registered_categories,
    employer_permits_the_trade,
)
from contracts.enterprise import CategoryChanged
from contracts.vocabulary import CertificateKind, ResultStatus

KIND: Final = "issuance"
CHUNK: Final = 200
OF: Final = RESULTS.c
ON_CATEGORIES: Final = (employer_has_registered_categories.code, employer_permits_the_trade.code)


class IssuanceJob(jobs.Job):
    """Issues certificates for results chunk by chunk, each with facts of its own."""

    kind = KIND
    asks = True

    def __init__(self, issuance: Issuance) -> None:
        self._issuance = issuance

    def gather(self, job: jobs.Running, items: Sequence[UUID]) -> Gathered:
        """Ask the owners about the persons of a chunk."""
        return self._issuance.gather(items)

    def act(
        self, transaction: Transaction, job: jobs.Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        """Issue what can be issued; gives the results' counts by status."""
        records = DatabaseIssuingRecords(transaction=transaction)
        cause = job.params["cause"]
        try:
            return self._issuance.settle(
                records, items, facts, cause=None if cause is None else UUID(cause)
            )
        except FactsOutdated:
            raise jobs.FactsOutdated from None


def pending() -> Select[Any]:
    """Select the ids of all results that wait for a condition."""
    return select(OF.id).where(OF.status == ResultStatus.PENDING.value)


def start_for_import(transaction: Transaction, imported_in: UUID) -> UUID:
    """Issue for an import that has just been approved."""
    items = pending().where(OF.imported_in == imported_in)
    return _start(transaction, f"issuance:{imported_in}", items, cause=imported_in)


def start_for_day(transaction: Transaction, day: date) -> UUID:
    """Try all pending results again, once for a day."""
    return _start(transaction, f"issuance:day:{day.isoformat()}", pending())


def start_for_person(transaction: Transaction, person: UUID, *, cause: str) -> None:
    """Try a person's pending results again, once for a cause; where there are none, do nothing."""
    _start_if_any(transaction, f"issuance:{cause}", pending().where(OF.person == person))


def start_after_categories(transaction: Transaction, event: CategoryChanged) -> None:
    """Try again what waited for an enterprise's categories.

    Principals for whom no employer was found may be its legal representatives (H4).
    """
    waited_for_them = and_(OF.employer == event.enterprise, OF.missing.overlap(ON_CATEGORIES))
    may_represent = and_(OF.employer.is_(None), OF.kind == CertificateKind.PRINCIPAL.value)
    _start_if_any(
        transaction,
        f"issuance:categories:{event.enterprise}:{event.category_version}",
        pending().where(or_(waited_for_them, may_represent)),
        cause=event.case,
    )


def _start_if_any(
    transaction: Transaction, key: str, items: Select[Any], *, cause: UUID | None = None
) -> None:
    if transaction.execute(items.limit(1)).one_or_none() is not None:
        _start(transaction, key, items, cause=cause)


def _start(
    transaction: Transaction, key: str, items: Select[Any], *, cause: UUID | None = None
) -> UUID:
    params = {"cause": None if cause is None else str(cause)}
    return jobs.start(transaction, KIND, key=key, items=items, params=params, chunk=CHUNK)
