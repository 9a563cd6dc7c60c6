"""What must hold after every fault: I1 to I5 and I7 to I10, each told by what breaks it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, text

from bus.invariants import BUS, Check, findings
from certificate.adapters.checks import CHECKS as CERTIFICATE
from contracts.message import to_wire
from contracts.subscriptions import SUBSCRIPTIONS
from enterprise.adapters.checks import CHECKS as ENTERPRISE
from tests.faults import effects
from tests.faults.clients import Answered, Clients, Firm
from tests.faults.personal import personal_data_in
from tests.faults.queues import Queue

LOST: Final = "lost"
TWICE: Final = "twice"
PARKED: Final = "parked"
ELSE: Final = "else"
TABLES: Final[Mapping[str, tuple[Check, ...]]] = {
    "certificate": CERTIFICATE,
    "enterprise": ENTERPRISE,
}
# Texts of the databases in which nobody may find an ID number, by the invariant's ninth.
TOLD: Final = (
    *(("outbox", column) for column in ("body", "headers")),
    *(("inbox", column) for column in ("body", "headers", "error")),
    *(("jobs", column) for column in ("key", "params", "headers")),
    *(("job_chunks", "error"), ("job_failures", "error")),
)


@dataclass(frozen=True, kw_only=True)
class Violation:
    """An invariant that does not hold, in which way, and where."""

    invariant: str
    how: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a run has left behind, to be read once it has settled.

    `repeated` has every answered command with what its repetition was answered.
    """

    connections: Mapping[str, Connection]
    firms: Sequence[Firm]
    clients: Clients
    repeated: Sequence[tuple[Answered, Any]]
    logs: Sequence[Path]
    queues: Mapping[str, Queue | None]
    usual_queues: Mapping[str, Queue]
    links: int
    usual_links: int
    expected_parked: frozenset[UUID]

    def rows(self, service: str, statement: str, **params: Any) -> list[Any]:
        """What a statement selects in a service's database."""
        return list(self.connections[service].execute(text(statement), params))


Finding = tuple[str, str]


def every_event_has_arrived(seen: Evidence) -> Iterator[Finding]:
    """I1: every outbox row reached the inbox of every subscriber, where it may stand parked."""
    for event, subscribers in SUBSCRIPTIONS.items():
        source, _, name = event.partition(".")
        if source not in seen.connections:
            continue
        sent = {
            row.event_id
            for row in seen.rows(source, "SELECT event_id FROM outbox WHERE name = :n", n=name)
        }
        for subscriber in subscribers:
            service, _, handler = subscriber.partition(".")
            if service in seen.connections:
                arrived = seen.rows(
                    service, "SELECT event_id FROM inbox WHERE handler = :h", h=handler
                )
                for missing in sent - {row.event_id for row in arrived}:
                    yield LOST, f"{event} {missing} is not in the inbox of {subscriber}"


def no_good_event_is_parked(seen: Evidence) -> Iterator[Finding]:
    """Nothing stands parked or given up but what a test has made unfit on purpose."""
    for service in seen.connections:
        for row in seen.rows(
            service, "SELECT event_id, name, error FROM inbox WHERE parked_at IS NOT NULL"
        ):
            if row.event_id not in seen.expected_parked:
                yield PARKED, f"{service}: {row.name} {row.event_id}: {row.error}"
        for row in seen.rows(service, "SELECT item, error FROM job_failures"):
            if row.item not in seen.expected_parked:
                yield PARKED, f"{service}: item {row.item}: {row.error}"


def nothing_took_effect_twice(seen: Evidence) -> Iterator[Finding]:
    """I2: no effect twice, no number twice, versions gapless."""
    for what in effects.twice(seen.rows, seen.firms, seen.clients):
        yield TWICE, what


def tables_keep_their_checks(seen: Evidence) -> Iterator[Finding]:
    """I2, I7: what each service can check of itself holds."""
    for service, connection in seen.connections.items():
        for found in findings(connection, (*BUS, *TABLES.get(service, ()))):
            if found.violations:
                yield TWICE, f"{service}: {found.code} {' '.join(found.examples)}"


def changes_and_events_agree(seen: Evidence) -> Iterator[Finding]:
    """I3: no business change without its event, no event without its change."""
    for what in effects.unannounced(seen.rows, seen.connections):
        yield LOST, what


