"""The audit trail: what was changed, by whom and why, written with the change itself.

Every transaction of a piece of work leaves a row, which holds ids, enumerations, numbers and days
and no other text. A sealer then chains the rows: each digest covers the row and the digest before.
Rows are written unchained so that no two transactions wait for one another.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from datetime import UTC, date
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)

from bus import context, tables, telemetry
from bus.loops import Loop
from contracts.message import Call, Event, Value

if TYPE_CHECKING:
    from bus.database import Database, Transaction

log = logging.getLogger("gascert.audit")

Kind = Literal["call", "event", "job", "command", "timer"]
AUDIT: Final = tables.AUDIT_TRAIL.c
MOST_ITEMS: Final = 20
PAGE: Final = 1_000
GENESIS: Final = ""
ONE_SEALER: Final = 0x5EA1
CHAINED: Final = (
    *(AUDIT.id, AUDIT.at, AUDIT.kind, AUDIT.name, AUDIT.subject),
    *(AUDIT.correlation_id, AUDIT.causation_id, AUDIT.details),
)


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What is being done: a call answered, an event taken, a job's chunk, an operator's command."""

    kind: Kind
    name: str
    details: Mapping[str, Any]


_deed: ContextVar[Deed | None] = ContextVar("deed", default=None)


@contextmanager
def doing(kind: Kind, name: str, details: Mapping[str, Any]) -> Iterator[None]:
    """Let what is committed within the block stand in the audit trail as this deed."""
    token = _deed.set(Deed(kind=kind, name=name, details=details))
    try:
        yield
    finally:
        _deed.reset(token)


def leave_trace(transaction: "Transaction") -> None:
    """Write the present deed's row into its transaction; outside any deed, nothing.

    What announces something is always a deed: a timer's, unless it is another.
    """
    deed = _deed.get()
    if deed is None:
        if not transaction.has_announced:
            return
        deed = Deed(kind="timer", name="announcement", details={})
    now = context.current()
    transaction.execute(
        insert(tables.AUDIT_TRAIL).values(
            kind=deed.kind,
            name=deed.name,
            subject=now.principal.subject,
            correlation_id=now.correlation_id,
            causation_id=now.causation_id,
            details=dict(deed.details),
        )
    )


def told_of(message: Any) -> dict[str, Any]:
    """Give what an audit row may tell of a message: no text but what the call says may be kept."""
    kept = message.wire_audited if isinstance(message, Call) else ()
    found = {
        field.name: getattr(message, field.name) if field.name in kept else _safe(value)
        for field in fields(message)
        if (value := getattr(message, field.name)) is not None
    }
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def _safe(value: Any) -> Any:
    match value:
        case bool() | int():
            return value
        case Enum():
            return value.value
        case UUID():
            return str(value)
        case date():
            return value.isoformat()
        case Value() if not isinstance(value, Call | Event):
            return told_of(value)
        case tuple():
            items = [safe for each in value[:MOST_ITEMS] if (safe := _safe(each)) is not None]
            return [*items, f"… {len(value)}"] if len(value) > MOST_ITEMS else items
        case _:
            return None


class Sealer:
    """Chains what has been written; one of a service's replicas at a time."""

    def __init__(self, database: "Database", service: str) -> None:
        self._database = database
        self.loop = Loop(f"{service}.sealer", self._round, every=1.0)

    def _round(self) -> None:
        while not self.loop.is_stopping and self.seal_page() == PAGE:
            continue

    def seal_page(self) -> int:
        """Seal the oldest rows that are not sealed; gives how many there were."""
        with self._database.mail.independent() as transaction:
            lock = select(func.pg_try_advisory_xact_lock(ONE_SEALER))
            if not transaction.execute(lock).scalar():
                return 0
            rows = transaction.execute(
                select(*CHAINED).where(AUDIT.position.is_(None)).order_by(AUDIT.id).limit(PAGE)
            ).all()
            if not rows:
                return 0
            position, digest = head(transaction.connection)
            ids, positions, digests = [], [], []
            for number, row in enumerate(rows, position + 1):
                digest = digest_of(digest, number, row)
                ids.append(row.id)
                positions.append(number)
                digests.append(digest)
            transaction.execute(_SEAL, {"ids": ids, "positions": positions, "digests": digests})
        telemetry.note(log, "audit trail sealed", position=positions[-1], digest=digest)
        return len(rows)


def _sealing() -> Any:
    places = func.unnest(
        bindparam("ids", type_=ARRAY(BigInteger)),
        bindparam("positions", type_=ARRAY(BigInteger)),
        bindparam("digests", type_=ARRAY(Text)),
    )
    sealed = places.table_valued("id", "position", "digest", name="sealed").render_derived()
    return (
        update(tables.AUDIT_TRAIL)
        .where(AUDIT.id == sealed.c.id)
        .values(position=sealed.c.position, digest=sealed.c.digest)
    )


_SEAL: Final = _sealing()


def head(connection: Connection) -> tuple[int, str]:
    """Give the last place in the chain and its digest; of an empty chain, nought and no text."""
    last = select(AUDIT.position, AUDIT.digest).where(AUDIT.position.is_not(None))
    row = connection.execute(last.order_by(AUDIT.position.desc()).limit(1)).one_or_none()
    return (0, GENESIS) if row is None else (row.position, row.digest)


def digest_of(before: str, position: int, row: Any) -> str:
    """Give the digest that seals a row at a place in the chain, after the digest before."""
    told = [
        *(before, position, row.id, row.at.astimezone(UTC).isoformat(timespec="microseconds")),
        *(row.kind, row.name, row.subject, row.correlation_id, row.causation_id, row.details),
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
