"""Reconciling: proving for a period that nothing was lost between the services, or mending it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from contracts import review_scheduler as told
from contracts.errors import Fault, InvalidMessage
from contracts.review_scheduler import Reconciled
from review_scheduler.application.comparing_facts import FactComparison
from review_scheduler.application.comparing_mail import MailComparison, Tallies
from review_scheduler.application.ports import AskServices, Clock, Done
from review_scheduler.domain.reconciling import Tally, nightly_period

Comparison = Callable[[told.Reconcile, Tallies], None]


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """Compares the services with one another; asks them all and writes nothing of its own."""

    ask: AskServices
    services: tuple[str, ...]
    clock: Clock

    def reconcile(self, call: told.Reconcile) -> told.Reconciliation:
        """Give the table for a period; with `mend`, what lacks is sent again.

        Raises `InvalidMessage` where the period ends before it begins.
        """
        if call.until < call.since:
            raise InvalidMessage(faults=(Fault(path="until", reason="is before since"),))
        tallies: Tallies = defaultdict(Tally)
        for what, compare in self._comparisons().items():
            if not call.what or what in call.what:
                compare(call, tallies)
        return told.Reconciliation(
            since=call.since,
            until=call.until,
            lines=tuple(_line(what, of, tally) for (what, of), tally in tallies.items()),
        )

    def nightly(self, day: date, today: date) -> Done:
        """Reconcile and mend all that is kept from before a day; gives what it came to."""
        since, until = nightly_period(day)
        table = self.reconcile(told.Reconcile(since=since, until=until, mend=True))
        gone = [line for line in table.lines if line.what is Reconciled.UNKNOWN_EVENTS]
        rest = [line for line in table.lines if line.what is not Reconciled.UNKNOWN_EVENTS]
        sums = ("done", "waiting", "stuck", "lacking", "mended")
        counts = {name: sum(getattr(line, name) for line in rest) for name in sums}
        return Done(day=day, counts={**counts, "unknown": sum(line.lacking for line in gone)})

    def _comparisons(self) -> dict[Reconciled, Comparison]:
        mail = MailComparison(ask=self.ask, services=self.services, now=self.clock.now)
        facts = FactComparison(ask=self.ask, services=self.services)
        return {
            Reconciled.EVENTS: mail.events,
            Reconciled.UNKNOWN_EVENTS: mail.unknown,
            Reconciled.JOBS: facts.jobs,
            Reconciled.VERSIONS: facts.versions,
            Reconciled.CATEGORIES: facts.categories,
        }


def _line(what: Reconciled, of: str, tally: Tally) -> told.ReconciliationLine:
    return told.ReconciliationLine(
        what=what,
        of=of,
        total=tally.total,
        done=tally.done,
        waiting=tally.waiting,
        stuck=tally.stuck,
        lacking=tally.lacking,
        mended=tally.mended,
        examples=tuple(tally.examples),
    )
