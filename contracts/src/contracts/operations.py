"""What every service answers by itself, through the bus: its mail, its bulk jobs, its invariants.

These calls belong to no owner: each names the service that is to answer it.
"""

from datetime import date, datetime
from enum import StrEnum, unique
from typing import Annotated, Any, Final
from uuid import UUID

from contracts.fields import Cursor, Ids, Rule, ShortText
from contracts.message import Call, Command, Query, Reply_co, Value
from contracts.vocabulary import JobStatus

OWNERS: Final = ("identity", "enterprise", "employment", "certificate", "review_scheduler")
# Any other name would be an address that its asker may not write to: RabbitMQ answers that by
# closing the channel, and with it what others have asked.
ServiceName = Annotated[str, Rule(among=OWNERS, describe="Who is to answer.")]
LedgerSize = Annotated[int, Rule(least=1, most=1000, number=True, describe="Rows on a page.")]


class Addressed(Call[Reply_co]):
    """A call that any service answers; `service` says which one is meant."""

    service: ServiceName

    @property
    def wire_address(self) -> tuple[str, str]:
        """Give the service that is meant and the call's name."""
        return self.service, self.wire_name


class ToldLegalClock(Value):
    """The legal day by which a service goes, and the newest move of the clock it has heard of."""

    day: date
    version: int


class TellLegalClock(Addressed[ToldLegalClock], Query[ToldLegalClock]):
    """Tell the legal day (D11); for the scheduler, which sees whether all follow."""


@unique
class DeliveryStatus(StrEnum):
    """Where an event stands in an inbox."""

    WAITING = "waiting"
    PARKED = "parked"
    DONE = "done"


class AnnouncedEvent(Value):
    """An event in an outbox; `sent_at` is set once all queues bound to it have taken it."""

    event: UUID
    name: str
    made_at: datetime
    sent_at: datetime | None


class AnnouncedEvents(Value):
    """A page of an outbox, oldest first."""

    items: tuple[AnnouncedEvent, ...]
    next: str | None


class ListAnnouncedEvents(Addressed[AnnouncedEvents], Query[AnnouncedEvents]):
    """List what a service has announced from `since` until before `until`."""

    since: datetime
    until: datetime
    cursor: Cursor | None = None
    size: LedgerSize = 1000


class KnownEvents(Value):
    """Which of the events asked about a service has announced."""

    events: tuple[UUID, ...]


class FindAnnouncedEvents(Addressed[KnownEvents], Query[KnownEvents]):
    """Tell which of these events stand in a service's outbox."""

    events: Ids


class ReceivedEvent(Value):
    """An event in an inbox, for one of the service's handlers."""

    event: UUID
    source: str
    name: str
    handler: str
    status: DeliveryStatus
    received_at: datetime


class ReceivedEvents(Value):
    """A page of an inbox, or those asked for by id."""

    items: tuple[ReceivedEvent, ...]
    next: str | None = None


class ListReceivedEvents(Addressed[ReceivedEvents], Query[ReceivedEvents]):
    """List what a service's inbox has received from `since` until before `until`."""

    since: datetime
    until: datetime
    cursor: Cursor | None = None
    size: LedgerSize = 1000


class FindReceivedEvents(Addressed[ReceivedEvents], Query[ReceivedEvents]):
    """Tell which of these events a service's inbox holds for one handler."""

    handler: ShortText
    events: Ids


class SentAgain(Value):
    """Which events go out once more; others are unknown or too old to be told twice."""

    events: tuple[UUID, ...]


class SendEventsAgain(Addressed[SentAgain], Command[SentAgain]):
    """Have a service send these events again; an inbox that has one already takes it once."""

    events: Ids


class ParkedEvent(Value):
    """An event that was given up; `error` names the failure and its place, never its text."""

    event: UUID
    source: str
    name: str
    handler: str
    attempts: int
    received_at: datetime
    parked_at: datetime
    error: str | None


class ParkedEvents(Value):
    """A page of parked events, oldest first."""

    items: tuple[ParkedEvent, ...]
    next: str | None


class ListParkedEvents(Addressed[ParkedEvents], Query[ParkedEvents]):
    """List the events that a service has given up."""

    cursor: Cursor | None = None
    size: LedgerSize = 200


class ParkedContent(Value):
    """A parked event with what it says and the circumstances it came under."""

    parked: ParkedEvent
    body: dict[str, Any]
    correlation_id: str | None
    causation_id: str | None


class ParkedContents(Value):
    """One parked event, for each handler that gave it up."""

    items: tuple[ParkedContent, ...]


class GetParkedEvent(Addressed[ParkedContents], Query[ParkedContents]):
    """Show a parked event."""

    event: UUID


class Replayed(Value):
    """How many parked events are delivered again."""

    events: int


class ReplayParkedEvents(Addressed[Replayed], Command[Replayed]):
    """Deliver parked events again, all where none are named."""

    events: Ids | None = None


class BulkJob(Value):
    """A bulk job's progress, in items."""

    id: UUID
    kind: str
    key: str
    status: JobStatus
    total: int
    done: int
    failed: int
    open: int
    started_at: datetime
    finished_at: datetime | None


class BulkJobs(Value):
    """A page of bulk jobs, newest first."""

    items: tuple[BulkJob, ...]
    next: str | None


class ListBulkJobs(Addressed[BulkJobs], Query[BulkJobs]):
    """List a service's bulk jobs, all or those begun from `since` until before `until`."""

    since: datetime | None = None
    until: datetime | None = None
    only_unfinished: bool = False
    cursor: Cursor | None = None
    size: LedgerSize = 200


class PauseBulkJob(Addressed[BulkJob], Command[BulkJob]):
    """Let a running job rest once the chunks in hand are done."""

    job: UUID


class ResumeBulkJob(Addressed[BulkJob], Command[BulkJob]):
    """Let a paused job go on."""

    job: UUID


class RetryBulkJob(Addressed[BulkJob], Command[BulkJob]):
    """Try again what has failed of a job, and at once what waits to be tried again.

    A job that has ended and left something open goes on with it.
    """

    job: UUID


class Backlog(Value):
    """How a service stands: what it has yet to send, to take in and to do; ages in seconds.

    The ages are those of the oldest; `jobs` counts those that have not ended, paused ones too.
    """

    is_ready: bool
    unsent: int
    unsent_age: int
    waiting: int
    waiting_age: int
    parked: int
    jobs: int


class GetBacklog(Addressed[Backlog], Query[Backlog]):
    """Tell how a service stands."""


class Invariant(Value):
    """Something that must always be so, and how often it is not."""

    code: str
    sentence: str
    violations: int
    examples: tuple[str, ...]


class Invariants(Value):
    """What a service's database was checked for."""

    items: tuple[Invariant, ...]


class CheckInvariants(Addressed[Invariants], Query[Invariants]):
    """Check a service's database for what must always be so."""
