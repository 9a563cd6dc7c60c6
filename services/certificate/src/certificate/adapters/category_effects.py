"""The effects of a category change, written set by set: new versions, marks and lifted marks."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, text
from sqlalchemy.dialects.postgresql import insert

from bus import jobs
from bus.database import Transaction
from certificate.adapters import issuance_jobs
from certificate.adapters.live_versions import live_versions
from certificate.adapters.tables import APPLIED, CERTIFICATES
from contracts.certificate import CertificatesMarked, CertificatesReissued
from contracts.enterprise import CategoryChanged
from contracts.vocabulary import AbnormalReason, VersionCause, letters_of

Changed = Sequence[tuple[UUID, UUID]]
"""The certificates that something was done to, each with its holder."""

KIND: Final = "category_change"
CHUNK: Final = 1000

# The version in force and one already approved get new versions; terms that have passed do not
# (C2, D9). What is printed stays as it was, but for the number and the letters (五, K7).
_REISSUE: Final = """
WITH due AS MATERIALIZED (
    SELECT id, version, number_core || :letters AS number FROM certificates
    WHERE id = ANY(:items) AND enterprise = :enterprise AND kind <> 'operator'
        AND letters <> :letters AND cancelled_on IS NULL AND (valid_to >= :day OR in_renewal)
), {live}, made AS (
    INSERT INTO certificate_versions (
        certificate, version, term, number, holder_name, enterprise, enterprise_name, categories,
        trade, photo, valid_from, valid_to, first_ce_deadline, age_rule, cause, caused_by)
    SELECT certificate, next_version, term, due_number, holder_name, enterprise, enterprise_name,
        :letters, trade, photo, valid_from, valid_to, first_ce_deadline, age_rule,
        'category_change', :case
    FROM live
    RETURNING certificate, version, number
), newest AS (
    SELECT certificate, number, max(version) AS version FROM made GROUP BY certificate, number
)
UPDATE certificates SET letters = :letters, number = newest.number, version = newest.version
FROM newest
WHERE certificates.id = newest.certificate
RETURNING certificates.id, certificates.holder
"""
REISSUE: Final = text(_REISSUE.format(live=live_versions("number")))

_MARKABLE: Final = """
WITH changed AS (
    UPDATE certificates SET reasons = {reasons}
    WHERE id = ANY(:items) AND enterprise = :enterprise AND kind = 'operator'
        AND cancelled_on IS NULL AND (valid_to >= :day OR in_renewal) AND {which}
    RETURNING id, holder
), noted AS (
    INSERT INTO mark_changes (certificate, reason, is_lifted, caused_by)
    SELECT id, 'TRADE_NOT_PERMITTED', {lifted}, :case FROM changed
)
SELECT id, holder FROM changed
"""
MARK: Final = text(
    _MARKABLE.format(
        reasons="reasons || ARRAY['TRADE_NOT_PERMITTED']",
        which="trade <> ALL(:permitted) AND NOT reasons @> ARRAY['TRADE_NOT_PERMITTED']",
        lifted="false",
    )
)
LIFT: Final = text(
    _MARKABLE.format(
        reasons="array_remove(reasons, 'TRADE_NOT_PERMITTED')",
        which="trade = ANY(:permitted) AND reasons @> ARRAY['TRADE_NOT_PERMITTED']",
        lifted="true",
    )
)


def job_key(enterprise: UUID, category_version: int) -> str:
    """Give the key of the job that a version of an enterprise's categories starts."""
    return f"category-change:{enterprise}:{category_version}"


def certificates_concerned(enterprise: UUID, day: date) -> Select[Any]:
    """Select the enterprise's certificates that hold a place on a day, and their age (C4)."""
    return select(CERTIFICATES.c.id, CERTIFICATES.c.seq).where(is_concerned(enterprise, day))


def is_concerned(enterprise: UUID, day: date) -> ColumnElement[bool]:
    """Write that a certificate names the enterprise and holds a place on a day (C4)."""
    of = CERTIFICATES.c
    return and_(
        of.enterprise == enterprise,
        of.cancelled_on.is_(None),
        (of.valid_to >= day) | of.in_renewal,
    )


