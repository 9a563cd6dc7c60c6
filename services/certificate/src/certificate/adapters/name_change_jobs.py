"""The bulk job that has an enterprise's decided name printed, part by part (六.3)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bus import jobs
from bus.database import Transaction
from certificate.adapters.name_change_records import JOB_KIND, DatabaseNameChangeRecords
from certificate.application.name_change_decisions import NameChangeEffects
from certificate.application.ports_issuing import Gathered


class EnterpriseNameChangeJob(jobs.Job):
    """Carries out the parts of one approved name change, each chunk with facts of its own."""

    kind = JOB_KIND
    asks = True

    def __init__(self, effects: NameChangeEffects) -> None:
        self._effects = effects

    def gather(self, job: jobs.Running, items: Sequence[UUID]) -> Gathered:
        """Ask the owners about the holders of a chunk."""
        return self._effects.gather(items)

    def act(
        self, transaction: Transaction, job: jobs.Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        """Judge and carry out one chunk; gives how many were reissued and how many rejected."""
        records = DatabaseNameChangeRecords(transaction=transaction)
        return self._effects.carry_out(records, UUID(job.params["case"]), items, facts)
