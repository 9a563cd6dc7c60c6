"""Outbox and inbox: at least once on the wire, exactly once in effect, in no promised order."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import eventlet
from eventlet.greenpool import GreenPool
from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from bus import context, tables, telemetry
from bus.database import OUTAGES, Database, Transaction, trying_again
from bus.loops import Loop
from bus.wire import Delivery, Sender
from bus.work import Reacting
from contracts.errors import Unavailable
from contracts.message import Event, from_wire

log = logging.getLogger("gascert.mailbox")

BATCH: Final = 500
MOST_ATTEMPTS: Final = 10
LONGEST_PAUSE: Final = 60
LEASE: Final = 20
WORKERS: Final = 8
React = Callable[[Event], None]


class Postman:
    """Sends what lies in the outbox; woken by the commit, and every second besides."""

    def __init__(self, database: Database, sender: Sender, service: str) -> None:
        self._database = database
        self._sender = sender
        self._service = service
        self.loop = Loop(f"{service}.postman", self._round, every=1.0)
        database.on_wake("postman", self.loop.wake)

    def _round(self) -> None:
        while self._send_batch():
            pass

    def _send_batch(self) -> bool:
        """Send one batch; says whether there may be more that can be sent."""
        outbox = tables.OUTBOX.c
        with self._database.independent() as transaction:
            rows = transaction.execute(
                select(outbox.event_id, outbox.source, outbox.name, outbox.body, outbox.headers)
                .where(outbox.sent_at.is_(None))
                .order_by(outbox.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            if not rows:
                return False
            confirmed = self._sender.send([Delivery(**row._mapping) for row in rows])
            if confirmed:
                transaction.execute(
                    update(tables.OUTBOX)
                    .where(outbox.event_id.in_(confirmed))
                    .values(sent_at=func.clock_timestamp())
                )
        if len(confirmed) < len(rows):
            telemetry.note(log, "events stay in the outbox", count=len(rows) - len(confirmed))
            return False
        return len(rows) == BATCH


class Inbox:
    """Stores arriving events under their ids and delivers them until their effect is done."""

    def __init__(
        self,
        database: Database,
        service: str,
        handlers: Mapping[str, tuple[Reacting, Callable[[Any], None]]],
    ) -> None:
        self._database = database
        self._service = service
        self._handlers = handlers
        self._pool = GreenPool(WORKERS)
        self.loop = Loop(f"{service}.inbox", self._round, every=1.0)

    def store(self, handler: str, events: list[Delivery]) -> None:
        """Store a batch; what is stored already stays as it is."""
        rows = [
            {
                "event_id": event.event_id,
                "handler": handler,
                "source": event.source,
                "name": event.name,
                "body": event.body,
                "headers": event.headers,
            }
            for event in events
        ]
        with self._database.independent() as transaction:
            transaction.execute(
                insert(tables.INBOX).on_conflict_do_nothing(
                    constraint="an_event_reaches_a_handler_once"
                ),
                rows,
            )
        self.loop.wake()

    def _round(self) -> None:
        while rows := self._claim():
            for row in rows:
                self._pool.spawn_n(self._deliver, row)

    def stop(self) -> None:
        """Claim nothing more and finish what is being delivered."""
        self.loop.stop()
        with eventlet.Timeout(10, False):
            self._pool.waitall()

    def _claim(self) -> list[Any]:
        """Take due rows for a while; whoever dies with them lets them come due again."""
        inbox = tables.INBOX.c
        due = (
            select(inbox.id)
            .where(
                inbox.done_at.is_(None),
                inbox.parked_at.is_(None),
                inbox.next_try_at <= func.clock_timestamp(),
                inbox.handler.in_(self._handlers),
            )
            .order_by(inbox.next_try_at, inbox.id)
            .limit(4 * WORKERS)
            .with_for_update(skip_locked=True)
        )
        with self._database.independent() as transaction:
            return list(
                transaction.execute(
                    update(tables.INBOX)
                    .where(inbox.id.in_(due))
                    .values(next_try_at=func.clock_timestamp() + text(f"interval '{LEASE} s'"))
                    .returning(tables.INBOX)
                )
            )

    def _deliver(self, row: Any) -> None:
        try:
            trying_again(lambda: self._take_effect(row))
            outcome = "done"
        except (*OUTAGES, Unavailable) as error:
            outcome = "held"
            self._put_back(row, error, counted=False)
        except Exception as error:  # a handler's bug: told, tried again, in the end parked
            outcome = "failed"
            self._put_back(row, error, counted=True)
        telemetry.DELIVERIES.labels(self._service, row.handler, outcome).inc()

    def _take_effect(self, row: Any) -> None:
        """Run the handler; its effect and the row's `done_at` commit together."""
        how, react = self._handlers[row.handler]
        now = context.from_headers(json.loads(row.headers))
        context.enter(replace(now, causation_id=str(row.event_id)))
        event = from_wire(how.event, json.loads(row.body))

        def is_mine(transaction: Transaction) -> None:
            still = select(tables.INBOX.c.id).where(
                tables.INBOX.c.id == row.id, tables.INBOX.c.done_at.is_(None)
            )
            if transaction.execute(still.with_for_update()).one_or_none() is None:
                raise _DoneAlready

        try:
            with self._database.unit(is_mine) as unit:
                react(event)
                unit.open().execute(
                    update(tables.INBOX)
                    .where(tables.INBOX.c.id == row.id)
                    .values(done_at=func.clock_timestamp(), error=None)
                )
                unit.commit()
        except _DoneAlready:
            return

    def _put_back(self, row: Any, error: Exception, *, counted: bool) -> None:
        attempts = row.attempts + (1 if counted else 0)
        pause = min(LONGEST_PAUSE, 2**attempts if counted else 2)
        telemetry.failure(log, "delivery failed", error, handler=row.handler, event_id=row.event_id)
        values: dict[str, Any] = {
            "attempts": attempts,
            "error": telemetry.describe(error),
            "next_try_at": func.clock_timestamp() + text(f"interval '{pause} s'"),
        }
        if counted and attempts >= MOST_ATTEMPTS:
            values["parked_at"] = func.clock_timestamp()
        try:
            with self._database.independent() as transaction:
                transaction.execute(
                    update(tables.INBOX)
                    .where(tables.INBOX.c.id == row.id, tables.INBOX.c.done_at.is_(None))
                    .values(**values)
                )
        except SQLAlchemyError as again:  # the lease ends by itself
            telemetry.failure(log, "could not put back a delivery", again)


class _DoneAlready(Exception):
    """Another worker has delivered this row in the meantime."""


def replay(transaction: Transaction, event_ids: list[Any] | None = None) -> int:
    """Put parked events back to be delivered again; gives how many there were."""
    inbox = tables.INBOX.c
    chosen: ColumnElement[bool] = inbox.parked_at.is_not(None)
    if event_ids is not None:
        chosen = chosen & inbox.event_id.in_(event_ids)
    result = transaction.execute(
        update(tables.INBOX)
        .where(chosen)
        .values(parked_at=None, attempts=0, next_try_at=func.clock_timestamp())
    )
    return int(result.rowcount)
