"""Parts that a test takes out of a service, or changes in it, as the environment says.

`MUTANT` takes a safeguard out, so that the checks are seen to miss it. `WORDS` makes a service
speak as one of a newer or an older release does. `PATIENCE=brief` spares a test the pauses,
`DAYS=brief` those between two looks at the calendar, and a claimed day's long lease.
"""

import dataclasses
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import bus.jobs
import bus.mailbox
from bus import database, entrypoints, job_runner, rabbit_events, rabbit_sender, work
from bus.database import Transaction
from bus.failpoints import failpoint
from bus.mailbox import Inbox
from bus.patience import Patience
from bus.rabbit_events import RabbitEvents
from bus.runtime import Build, Service, Settings
from contracts.message import Event, to_wire
from review_scheduler.adapters import records
from review_scheduler.domain import calendar

BRIEF: Final = Patience(
    most_attempts=10, first_pause=0.05, longest_pause=0.1, longest_hold=0.2, lease=2.0
)
NEWER: Final = {"of_a_newer_release": {"unknown": [1, None, "燃"]}}


def an_event_is_stored_apart_from_its_change() -> None:
    """Without the outbox's transaction: the event stands, whatever becomes of the change."""
    honest = Transaction.announce

    def announce(self: Transaction, event: Event) -> UUID:
        with self.connection.engine.begin() as apart:
            return honest(Transaction(apart, self._wake), event)

    Transaction.announce = announce  # type: ignore[method-assign]  # this is the mutant


def an_event_is_acknowledged_before_it_is_stored() -> None:
    """Without store before ack."""

    def store_batch(self: RabbitEvents, batch: list[Any]) -> None:
        for held in batch:
            rabbit_events._settle(held.message, stored=held.event is not None)
        self._link.flush()
        failpoint("inbox.before_store")
        for held in batch:
            if held.event is not None:
                self._store(held.handler, [held.event])
        self._held = [held for held in self._held if held not in batch]

    RabbitEvents._store_batch = store_batch  # type: ignore[method-assign]  # this is the mutant


def a_delivery_is_stored_however_often_it_comes() -> None:
    """Without the inbox's memory of what it has."""
    honest = Inbox.store

    def store(self: Inbox, handler: str, events: list[Any]) -> None:
        honest(self, handler, [dataclasses.replace(each, event_id=uuid4()) for each in events])

    Inbox.store = store  # type: ignore[method-assign]  # this is the mutant


def an_event_may_reach_nobody() -> None:
    """Without `mandatory`."""
    rabbit_sender.subscribers_of = lambda *_: ()  # type: ignore[attr-defined]  # the mutant


def an_outage_counts_as_a_failure() -> None:
    """Without holding back."""
    bus.mailbox.is_outage = lambda error: False  # type: ignore[attr-defined]  # the mutant


def a_job_is_started_however_often_it_is_asked_for() -> None:
    """Without the job's key."""
    honest = bus.jobs.start

    def start(transaction: Transaction, kind: str, **told: Any) -> UUID:
        return honest(transaction, kind, **{**told, "key": f"{told['key']} {uuid4()}"})

    bus.jobs.start = start  # this is the mutant


def a_chunk_is_worked_on_whoever_has_it() -> None:
    """Without the lock on a chunk."""
    job_runner._is_as_picked = lambda *_: True


MUTANTS: Final[dict[str, Callable[[], None]]] = {
    "outbox": an_event_is_stored_apart_from_its_change,
    "inbox": an_event_is_acknowledged_before_it_is_stored,
    "dedupe": a_delivery_is_stored_however_often_it_comes,
    "mandatory": an_event_may_reach_nobody,
    "holding": an_outage_counts_as_a_failure,
    "job": a_job_is_started_however_often_it_is_asked_for,
    "chunk": a_chunk_is_worked_on_whoever_has_it,
}


def _newer(message: Any) -> Any:
    """What a newer release writes: fields that nobody knows yet, inside and out."""
    return _with_more(to_wire(message))


def _with_more(written: Any) -> Any:
    match written:
        case dict():
            return {**{key: _with_more(value) for key, value in written.items()}, **NEWER}
        case list():
            return [_with_more(each) for each in written]
        case _:
            return written


def _older(message: Any) -> Any:
    """What an older release writes: without the fields that came later and have a default."""
    written = to_wire(message)
    if dataclasses.is_dataclass(message) and isinstance(written, dict):
        for each in dataclasses.fields(message):
            has_default = each.default is not dataclasses.MISSING
            if has_default and getattr(message, each.name) == each.default:
                written.pop(each.name, None)
    return written


WORDS: Final[dict[str, Callable[[Any], Any]]] = {"newer": _newer, "older": _older}


def _days_are_brief() -> None:
    honest = entrypoints.TimerDoor.__init__

    def init(self: entrypoints.TimerDoor, seconds: float) -> None:
        honest(self, min(seconds, 0.5))

    entrypoints.TimerDoor.__init__ = init  # type: ignore[method-assign]  # for this process
    records.LEASE = timedelta(seconds=2)  # type: ignore[misc]
    calendar.PAUSE_AFTER_OUTAGE = timedelta(seconds=0.2)  # type: ignore[misc]


def alter() -> None:
    """Change what the environment says, in this process."""
    if os.environ.get("DAYS") == "brief":
        _days_are_brief()
    if mutant := os.environ.get("MUTANT"):
        MUTANTS[mutant]()
    if words := os.environ.get("WORDS"):
        work.to_wire = WORDS[words]  # type: ignore[assignment,attr-defined]  # replies
        database.to_wire = WORDS[words]  # type: ignore[assignment,attr-defined]  # events


def altered(build: Build) -> Build:
    """A service's build, with little patience where the environment says so."""

    def altered_build(settings: Settings) -> Service:
        service = build(settings)
        if os.environ.get("PATIENCE") != "brief":
            return service
        return dataclasses.replace(service, patience_with_events=BRIEF, patience_with_items=BRIEF)

    return altered_build
