"""How long the bus keeps what is done with, and the loop that lets it go, a page at a time."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, func, literal_column, select

from bus import tables
from bus.database import Database
from bus.loops import Loop

PAGE: Final = 5_000
DAY: Final = 24 * 3600
# A sent event is kept for as long as a restored database may have to be told of it again, and a
# mark in the inbox for longer than any event can still come a second time.
KEPT: Final[tuple[tuple[Table, str, str, int], ...]] = (
    (tables.IDEMPOTENCY, "made_at", "made_at", 2 * DAY),
    (tables.OUTBOX, "id", "sent_at", 14 * DAY),
    (tables.INBOX, "id", "done_at", 90 * DAY),
)


class Retention:
    """Deletes rows whose time is over, hourly."""

    def __init__(self, database: Database, service: str) -> None:
        self._database = database
        self.loop = Loop(f"{service}.retention", self._round, every=3600.0, longest_pause=60.0)

    def _round(self) -> None:
        for table, age, moment, seconds in KEPT:
            while not self.loop.is_stopping:
                if self._let_go(table, age, moment, seconds) < PAGE:
                    break

    def _let_go(self, table: Table, age: str, moment: str, seconds: int) -> int:
        """Delete what is due among the oldest rows; gives how many there were."""
        place: ColumnElement[Any] = literal_column("ctid")
        oldest = (
            select(place.label("place"), table.c[moment].label("moment"))
            .order_by(table.c[age])
            .limit(PAGE)
            .subquery()
        )
        due = select(oldest.c.place).where(
            oldest.c.moment < func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 0, 0, seconds)
        )
        with self._database.independent() as transaction:
            done = transaction.execute(delete(table).where(place.in_(due)))
        return int(done.rowcount)
