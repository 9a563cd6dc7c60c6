"""Reminders as a bulk job: whom a day reminds of what, each once, set by set (D6, 六.6)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, TextClause, or_, select, text

from bus import jobs
from bus.database import Transaction
from certificate.adapters.tables import CERTIFICATES
from certificate.domain.reminders import (
    CE_DAYS,
    EXPIRY_DAYS,
    WINDOW_DAYS,
    reminders_due,
)
from contracts.certificate import RemindersDue
from contracts.vocabulary import ReminderKind

KIND: Final = "reminders"
CHUNK: Final = 1000
OF: Final = CERTIFICATES.c

# Nobody is reminded of continuing education that is proved already, or that would be of no use:
# where the first deadline is the last day there is neither review nor renewal (D10, K11), and
# after a missed review nothing is left but cancellation (K4). What a stop has made stale is
# recorded and not told: the next of its kind stands for it.
REMIND: Final = text("""
WITH given AS (
    SELECT * FROM unnest(CAST(:whats AS text[]), CAST(:days AS integer[]),
        CAST(:deadlines AS date[]), CAST(:overtaken AS boolean[]))
        AS each (what, days, deadline, is_overtaken)
), present AS MATERIALIZED (
    SELECT certificates.id, holder, certificates.enterprise, made.term, ce_deadline,
        certificates.valid_to, first_ce_deadline < certificates.valid_to AS has_education,
        CASE WHEN ce_deadline < certificates.valid_to THEN 1 ELSE 2 END AS ordinal,
        reasons @> ARRAY['CE_NOT_COMPLETED'] AS is_marked
    FROM certificates JOIN certificate_versions AS made
        ON made.certificate = certificates.id AND made.version = certificates.version
    WHERE certificates.id = ANY(:items) AND cancelled_on IS NULL
), due AS MATERIALIZED (
    SELECT present.id, present.term, holder, enterprise, given.*,
        CASE given.what WHEN 'ce_deadline' THEN present.ordinal ELSE 0 END AS ordinal
    FROM present JOIN given ON given.deadline =
        CASE given.what WHEN 'ce_deadline' THEN ce_deadline ELSE valid_to END
    WHERE (given.what = 'expiry' OR NOT is_marked) AND (given.what <> 'ce_deadline' OR (
        has_education AND NOT EXISTS (
            SELECT FROM ce_records AS proved WHERE proved.certificate = present.id
                AND proved.term = present.term AND proved.ordinal = present.ordinal)))
), recorded AS (
    INSERT INTO reminders
        (certificate, term, what, ordinal, days, due_on, deadline, is_overtaken, job)
    SELECT id, term, what, ordinal, days, :day, deadline, is_overtaken, :job FROM due
    ON CONFLICT ON CONSTRAINT each_is_reminded_once DO NOTHING
    RETURNING certificate, what, ordinal, days
)
SELECT due.* FROM due JOIN recorded ON recorded.certificate = due.id
    AND (recorded.what, recorded.ordinal, recorded.days) = (due.what, due.ordinal, due.days)
ORDER BY due.id
""")

# A window that opens on a day is that of a last day 85 days later at the least.
_AHEAD: Final = " UNION ALL ".join(
    f"SELECT min({column}) - {days} FROM certificates"  # noqa: S608  # from our own constants
    f" WHERE cancelled_on IS NULL AND {column} >= CAST(:day AS date) + {days}"
    for column, ahead in (("ce_deadline", CE_DAYS), ("valid_to", EXPIRY_DAYS))
    for days in ahead
)
NEXT: Final = text(f"""
SELECT min(day) FROM (
    {_AHEAD} UNION ALL (
    SELECT opens FROM certificates,
        CAST(valid_to + 1 - interval '3 months' AS date) AS opens
    WHERE cancelled_on IS NULL AND opens >= :day
        AND valid_to >= CAST(:day AS date) + {WINDOW_DAYS.start}
    ORDER BY valid_to LIMIT 1)
) AS next (day)
""")  # noqa: S608  # from our own constants


def due(day: date) -> Select[Any]:
    """Select the certificates that a day may remind of something, by the days that say so."""
    found = reminders_due(day)
    of_education = [each.deadline for each in found if each.what is ReminderKind.CE_DEADLINE]
    of_last_day = [each.deadline for each in found if each.what is not ReminderKind.CE_DEADLINE]
    return select(OF.id).where(
        OF.cancelled_on.is_(None),
        or_(OF.ce_deadline.in_(of_education), OF.valid_to.in_(of_last_day)),
    )


def next_due(day: date) -> TextClause:
    """Select the first day from a given one on which somebody may be reminded, by the indexes."""
    return NEXT.bindparams(day=day)


class ReminderJob(jobs.Job):
    """Records and announces the reminders of one day."""

    kind = KIND

    def act(
        self, transaction: Transaction, job: jobs.Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        """Remind one chunk; gives how many were reminded, and how many reminders were overtaken."""
        day = date.fromisoformat(job.params["day"])
        today = date.fromisoformat(job.params["today"])
        given = reminders_due(day)
        values = {
            "items": list(items),
            "whats": [each.what.value for each in given],
            "days": [each.days for each in given],
            "deadlines": [each.deadline for each in given],
            "overtaken": [each.useful_until < today for each in given],
            "day": day,
            "job": job.id,
        }
        recorded = transaction.execute(REMIND, values).all()
        told = [row for row in recorded if not row.is_overtaken]
        _announce(transaction, day, told)
        return {"reminded": len(told), "overtaken": len(recorded) - len(told)}


def _announce(transaction: Transaction, day: date, told: Sequence[Row[Any]]) -> None:
    alike = defaultdict[tuple[str, int, int], list[Row[Any]]](list)
    for row in told:
        alike[row.what, row.days, row.ordinal].append(row)
    for (what, days, ordinal), rows in sorted(alike.items()):
        transaction.announce(
            RemindersDue(
                day=day,
                what=ReminderKind(what),
                days=days,
                ordinal=ordinal or None,
                certificates=tuple(row.id for row in rows),
                holders=tuple(row.holder for row in rows),
                enterprises=tuple(row.enterprise for row in rows),
                deadlines=tuple(row.deadline for row in rows),
            )
        )
