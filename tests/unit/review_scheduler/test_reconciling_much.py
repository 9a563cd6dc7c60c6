"""Reconciling much: every page is looked at, and no more than a page is held."""

import tracemalloc
from typing import Any, Final
from uuid import UUID

from contracts import operations as told
from contracts.operations import DeliveryStatus
from contracts.review_scheduler import Reconcile, Reconciled
from review_scheduler.application.reconciliation import Reconciliation
from tests.unit.review_scheduler.fakes import SetClock
from tests.unit.review_scheduler.services import AT, HANDLER

PAGE: Final = 1000
PAGES: Final = 30
EVERY: Final = 3_989  # One in so many has been lost on its way.
NAMES: Final = ("enterprise", "certificate")


def is_lost(event: UUID) -> bool:
    return event.int % EVERY == 0


class LongLedgers:
    """Two services with thirty thousand events between them, made up as they are asked for."""

    def __call__(self, call: Any) -> Any:
        match call:
            case told.ListAnnouncedEvents(service="enterprise"):
                return told.AnnouncedEvents(items=self.announced(call), next=self.following(call))
            case told.FindReceivedEvents():
                found = tuple(map(received, filter(lambda each: not is_lost(each), call.events)))
                return told.ReceivedEvents(items=found)
            case told.ListReceivedEvents(service="certificate"):
                items = tuple(received(each.event) for each in self.announced(call))
                return told.ReceivedEvents(items=items, next=self.following(call))
            case told.FindAnnouncedEvents():
                return told.KnownEvents(events=call.events)
            case told.ListAnnouncedEvents():
                return told.AnnouncedEvents(items=(), next=None)
            case told.ListReceivedEvents():
                return told.ReceivedEvents(items=(), next=None)
            case _:
                raise LookupError(type(call).__name__)

    def announced(self, call: Any) -> tuple[told.AnnouncedEvent, ...]:
        first = int(call.cursor or 0) * PAGE + 1
        return tuple(
            told.AnnouncedEvent(
                event=UUID(int=number), name="category_changed", made_at=AT, sent_at=AT
            )
            for number in range(first, first + PAGE)
        )

    def following(self, call: Any) -> str | None:
        page = int(call.cursor or 0) + 1
        return str(page) if page < PAGES else None


def received(event: UUID) -> told.ReceivedEvent:
    return told.ReceivedEvent(
        event=event,
        source="enterprise",
        name="category_changed",
        handler=HANDLER,
        status=DeliveryStatus.DONE,
        received_at=AT,
    )


def test_all_is_counted_and_no_more_than_some_pages_are_held() -> None:
    reconciliation = Reconciliation(ask=LongLedgers(), services=NAMES, clock=SetClock(moment=AT))
    what = (Reconciled.EVENTS, Reconciled.UNKNOWN_EVENTS)
    tracemalloc.start()
    table = reconciliation.reconcile(Reconcile(since=AT, until=AT, what=what))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    [events, unknown] = table.lines
    lost = PAGES * PAGE // EVERY
    assert (events.total, events.lacking, events.done) == (30_000, lost, 30_000 - lost)
    assert len(events.examples) == lost
    assert (unknown.total, unknown.lacking) == (30_000, 0)
    assert peak < 2 * 1024 * 1024
