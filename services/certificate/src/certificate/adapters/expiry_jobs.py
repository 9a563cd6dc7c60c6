"""Recording expiry as a bulk job: once for a term, and the places are free (H2, D9)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select, text

from bus import jobs
from bus.database import Transaction
from certificate.adapters.review_jobs import LOCK
from certificate.adapters.tables import CERTIFICATES
from contracts.certificate import CertificatesExpired

KIND: Final = "expiry"
CHUNK: Final = 1000
OF: Final = CERTIFICATES.c

# What a renewal has overtaken since the job began is left alone: it is in renewal, or lasts longer.
EXPIRE: Final = text("""
WITH due AS MATERIALIZED (
    SELECT certificates.id, present.term, certificates.valid_to
    FROM certificates JOIN certificate_versions AS present
        ON present.certificate = certificates.id AND present.version = certificates.version
    WHERE certificates.id = ANY(:items) AND cancelled_on IS NULL AND NOT in_renewal
        AND NOT expiry_recorded AND certificates.valid_to < :day
), recorded AS (
    INSERT INTO expiries (certificate, term, last_day, job)
    SELECT id, term, valid_to, :job FROM due
    ON CONFLICT ON CONSTRAINT a_term_expires_once DO NOTHING
    RETURNING certificate
)
UPDATE certificates SET expiry_recorded = true, holds_a_place = false
FROM recorded WHERE certificates.id = recorded.certificate
RETURNING certificates.id, holder, enterprise, valid_to
""")


TO_EXPIRE: Final = (OF.cancelled_on.is_(None), ~OF.in_renewal, ~OF.expiry_recorded)


def due(day: date) -> Select[Any]:
    """Select the certificates that have expired by a day and are not recorded as such."""
    return select(OF.id).where(OF.valid_to < day, *TO_EXPIRE)


def first_due() -> Select[Any]:
    """Select the first day by which one has expired that is not recorded as such."""
    return select(func.min(OF.valid_to) + text("1")).where(*TO_EXPIRE)


class ExpiryJob(jobs.Job):
    """Records the expiries of one day."""

    kind = KIND

    def act(
        self, transaction: Transaction, job: jobs.Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        """Record one chunk; gives how many have expired."""
        day = date.fromisoformat(job.params["day"])
        transaction.execute(LOCK, {"items": list(items)}).all()
        values = {"items": list(items), "day": day, "job": job.id}
        expired = transaction.execute(EXPIRE, values).all()
        if expired:
            transaction.announce(
                CertificatesExpired(
                    day=day,
                    certificates=tuple(row.id for row in expired),
                    holders=tuple(row.holder for row in expired),
                    enterprises=tuple(row.enterprise for row in expired),
                    last_days=tuple(row.valid_to for row in expired),
                )
            )
        return {"expired": len(expired), "unchanged": len(items) - len(expired)}
