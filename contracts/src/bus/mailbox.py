"""The inbox: at least once on the wire, exactly once in effect, in no promised order."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import eventlet
from eventlet.greenpool import GreenPool
from sqlalchemy import ColumnElement, false, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from bus import audit, context, tables, telemetry
from bus.database import Database, Transaction
from bus.failpoints import failpoint
from bus.loops import Loop
from bus.outages import is_outage, trying_again
from bus.patience import WITH_EVENTS, Patience
from bus.wire import Delivery
from bus.work import Reacting
from contracts.errors import InProgress, Unavailable
from contracts.message import Event, from_wire

log = logging.getLogger("gascert.mailbox")

WORKERS: Final = 8
React = Callable[[Event], None]


class Inbox:
    """Stores arriving events under their ids and delivers them until their effect is done."""

    def __init__(
        self,
        database: Database,
        service: str,
        handlers: Mapping[str, tuple[Reacting, Callable[[Any], None]]],
        patience: Patience = WITH_EVENTS,
    ) -> None:
        self._database = database
        self._service = service
        self._handlers = handlers
        self._patience = patience
        self._pool = GreenPool(WORKERS)
        self.loop = Loop(f"{service}.inbox", self._round, every=min(1.0, patience.first_pause))
        database.on_wake("inbox", self.loop.wake)

    def store(self, handler: str, events: list[Delivery]) -> None:
        """Store a batch; what is stored already stays as it is.

        With an empty one it is only seen whether the database takes anything at all.
        """
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
        storing = insert(tables.INBOX).on_conflict_do_nothing(
            constraint="an_event_reaches_a_handler_once"
        )
        with self._database.mail.independent() as transaction:
            if rows:
                transaction.execute(storing, rows)
            else:
                nothing = select(tables.INBOX.c.event_id).where(false())
                transaction.execute(insert(tables.INBOX).from_select(["event_id"], nothing))
        failpoint("inbox.after_store")
        self.loop.wake()

    def _round(self) -> None:
        while not self.loop.is_stopping and (rows := self._claim()):
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
        with self._database.mail.independent() as transaction:
            rows = transaction.execute(
                update(tables.INBOX)
                .where(inbox.id.in_(due))
                .values(next_try_at=_later(self._patience.lease))
                .returning(tables.INBOX)
            ).all()
        return sorted(rows, key=lambda row: int(row.id))

    def _deliver(self, row: Any) -> None:
        try:
            trying_again(lambda: self._take_effect(row))
            outcome = "done"
        except (Unavailable, InProgress) as error:
            outcome = "held"
            self._put_back(row, error, counted=False)
        except Exception as error:  # noqa: BLE001  # a bug: told, tried again, in the end parked
            outcome = "held" if is_outage(error) else "failed"
            self._put_back(row, error, counted=not is_outage(error))
        telemetry.DELIVERIES.labels(self._service, row.handler, outcome).inc()

    def _take_effect(self, row: Any) -> None:
        """Run the handler; its effect and the row's `done_at` commit together."""
        how, react = self._handlers[row.handler]
        now = context.from_headers(json.loads(row.headers))
        context.enter(
            replace(
                now,
                causation_id=str(row.event_id),
                idempotency_key=f"{row.event_id}/{row.handler}",
            )
        )
        event = from_wire(how.event, json.loads(row.body))
        failpoint("inbox.in_delivery")

        def is_mine(transaction: Transaction) -> None:
            still = select(tables.INBOX.c.id).where(
                tables.INBOX.c.id == row.id,
                tables.INBOX.c.done_at.is_(None),
                tables.INBOX.c.parked_at.is_(None),
            )
            if transaction.execute(still.with_for_update()).one_or_none() is None:
                raise _DoneAlready

        deed = {"event": str(row.event_id), **audit.told_of(event)}
        try:
            with (
                audit.doing("event", f"{row.source}.{row.name}", deed),
                self._database.unit(is_mine) as unit,
            ):
                react(event)
                unit.open().execute(
                    update(tables.INBOX)
                    .where(tables.INBOX.c.id == row.id)
                    .values(done_at=func.clock_timestamp(), error=None)
                )
                failpoint("inbox.before_commit")
                unit.commit()
                failpoint("inbox.after_commit")
        except _DoneAlready:
            return

    def _put_back(self, row: Any, error: Exception, *, counted: bool) -> None:
        patience = self._patience
        attempts = row.attempts + (1 if counted else 0)
        telemetry.failure(log, "delivery failed", error, handler=row.handler, event_id=row.event_id)
        values: dict[str, Any] = {
            "attempts": attempts,
            "error": telemetry.describe(error),
            "next_try_at": _later(patience.pause_after(attempts)),
        }
        if not counted:
            waited = func.extract("epoch", func.clock_timestamp() - tables.INBOX.c.received_at)
            hold = func.least(waited / 8 + patience.first_pause, patience.longest_hold)
            values["next_try_at"] = _later(hold)
        elif attempts >= patience.most_attempts:
            values["parked_at"] = func.clock_timestamp()
        try:
            with self._database.mail.independent() as transaction:
                transaction.execute(
                    update(tables.INBOX)
                    .where(tables.INBOX.c.id == row.id, tables.INBOX.c.done_at.is_(None))
                    .values(**values)
                )
        except SQLAlchemyError as again:  # the lease ends by itself
            telemetry.failure(log, "could not put back a delivery", again)


def _later(seconds: Any) -> Any:
    return func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)


class _DoneAlready(Exception):
    """Another worker has delivered this row in the meantime, or given it up."""


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
