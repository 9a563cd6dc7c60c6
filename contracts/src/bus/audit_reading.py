"""The audit trail read: listed for operators, and its chain verified page by page."""

from typing import Any

from sqlalchemy import Row, func, select

from bus import tables
from bus.audit import AUDIT, CHAINED, GENESIS, digest_of
from bus.database import Database
from bus.ledger import row_number_in
from contracts import audit as told


class AuditReading:
    """Reads one service's audit trail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, call: told.ListAuditTrail) -> told.AuditTrail:
        """Give a page of the trail, newest first."""
        wanted = select(tables.AUDIT_TRAIL).order_by(AUDIT.id.desc()).limit(call.size + 1)
        if call.since is not None:
            wanted = wanted.where(AUDIT.at >= call.since)
        if call.until is not None:
            wanted = wanted.where(AUDIT.at < call.until)
        if call.subject is not None:
            wanted = wanted.where(AUDIT.subject == call.subject)
        if call.correlation is not None:
            wanted = wanted.where(AUDIT.correlation_id == call.correlation)
        if call.cursor is not None:
            wanted = wanted.where(AUDIT.id < row_number_in(call.cursor))
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        shown = rows[: call.size]
        return told.AuditTrail(
            items=tuple(map(_view, shown)),
            next=str(shown[-1].id) if len(rows) > call.size else None,
        )

    def verify(self, call: told.VerifyAuditTrail) -> told.VerifiedAuditTrail:
        """Verify a page of the chain; whoever asks goes on from where the last page ended."""
        position, digest = call.after, call.digest or GENESIS
        chained = (
            select(*CHAINED, AUDIT.position, AUDIT.digest)
            .where(AUDIT.position > position)
            .order_by(AUDIT.position)
            .limit(call.size)
        )
        with self._database.reading() as connection:
            rows = connection.execute(chained).all()
            unsealed = select(func.count()).where(AUDIT.position.is_(None))
            number = connection.execute(unsealed).scalar_one()
        broken = None
        for row in rows:
            broken = _break_at(row, after=position, digest=digest)
            if broken is not None:
                break
            position, digest = row.position, row.digest
        return told.VerifiedAuditTrail(
            upto=position,
            digest=digest,
            unsealed=number,
            has_more=broken is None and len(rows) == call.size,
            broken=broken,
        )


def _break_at(row: Any, *, after: int, digest: str) -> told.AuditBreak | None:
    """Tell how a row breaks the chain; `None` where it follows on the digest before."""
    if row.position != after + 1:
        return told.AuditBreak(position=after + 1, row=None, kind=told.AuditBreakKind.MISSING)
    if row.digest != digest_of(digest, row.position, row):
        return told.AuditBreak(position=row.position, row=row.id, kind=told.AuditBreakKind.ALTERED)
    return None


def _view(row: Row[Any]) -> told.AuditRow:
    return told.AuditRow(
        id=row.id,
        at=row.at,
        kind=row.kind,
        name=row.name,
        subject=row.subject,
        correlation_id=row.correlation_id,
        causation_id=row.causation_id,
        details=row.details,
        position=row.position,
        digest=row.digest,
    )
