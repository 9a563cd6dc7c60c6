"""The legal clock's moves as the scheduler keeps and announces them, and who follows."""

from dataclasses import dataclass

from sqlalchemy import text

from bus.database import Database
from bus.legal_clock import keep_move, last_move
from contracts import operations
from contracts.errors import Unavailable
from contracts.review_scheduler import LegalClockMoved
from review_scheduler.application.ports import AskServices, Move

# Whoever moves the clock waits for whoever is moving it; there may be no row yet to lock.
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('legal_clock', 0))")


@dataclass(frozen=True, kw_only=True)
class DatabaseMoves:
    """Reads and writes moves in the scheduler's own database."""

    database: Database

    def last(self) -> Move:
        """Give the newest move; before any, the one that moves nothing."""
        with self.database.reading() as connection:
            version, days_ahead = last_move(connection)
        return Move(version=version, days_ahead=days_ahead)

    def add(self, days_ahead: int) -> Move | None:
        """Move the clock, tell the others and have the daily work done; `None` if it is as far."""
        with self.database.transaction() as transaction:
            transaction.execute(LOCK)
            version, before = last_move(transaction.connection)
            if days_ahead <= before:
                return None
            move = Move(version=version + 1, days_ahead=days_ahead)
            keep_move(transaction, version=move.version, days_ahead=move.days_ahead)
            transaction.announce(LegalClockMoved(version=move.version, days_ahead=move.days_ahead))
            transaction.wake_after_commit("catch_up")
            return move


@dataclass(frozen=True, kw_only=True)
class AskedFollowers:
    """Services that tell, when asked, which move they have heard of."""

    names: tuple[str, ...]
    ask: AskServices

    def behind(self, move: Move) -> tuple[str, ...]:
        """Name those that have not heard of a move, or do not answer."""
        return tuple(service for service in self.names if not self._follows(service, move))

    def _follows(self, service: str, move: Move) -> bool:
        try:
            return self.ask(operations.TellLegalClock(service=service)).version >= move.version
        except Unavailable:
            return False
