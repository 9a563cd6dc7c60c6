"""What a service's outbox and inbox hold, told page by page, and sent or delivered again."""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, select, update

from bus import context, tables, telemetry
from bus.database import Database
from bus.mailbox import replay
from bus.retention import DAYS_TO_SEND_AGAIN, ago
from contracts import operations as told
from contracts.errors import Fault, InvalidMessage, NotFound

log = logging.getLogger("gascert.operations")
Period = told.ListAnnouncedEvents | told.ListReceivedEvents
# How far a row's number and its moment may disagree: transactions overlap, clocks are set.
LEEWAY: Final = timedelta(hours=1)
Item = TypeVar("Item")
OUT, IN = tables.OUTBOX.c, tables.INBOX.c
STATUS: Final = case(
    (IN.done_at.is_not(None), told.DeliveryStatus.DONE.value),
    (IN.parked_at.is_not(None), told.DeliveryStatus.PARKED.value),
    else_=told.DeliveryStatus.WAITING.value,
)
IS_PARKED: Final = and_(IN.parked_at.is_not(None), IN.done_at.is_(None))


class Ledger:
    """Reads and mends one service's outbox and inbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def announced(self, call: told.ListAnnouncedEvents) -> told.AnnouncedEvents:
        """Give what was announced in a period, oldest first."""
        wanted = select(OUT.id, OUT.event_id, OUT.name, OUT.made_at, OUT.sent_at).where(
            self._within(call, OUT.id, OUT.made_at)
        )
        items, after = self._page(wanted, OUT.id, call, _announced)
        return told.AnnouncedEvents(items=items, next=after)

    def known(self, events: Sequence[UUID]) -> told.KnownEvents:
        """Give those of these events that were announced and are still kept."""
        with self._database.reading() as connection:
            rows = connection.scalars(select(OUT.event_id).where(OUT.event_id.in_(events)))
            return told.KnownEvents(events=tuple(rows))

    def received(self, call: told.ListReceivedEvents) -> told.ReceivedEvents:
        """Give what was received in a period, oldest first."""
        wanted = _received_rows().where(self._within(call, IN.id, IN.received_at))
        items, after = self._page(wanted, IN.id, call, _received)
        return told.ReceivedEvents(items=items, next=after)

    def found(self, call: told.FindReceivedEvents) -> told.ReceivedEvents:
        """Give those of these events that the inbox holds for one handler."""
        wanted = _received_rows().where(IN.event_id.in_(call.events), IN.handler == call.handler)
        with self._database.reading() as connection:
            return told.ReceivedEvents(items=tuple(map(_received, connection.execute(wanted))))

    def parked(self, call: told.ListParkedEvents) -> told.ParkedEvents:
        """Give what stands parked, oldest first."""
        items, after = self._page(select(tables.INBOX).where(IS_PARKED), IN.id, call, _parked)
        return told.ParkedEvents(items=items, next=after)

    def parked_content(self, event: UUID) -> told.ParkedContents:
        """Give what a parked event says; raises `NotFound`."""
        wanted = select(tables.INBOX).where(IS_PARKED, IN.event_id == event).order_by(IN.handler)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        if not rows:
            raise NotFound
        return told.ParkedContents(items=tuple(map(_content, rows)))

    def send_again(self, events: Sequence[UUID]) -> told.SentAgain:
        """Let these events go out once more, but for those that are too old to be told twice.

        The postman's role does it: twice does no harm.
        """
        is_told_of = OUT.event_id.in_(events) & (OUT.made_at > ago(DAYS_TO_SEND_AGAIN))
        with self._database.mail.independent() as transaction:
            again = transaction.execute(
                update(tables.OUTBOX).where(is_told_of).values(sent_at=None).returning(OUT.event_id)
            )
            sent = told.SentAgain(events=tuple(again.scalars()))
            transaction.wake_after_commit("postman")
        telemetry.note(log, "events are sent again", count=len(sent.events))
        return sent

    def replay(self, events: Sequence[UUID] | None) -> told.Replayed:
        """Have parked events delivered again, all where none are named, in the postman's role."""
        with self._database.mail.independent() as transaction:
            number = replay(transaction, None if events is None else list(events))
            transaction.wake_after_commit("inbox")
        telemetry.note(log, "parked events are replayed", count=number)
        return told.Replayed(events=number)

    def _within(
        self, call: Period, number: ColumnElement[int], born: ColumnElement[datetime]
    ) -> ColumnElement[bool]:
        """Bound a list to a period, and by row numbers, so that what lies outside is not read."""
        with self._database.reading() as connection:
            first = last_before(connection, number, born, call.since - LEEWAY)
            last = last_before(connection, number, born, call.until + LEEWAY)
        return and_(born >= call.since, born < call.until, number > first, number <= last)

    def _page(
        self,
        wanted: Select[Any],
        key: ColumnElement[int],
        call: Period | told.ListParkedEvents,
        view: Callable[[Row[Any]], Item],
    ) -> tuple[tuple[Item, ...], str | None]:
        """Read one row more than is shown, to know whether another page follows."""
        after = row_number_in(call.cursor)
        query = wanted.where(key > after).order_by(key).limit(call.size + 1)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        shown = rows[: call.size]
        has_more = len(rows) > call.size
        return tuple(map(view, shown)), str(shown[-1].id) if has_more else None


def last_before(
    connection: Connection,
    number: ColumnElement[int],
    born: ColumnElement[datetime],
    moment: datetime,
) -> int:
    """Find a row number up to which rows were born before a moment, in some twenty look-ups.

    Rows are numbered in the order in which they are born, give or take what transactions overlap.
    """
    low, high = 0, connection.scalar(select(func.max(number))) or 0
    while low < high:
        middle = (low + high) // 2
        following = select(number, born).where(number > middle).order_by(number).limit(1)
        row = connection.execute(following).one_or_none()
        if row is not None and row[1] < moment:
            low = row[0]
        else:
            high = middle
    return low


def row_number_in(cursor: str | None) -> int:
    """Read where a page begins; raises `InvalidMessage` where no page has said so."""
    try:
        return 0 if cursor is None else int(cursor)
    except ValueError:
        fault = Fault(path="cursor", reason="is not one that this list gave")
        raise InvalidMessage(faults=(fault,)) from None


def _received_rows() -> Select[Any]:
    told_of = (IN.id, IN.event_id, IN.source, IN.name, IN.handler, IN.received_at)
    return select(*told_of, STATUS.label("status"))


def _announced(row: Row[Any]) -> told.AnnouncedEvent:
    return told.AnnouncedEvent(
        event=row.event_id, name=row.name, made_at=row.made_at, sent_at=row.sent_at
    )


def _received(row: Row[Any]) -> told.ReceivedEvent:
    return told.ReceivedEvent(
        event=row.event_id,
        source=row.source,
        name=row.name,
        handler=row.handler,
        status=told.DeliveryStatus(row.status),
        received_at=row.received_at,
    )


def _parked(row: Row[Any]) -> told.ParkedEvent:
    return told.ParkedEvent(
        event=row.event_id,
        source=row.source,
        name=row.name,
        handler=row.handler,
        attempts=row.attempts,
        received_at=row.received_at,
        parked_at=row.parked_at,
        error=row.error,
    )


def _content(row: Row[Any]) -> told.ParkedContent:
    try:
        now = context.from_headers(json.loads(row.headers))
    except InvalidMessage:  # which may be why it stands parked
        now = None
    return told.ParkedContent(
        parked=_parked(row),
        body=json.loads(row.body),
        correlation_id=None if now is None else now.correlation_id,
        causation_id=None if now is None else now.causation_id,
    )
