"""Sequence numbers in the database: none is given twice, not even after a restore."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from bus import context, telemetry
from bus.database import Database, Transaction
from certificate.application.ports_operations import Jump, Skipped
from certificate.domain.numbers import MARGIN
from contracts.vocabulary import CertificateKind

log = logging.getLogger("gascert.numbers")

# Where these tables lie: cluster, database, table and timeline. A restore of any sort moves at
# least one of them, be it a new database, tables made again, or a recovery to a point in time.
_HERE: Final = """
    (SELECT system_identifier FROM pg_control_system())
    || '.' || (SELECT oid FROM pg_database WHERE datname = current_database())
    || '.' || 'number_home'::regclass::oid
    || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
"""
IS_HOME: Final = text(f"SELECT place = {_HERE} FROM number_home")  # noqa: S608  # our own words
COME_HOME: Final = text(f"""
    INSERT INTO number_home (place) VALUES ({_HERE})
    ON CONFLICT (is_it) DO UPDATE SET place = excluded.place
        WHERE number_home.place <> excluded.place
    RETURNING xmax <> 0 AS has_moved
""")  # noqa: S608  # our own words
ALLOT: Final = text("""
    INSERT INTO number_sequences AS given (kind, year, last) VALUES (:kind, :year, :count)
    ON CONFLICT (kind, year) DO UPDATE SET last = given.last + :count
    RETURNING last
""")
BEGIN: Final = text("""
    INSERT INTO number_sequences (kind, year, last) VALUES (:kind, :year, 0)
    ON CONFLICT (kind, year) DO NOTHING
""")
LAST: Final = text("""
    SELECT last FROM number_sequences WHERE kind = :kind AND year = :year FOR UPDATE
""")
ISSUED: Final = text("""
    SELECT coalesce(max(right(number_core, :digits)::integer), 0) FROM certificates
    WHERE number_core BETWEEN :least AND :most AND right(number_core, :digits) ~ '^[0-9]+$'
""")
SKIP: Final = text("""
    WITH skipped AS (
        UPDATE number_sequences SET last = :last WHERE kind = :kind AND year = :year
    )
    INSERT INTO skipped_numbers (kind, year, first, last, reason, skipped_by)
    VALUES (:kind, :year, :first, :last, :reason, :by)
""")


def allot(transaction: Transaction, kind: CertificateKind, year: int, count: int) -> range:
    """Give as many sequence numbers as are needed, never given before.

    Where the database is found to have been restored, the year's numbers jump ahead first.
    """
    if not transaction.execute(IS_HOME).scalar():
        _come_home(transaction, year)
    values = {"kind": kind.value, "year": year, "count": count}
    last: int = transaction.execute(ALLOT, values).scalar_one()
    return range(last - count + 1, last + 1)


def _come_home(transaction: Transaction, year: int) -> None:
    """Keep where the tables lie now; the first to find them moved lets the numbers jump."""
    if not transaction.execute(COME_HOME).scalar():
        return
    for kind in CertificateKind:
        _skip(transaction, (kind, year), Jump(margin=MARGIN, beyond=0), "restore noticed")


def _skip(
    transaction: Transaction, which: tuple[CertificateKind, int], jump: Jump, reason: str
) -> Skipped:
    kind, year = which
    sequence = {"kind": kind.value, "year": year}
    transaction.execute(BEGIN, sequence)
    given: int = transaction.execute(LAST, sequence).scalar_one()
    last = max(given, jump.beyond) + jump.margin
    by = context.current().principal.subject
    transaction.execute(
        SKIP, {**sequence, "first": given + 1, "last": last, "reason": reason, "by": by}
    )
    telemetry.note(log, "numbers are skipped", first=given + 1, last=last, **sequence)
    return Skipped(kind=kind, year=year, first=given + 1, last=last)


@dataclass(frozen=True, kw_only=True)
class DatabaseNumberingRecords:
    """Lets sequences jump ahead, in one transaction."""

    transaction: Transaction

    def highest_issued(self, least: str, most: str, digits: int) -> int:
        """Give the highest sequence number among the cores between two, 0 if there is none."""
        values = {"least": least, "most": most, "digits": digits}
        highest: int = self.transaction.execute(ISSUED, values).scalar_one()
        return highest

    def skip(self, year: int, jumps: Mapping[CertificateKind, Jump]) -> tuple[Skipped, ...]:
        """Let a year's sequences jump ahead, and keep which numbers were passed over."""
        self.transaction.execute(COME_HOME)
        return tuple(
            _skip(self.transaction, (kind, year), jumps[kind], "restored")
            for kind in CertificateKind
        )


@dataclass(frozen=True, kw_only=True)
class DatabaseNumberingTransactions:
    """Opens transactions on the sequences."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseNumberingRecords]:
        """Open one, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseNumberingRecords(transaction=transaction)
