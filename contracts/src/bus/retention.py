"""How long the bus keeps what is done with, and the loop that lets it go, a page at a time.

Only what is done with goes: an event that was sent, a delivery that has taken effect, a command
that was answered. What is unsent, undelivered or parked stays, however old, and so do jobs.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, func, select, tuple_

from bus import tables
from bus.database import Database
from bus.loops import Loop

PAGE: Final = 5_000


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A table's rows are kept for so many days after `moment`, which `born` never follows."""

    table: Table
    born: str
    moment: str
    days: int


# A sent event must outlive every look that reconciling takes at it, and stay for as long as a
# restored neighbour may have to be told of it again.
SENT: Final = Kept(table=tables.OUTBOX, born="made_at", moment="sent_at", days=30)
# The mark that an event has taken effect must outlive every way in which it may come again: from
# its queue, sent again from its outbox, or from a source that was restored from a backup.
DELIVERED: Final = Kept(table=tables.INBOX, born="received_at", moment="done_at", days=90)
# Whoever repeats a command does so within hours.
ANSWERED: Final = Kept(table=tables.IDEMPOTENCY, born="made_at", moment="made_at", days=2)
# An event that is older is not sent again: those who had it may soon forget that they did.
DAYS_TO_SEND_AGAIN: Final = DELIVERED.days - SENT.days


class Retention:
    """Deletes rows whose time is over, hourly."""

    def __init__(self, database: Database, service: str) -> None:
        self._database = database
        self.loop = Loop(f"{service}.retention", self._round, every=3600.0, longest_pause=60.0)

    def _round(self) -> None:
        while not self.loop.is_stopping and self._let_answers_go() == PAGE:
            continue
        for kept in (SENT, DELIVERED):
            after: int | None = 0
            while not self.loop.is_stopping and after is not None:
                after = self._let_mail_go(kept, after)

    def _let_answers_go(self) -> int:
        """Delete the oldest answers that are due, a page at most; gives how many there were."""
        table, moment = ANSWERED.table, ANSWERED.table.c[ANSWERED.moment]
        key = table.primary_key.columns
        oldest = select(*key).where(moment < ago(ANSWERED.days)).order_by(moment).limit(PAGE)
        with self._database.mail.independent() as transaction:
            done = transaction.execute(delete(table).where(tuple_(*key).in_(oldest)))
        return int(done.rowcount)

    def _let_mail_go(self, kept: Kept, after: int) -> int | None:
        """Delete what is due on the page after a row; gives its last row, none where all is young.

        What is old and stays, because it is not done with, must not hide what lies behind it.
        """
        of, over = kept.table.c, ago(kept.days)
        page = select(of.id, of[kept.born]).where(of.id > after).order_by(of.id).limit(PAGE)
        rows = page.subquery()
        read = select(
            func.max(rows.c.id).label("last"),
            func.count().label("number"),
            (func.max(rows.c[kept.born]) < over).label("is_old"),
        )
        with self._database.mail.independent() as transaction:
            found = transaction.execute(read).one()
            here = (of.id > after) & (of.id <= (found.last or after))
            transaction.execute(delete(kept.table).where(here, of[kept.moment] < over))
        return found.last if found.number == PAGE and found.is_old else None


def ago(days: int) -> ColumnElement[Any]:
    """Give the moment so many days before now, by the database's clock."""
    return func.clock_timestamp() - func.make_interval(0, 0, 0, days)
