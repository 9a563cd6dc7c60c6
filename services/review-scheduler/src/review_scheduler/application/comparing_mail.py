"""Comparing outboxes with inboxes: what was announced arrived, and what arrived was announced."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from contracts import operations as told
from contracts.operations import DeliveryStatus
from contracts.review_scheduler import Reconcile, Reconciled
from contracts.subscriptions import began, subscribers_of, subscriptions_of
from review_scheduler.application.paging import pages
from review_scheduler.application.ports import AskServices
from review_scheduler.domain.reconciling import DAYS_KNOWN, Tally, in_parts

Key: TypeAlias = tuple[Reconciled, str]
Tallies: TypeAlias = "defaultdict[Key, Tally]"


@dataclass(frozen=True, kw_only=True)
class MailComparison:
    """Asks every service for its outbox and inbox, page by page."""

    ask: AskServices
    services: tuple[str, ...]
    now: Callable[[], datetime]

    def events(self, call: Reconcile, tallies: Tallies) -> None:
        """Follow every announced event to each of its subscribers (I1)."""
        for source in self.services:
            for page in self._announced(source, call):
                by_name: defaultdict[str, list[told.AnnouncedEvent]] = defaultdict(list)
                for event in page.items:
                    by_name[event.name].append(event)
                for name, events in by_name.items():
                    self._follow(f"{source}.{name}", events, tallies, mend=call.mend)

    def _follow(
        self,
        name: str,
        events: Sequence[told.AnnouncedEvent],
        tallies: Tallies,
        *,
        mend: bool,
    ) -> None:
        """Look for events of one kind at each subscriber; what some lack is sent again once."""
        source, _, event = name.partition(".")
        lost: dict[str, set[UUID]] = {}
        for subscriber in subscribers_of(source, event):
            since = began(name, subscriber)
            due = [each for each in events if each.made_at >= since]
            status = self._status(subscriber, [each.event for each in due])
            line = f"{name} → {subscriber}"
            lost[line] = _count(tallies[Reconciled.EVENTS, line], due, status)
        if mend:
            sent = self._sent_again(source, set().union(*lost.values()))
            for line, lacking in lost.items():
                tallies[Reconciled.EVENTS, line].mended += len(lacking & sent)

    def _sent_again(self, source: str, lost: set[UUID]) -> set[UUID]:
        """Have events sent again; gives those that are."""
        sent: set[UUID] = set()
        for part in in_parts(sorted(lost)):
            sent.update(self.ask(told.SendEventsAgain(service=source, events=part)).events)
        return sent

    def _status(self, subscriber: str, events: Sequence[UUID]) -> dict[UUID, DeliveryStatus]:
        service, _, handler = subscriber.partition(".")
        wanted = told.FindReceivedEvents(service=service, handler=handler, events=tuple(events))
        return {found.event: found.status for found in self.ask(wanted).items}

    def unknown(self, call: Reconcile, tallies: Tallies) -> None:
        """Look for effects whose cause is gone: received events that their source has not.

        What was received longer ago than outboxes are sure to reach back is left out.
        """
        known_since = self.now() - timedelta(days=DAYS_KNOWN)
        call = replace(call, since=max(call.since, known_since))
        for service in self.services:
            if not subscriptions_of(service):
                continue
            for page in self._received(service, call):
                by_source: defaultdict[str, set[UUID]] = defaultdict(set)
                for event in page.items:
                    by_source[event.source].add(event.event)
                for source, events in by_source.items():
                    tally = tallies[Reconciled.UNKNOWN_EVENTS, f"{service} ← {source}"]
                    gone = events - self._known(source, events)
                    tally.total += len(events)
                    tally.done += len(events) - len(gone)
                    tally.lacks(len(gone), sorted(gone))

    def _known(self, source: str, events: set[UUID]) -> set[UUID]:
        if source not in self.services:
            return set()
        wanted = told.FindAnnouncedEvents(service=source, events=tuple(sorted(events)))
        return set(self.ask(wanted).events)

    def _announced(self, service: str, call: Reconcile) -> Iterator[told.AnnouncedEvents]:
        def at(cursor: str | None) -> told.ListAnnouncedEvents:
            return told.ListAnnouncedEvents(
                service=service, since=call.since, until=call.until, cursor=cursor
            )

        return pages(self.ask, at)

    def _received(self, service: str, call: Reconcile) -> Iterator[told.ReceivedEvents]:
        def at(cursor: str | None) -> told.ListReceivedEvents:
            return told.ListReceivedEvents(
                service=service, since=call.since, until=call.until, cursor=cursor
            )

        return pages(self.ask, at)


def _count(
    tally: Tally, events: Sequence[told.AnnouncedEvent], status: dict[UUID, DeliveryStatus]
) -> set[UUID]:
    """Count where a page of events stands with one subscriber; gives those that lack there."""
    places = list(status.values())
    absent = [event for event in events if event.event not in status]
    lacking = {event.event for event in absent if event.sent_at is not None}
    tally.total += len(events)
    tally.done += places.count(DeliveryStatus.DONE)
    tally.stuck += places.count(DeliveryStatus.PARKED)
    tally.waiting += places.count(DeliveryStatus.WAITING) + len(absent) - len(lacking)
    tally.lacks(len(lacking), sorted(lacking))
    return lacking
