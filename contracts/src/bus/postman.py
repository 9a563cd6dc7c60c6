"""The outbox on its way: every event is sent until all queues bound to it have taken it."""

import logging
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update

from bus import tables, telemetry
from bus.database import Database
from bus.failpoints import failpoint
from bus.loops import Loop
from bus.wire import Delivery, Sender

log = logging.getLogger("gascert.mailbox")

PAGE: Final = 500


class Postman:
    """Sends what lies in the outbox; woken by the commit, and every second besides."""

    def __init__(self, database: Database, sender: Sender, service: str) -> None:
        self._database = database
        self._sender = sender
        self._service = service
        self._suspects: set[str] = set()
        self.is_stuck = False
        self.loop = Loop(f"{service}.postman", self._round, every=1.0)
        database.on_wake("postman", self.loop.wake)

    def _round(self) -> None:
        """Try all that lies there; where even that is refused, nothing can leave either."""
        try:
            self.is_stuck = self._leaves_some()
        except BaseException:
            self.is_stuck = True
            raise

    def _leaves_some(self) -> bool:
        """Go page by page, so that what cannot be sent holds up nothing; says if there was such."""
        last, leaves_some = 0, False
        while not self.loop.is_stopping:
            rows, confirmed = self._send_page(after=last)
            leaves_some |= len(confirmed) < len(rows)
            if len(rows) < PAGE:
                break
            last = rows[-1].id
        if not leaves_some:
            self._suspects.clear()
        return leaves_some

    def _send_page(self, *, after: int) -> tuple[Sequence[Any], list[UUID]]:
        """Send a page of events; gives its rows and the ids of those that were confirmed."""
        outbox = tables.OUTBOX.c
        with self._database.mail.independent() as transaction:
            rows = transaction.execute(
                select(tables.OUTBOX)
                .where(outbox.sent_at.is_(None), outbox.id > after)
                .order_by(outbox.id)
                .limit(PAGE)
                .with_for_update(skip_locked=True)
            ).all()
            if not rows:
                return rows, []
            failpoint("postman.after_lock")
            confirmed = self._sent(rows)
            failpoint("postman.after_confirm")
            if confirmed:
                transaction.execute(
                    update(tables.OUTBOX)
                    .where(outbox.event_id.in_(confirmed))
                    .values(sent_at=func.clock_timestamp())
                )
        if len(confirmed) < len(rows):
            telemetry.note(log, "events stay in the outbox", count=len(rows) - len(confirmed))
        return rows, confirmed

    def _sent(self, rows: Sequence[Any]) -> list[UUID]:
        """Send a page at once, and what is left of it by kind; gives the ids of those confirmed.

        For an event that may not be announced the broker closes the channel, and all that was
        under way on it is neither refused nor confirmed. Kinds that some were left of come last.
        """
        confirmed = [] if self._suspects else self._sender.send([_delivery(row) for row in rows])
        taken = set(confirmed)
        left = [row for row in rows if row.event_id not in taken]
        kinds = sorted({row.name for row in left}, key=lambda kind: kind in self._suspects)
        if len(kinds) == 1 and not self._suspects:
            return confirmed
        for kind in kinds:
            alike = [_delivery(row) for row in left if row.name == kind]
            try:
                found = self._sender.send(alike)
            except OSError:
                if not confirmed:
                    raise
                break
            confirmed += found
            if len(found) < len(alike):
                self._suspects.add(kind)
            else:
                self._suspects.discard(kind)
        return confirmed


def _delivery(row: Any) -> Delivery:
    return Delivery(
        event_id=row.event_id,
        source=row.source,
        name=row.name,
        body=row.body,
        headers=row.headers,
    )
