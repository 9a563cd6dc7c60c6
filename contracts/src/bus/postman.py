"""The outbox on its way: every event is sent until all queues bound to it have taken it."""

import logging
import time
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from bus import tables, telemetry
from bus.database import Database
from bus.failpoints import failpoint
from bus.loops import Loop
from bus.wire import Delivery, Sender

log = logging.getLogger("gascert.mailbox")

PAGE: Final = 500
SECONDS_APART: Final = 6.0  # for a connection to have lived so long that the next is made at once
OUTBOX: Final = tables.OUTBOX.c


class Postman:
    """Sends what lies in the outbox; woken by the commit, and every second besides."""

    def __init__(self, database: Database, sender: Sender, service: str) -> None:
        self._database = database
        self._sender = sender
        self._service = service
        self._suspects: dict[str, float] = {}
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
        """Send all that lies there; says whether some of it could not be.

        For an event that may not be announced the broker closes the channel, and what was under
        way on it is neither refused nor confirmed. So kinds that some were left of are sent alone
        after the others, and those left even then after a pause: they hold up no other.
        """
        leaves_some = self._send_pages()
        for kind, due in sorted(self._suspects.items(), key=itemgetter(1)):
            if due > time.monotonic():
                leaves_some = True
                continue
            rows, confirmed = self._send_page(OUTBOX.name == kind)
            if len(confirmed) < len(rows):
                leaves_some = True
                self._suspects[kind] = time.monotonic() + SECONDS_APART
            else:
                del self._suspects[kind]
        return leaves_some

    def _send_pages(self) -> bool:
        """Go page by page through what nothing speaks against; says whether some is left."""
        last, leaves_some = 0, False
        while not self.loop.is_stopping:
            rows, confirmed = self._send_page(
                OUTBOX.id > last, OUTBOX.name.not_in(list(self._suspects))
            )
            taken = set(confirmed)
            for row in rows:
                if row.event_id not in taken:
                    self._suspects.setdefault(row.name, 0.0)
                    leaves_some = True
            if len(rows) < PAGE:
                break
            last = rows[-1].id
        return leaves_some

    def _send_page(self, *which: ColumnElement[bool]) -> tuple[Sequence[Any], list[UUID]]:
        """Send a page of events; gives its rows and the ids of those that were confirmed."""
        with self._database.mail.independent() as transaction:
            rows = transaction.execute(
                select(tables.OUTBOX)
                .where(OUTBOX.sent_at.is_(None), *which)
                .order_by(OUTBOX.id)
                .limit(PAGE)
                .with_for_update(skip_locked=True)
            ).all()
            if not rows:
                return rows, []
            failpoint("postman.after_lock")
            confirmed = self._sender.send([_delivery(row) for row in rows])
            failpoint("postman.after_confirm")
            if confirmed:
                transaction.execute(
                    update(tables.OUTBOX)
                    .where(OUTBOX.event_id.in_(confirmed))
                    .values(sent_at=func.clock_timestamp())
                )
        if len(confirmed) < len(rows):
            telemetry.note(log, "events stay in the outbox", count=len(rows) - len(confirmed))
        return rows, confirmed


def _delivery(row: Any) -> Delivery:
    return Delivery(
        event_id=row.event_id,
        source=row.source,
        name=row.name,
        body=row.body,
        headers=row.headers,
    )
