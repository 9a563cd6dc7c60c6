"""The legal clock of a sandbox (D11): one per installation, moved in one place, followed by all.

The scheduler moves it and announces the move; each service keeps the newest move it has heard of
in its own database, so that all its replicas tell the same day. Outside a sandbox nobody looks.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from bus import tables
from bus.clock import Clock, SystemClock
from bus.database import Database, Transaction
from bus.entrypoints import answers, on
from bus.rules import services
from contracts.operations import TellLegalClock, ToldLegalClock
from contracts.principal import Principal
from contracts.review_scheduler import LegalClockMoved
from contracts.subscriptions import subscribers_of

MODE: Final = "GASCERT_MODE"
SANDBOX: Final = "sandbox"
MOVER: Final = "review_scheduler"
SECONDS_TO_NOTICE: Final = 0.1
FOLLOWERS: Final = tuple(
    subscriber.partition(".")[0]
    for subscriber in subscribers_of(LegalClockMoved.wire_owner, LegalClockMoved.wire_name)
)
_OF: Final = tables.LEGAL_CLOCK.c


class SandboxClock(SystemClock):
    """The machine's clock, so many days ahead as the service's database says.

    A move that another replica has heard of is noticed within a tenth of a second.
    """

    def __init__(self) -> None:
        self._database: Database | None = None
        self._days_ahead = 0
        self._looked_at = float("-inf")

    def follow(self, database: Database) -> None:
        """Go by what this database says."""
        self._database = database

    def look_again(self) -> None:
        """Ask the database the next time, however short ago it was asked."""
        self._looked_at = float("-inf")

    def now(self) -> datetime:
        """Give the moment, aware, in UTC, on the legal day."""
        return datetime.now(UTC) + timedelta(days=self._shift())

    def _shift(self) -> int:
        if self._database is not None and time.monotonic() - self._looked_at > SECONDS_TO_NOTICE:
            with self._database.reading() as connection:
                _, self._days_ahead = last_move(connection)
            self._looked_at = time.monotonic()
        return self._days_ahead


def last_move(connection: Connection) -> tuple[int, int]:
    """Give the version of the newest move known here and its days ahead; nothing moved: zeros."""
    row = connection.execute(select(_OF.version, _OF.days_ahead)).one_or_none()
    return (0, 0) if row is None else (row.version, row.days_ahead)


def keep_move(transaction: Transaction, *, version: int, days_ahead: int) -> bool:
    """Keep a move unless a newer one is known; says whether it was kept."""
    made = insert(tables.LEGAL_CLOCK).values(installation=1, version=version, days_ahead=days_ahead)
    newer = made.on_conflict_do_update(
        index_elements=[_OF.installation],
        set_={
            "version": made.excluded.version,
            "days_ahead": made.excluded.days_ahead,
            "moved_at": func.clock_timestamp(),
        },
        where=_OF.version < made.excluded.version,
    )
    return transaction.execute(newer).rowcount == 1


class LegalClockKeeping:
    """What the doors stand before: what one service knows of the legal clock."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def tell(self) -> ToldLegalClock:
        """Tell the day by which this service goes, and the move that has made it so."""
        with self._database.reading() as connection:
            version, _ = last_move(connection)
        if isinstance(self._clock, SandboxClock):
            self._clock.look_again()
        return ToldLegalClock(day=self._clock.today(), version=version)

    def follow(self, event: LegalClockMoved) -> None:
        """Keep a move that was announced."""
        with self._database.transaction() as transaction:
            keep_move(transaction, version=event.version, days_ahead=event.days_ahead)


class LegalClockCalls:
    """Tells the day; mixed into every service that has a database."""

    legal_clock: LegalClockKeeping

    @answers(TellLegalClock, allow=services(MOVER))
    def tell_legal_clock(self, call: TellLegalClock, by: Principal) -> ToldLegalClock:
        """Tell the legal day here."""
        return self.legal_clock.tell()


class LegalClockReactions:
    """Follows the clock; mixed into every service that is told of its moves."""

    legal_clock: LegalClockKeeping

    @on(LegalClockMoved)
    def legal_clock_moved(self, event: LegalClockMoved) -> None:
        """Follow."""
        self.legal_clock.follow(event)


def doors_of(service: str) -> tuple[type, ...]:
    """Give the doors that belong to a service; the mover is not told of its own moves."""
    return (LegalClockCalls, LegalClockReactions) if service in FOLLOWERS else (LegalClockCalls,)