def answers_stand(seen: Evidence) -> Iterator[Finding]:
    """I4: a committed answer is never taken back."""
    for what in effects.taken_back(seen.rows, seen.clients):
        yield LOST, what


def nothing_is_under_way(seen: Evidence) -> Iterator[Finding]:
    """I5: outbox, inbox and jobs drain to empty."""
    for service in seen.connections:
        for row in seen.rows(
            service,
            """SELECT 'outbox' AS place, event_id::text AS id FROM outbox WHERE sent_at IS NULL
            UNION ALL SELECT 'inbox', event_id || ' ' || coalesce(error, '') FROM inbox
                WHERE done_at IS NULL AND parked_at IS NULL
            UNION ALL SELECT 'jobs', key FROM jobs WHERE finished_at IS NULL""",
        ):
            yield LOST, f"{service}: {row.place} still holds {row.id}"


def certificates_are_as_the_rules_say(seen: Evidence) -> Iterator[Finding]:
    """I7: after a category change, certificates equal what the rules say for the last ones."""
    for what in effects.not_as_ruled(seen.rows, seen.firms):
        yield LOST, what


def servers_are_as_before(seen: Evidence) -> Iterator[Finding]:
    """I8: queues, consumers, connections and sessions are back to their number."""
    for name, usual in seen.usual_queues.items():
        if seen.queues.get(name) != usual:
            yield ELSE, f"{name}: {seen.queues.get(name)} instead of {usual}"
    if seen.links != seen.usual_links:
        yield ELSE, f"{seen.links} connections to the broker instead of {seen.usual_links}"
    for service in seen.connections:
        for row in seen.rows(
            service,
            """SELECT pid, state FROM pg_stat_activity WHERE datname = current_database()
                AND state LIKE 'idle in transaction%' AND now() - state_change > '2 s'""",
        ):
            yield ELSE, f"{service}: session {row.pid} is {row.state}"


def nothing_personal_is_told(seen: Evidence) -> Iterator[Finding]:
    """I9: no ID number in any log, event, job, error."""
    secrets = frozenset(firm.id_number for firm in seen.firms)
    for path in seen.logs:
        if personal_data_in(path.read_text(errors="replace"), secrets):
            yield ELSE, f"an ID number stands in {path.name}"
    for told in seen.clients.told:
        if personal_data_in(told, secrets):
            yield ELSE, "an ID number was told in an error"
    for where, said in _told_in_tables(seen):
        if personal_data_in(said, secrets):
            yield ELSE, f"an ID number stands in {where}"


def _told_in_tables(seen: Evidence) -> Iterator[tuple[str, str]]:
    for service in seen.connections:
        for table, column in TOLD:
            for row in seen.rows(service, f"SELECT {column}::text AS said FROM {table}"):
                yield f"{service}'s {table}.{column}", row.said or ""


def repetitions_are_answered_alike(seen: Evidence) -> Iterator[Finding]:
    """I10: a client that repeats with its key gets the same answer."""
    for answered, again in seen.repeated:
        if isinstance(again, Exception) or to_wire(again) != to_wire(answered.reply):
            yield ELSE, f"{answered.call.wire_name}: {again!r} instead of {answered.reply!r}"


INVARIANTS: Final[tuple[tuple[str, Callable[[Evidence], Iterable[Finding]]], ...]] = (
    ("I1", every_event_has_arrived),
    ("I1", no_good_event_is_parked),
    ("I2", nothing_took_effect_twice),
    ("I2", tables_keep_their_checks),
    ("I3", changes_and_events_agree),
    ("I4", answers_stand),
    ("I5", nothing_is_under_way),
    ("I7", certificates_are_as_the_rules_say),
    ("I8", servers_are_as_before),
    ("I9", nothing_personal_is_told),
    ("I10", repetitions_are_answered_alike),
)


def violations(seen: Evidence) -> tuple[Violation, ...]:
    """Everything that does not hold."""
    return tuple(
        Violation(invariant=invariant, how=how, what=what)
        for invariant, holds in INVARIANTS
        for how, what in holds(seen)
    )


def counted(found: Iterable[Violation]) -> Counter[str]:
    """How many there are of each way."""
    return Counter(violation.how for violation in found)