def apply_categories(transaction: Transaction, event: CategoryChanged) -> None:
    """Keep an enterprise's newer categories and start the jobs that carry them out (C8, H9).

    The row is locked, so that an issuance at this moment either is in the job's list or sees the
    newer version. An older or repeated event changes nothing.
    """
    letters = letters_of(event.categories)
    values = {
        "category_version": event.category_version,
        "letters": letters,
        "permitted_trades": [trade.value for trade in event.permitted_trades],
        "category_case": event.case,
        "decided_on": event.decided_on,
    }
    applied = transaction.execute(
        insert(APPLIED)
        .values(enterprise=event.enterprise, **values)
        .on_conflict_do_update(
            index_elements=[APPLIED.c.enterprise],
            set_=values,
            where=APPLIED.c.category_version < event.category_version,
        )
        .returning(APPLIED.c.enterprise)
    ).one_or_none()
    if applied is None:
        return
    jobs.start(
        transaction,
        KIND,
        key=job_key(event.enterprise, event.category_version),
        items=certificates_concerned(event.enterprise, event.decided_on),
        params={
            "enterprise": str(event.enterprise),
            "category_version": event.category_version,
            "letters": letters,
            "permitted": values["permitted_trades"],
            "case": str(event.case),
            "day": event.decided_on.isoformat(),
        },
        chunk=CHUNK,
    )
    issuance_jobs.start_after_categories(transaction, event)


class CategoryChangeJob(jobs.Job):
    """Reissues and marks the certificates of one enterprise after an approved change (C2, C3)."""

    kind = KIND

    def act(
        self, transaction: Transaction, job: jobs.Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        """Do one chunk; where newer categories have come, leave all to their job (C8)."""
        enterprise, case = UUID(job.params["enterprise"]), UUID(job.params["case"])
        newest = transaction.execute(
            select(APPLIED.c.category_version)
            .where(APPLIED.c.enterprise == enterprise)
            .with_for_update(read=True)
        ).scalar_one()
        if newest > job.params["category_version"]:
            return {"superseded": len(items)}
        values = {
            "items": list(items),
            "enterprise": enterprise,
            "case": case,
            "letters": job.params["letters"],
            "permitted": job.params["permitted"],
            "day": date.fromisoformat(job.params["day"]),
        }
        operators, others = self._lock(transaction, items)
        reissued = self._run(transaction, REISSUE, values, concerned=others)
        marked = self._run(transaction, MARK, values, concerned=operators)
        lifted = self._run(transaction, LIFT, values, concerned=operators)
        _announce(transaction, enterprise, case, (reissued, marked, lifted))
        return {
            "reissued": len(reissued),
            "marked": len(marked),
            "lifted": len(lifted),
            "unchanged": len(items) - len(reissued) - len(marked) - len(lifted),
        }

    @staticmethod
    def _lock(transaction: Transaction, items: Sequence[UUID]) -> tuple[int, int]:
        """Lock the certificates in the order of their ids, so that two chunks never deadlock.

        Tells how many are operators', and how many others'.
        """
        locked = (
            select(CERTIFICATES.c.trade)
            .where(CERTIFICATES.c.id == func.any(list(items)))
            .order_by(CERTIFICATES.c.id)
            .with_for_update()
            .cte("locked")
        )
        counted = select(
            func.count().label("number"), func.count(locked.c.trade).label("operators")
        )
        row = transaction.execute(counted).one()
        return row.operators, row.number - row.operators

    @staticmethod
    def _run(
        transaction: Transaction, statement: Any, values: dict[str, Any], *, concerned: int
    ) -> Changed:
        if not concerned:
            return []
        return [(row.id, row.holder) for row in transaction.execute(statement, values)]


def _announce(
    transaction: Transaction, enterprise: UUID, case: UUID, changed: tuple[Changed, ...]
) -> None:
    reissued, marked, lifted = changed
    if reissued:
        transaction.announce(
            CertificatesReissued(
                certificates=tuple(certificate for certificate, _ in reissued),
                enterprise=enterprise,
                cause=VersionCause.CATEGORY_CHANGE,
                caused_by=case,
                holders=tuple(holder for _, holder in reissued),
            )
        )
    for concerned, is_lifted in ((marked, False), (lifted, True)):
        if concerned:
            transaction.announce(
                CertificatesMarked(
                    certificates=tuple(certificate for certificate, _ in concerned),
                    reason=AbnormalReason.TRADE_NOT_PERMITTED,
                    is_lifted=is_lifted,
                    caused_by=case,
                    holders=tuple(holder for _, holder in concerned),
                    enterprises=(enterprise,) * len(concerned),
                )
            )
