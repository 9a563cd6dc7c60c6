"""Services that hold what a test gives them and answer, two rows a page, as real ones do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar, cast
from uuid import UUID, uuid4

from contracts import certificate, enterprise, operations
from contracts.errors import Refused
from contracts.message import Call
from contracts.operations import DeliveryStatus
from contracts.vocabulary import Category, GasSource, JobStatus, Province, VersionCause

Item = TypeVar("Item")
Reply = TypeVar("Reply")
PAGE: Final = 2
AT: Final = datetime(2024, 3, 15, tzinfo=UTC)
HANDLER: Final = "categories_changed"


@dataclass(kw_only=True)
class Services:
    """What five services hold, by their names; `sent_again` is what they were told to send."""

    outboxes: dict[str, list[operations.AnnouncedEvent]] = field(default_factory=dict)
    inboxes: dict[str, list[operations.ReceivedEvent]] = field(default_factory=dict)
    jobs: dict[str, list[operations.BulkJob]] = field(default_factory=dict)
    causes: list[certificate.VersionsOfCause] = field(default_factory=list)
    approved: set[UUID] = field(default_factory=set)
    applied: list[certificate.AppliedCategories] = field(default_factory=list)
    owners: list[enterprise.Enterprise] = field(default_factory=list)
    sent_again: list[tuple[str, tuple[UUID, ...]]] = field(default_factory=list)
    too_old: set[UUID] = field(default_factory=set)
    retried: list[UUID] = field(default_factory=list)
    have_nothing_left: set[UUID] = field(default_factory=set)
    on_received: Callable[[operations.ListReceivedEvents], None] = lambda _: None

    def __call__(self, call: Call[Reply]) -> Reply:
        """Answer one call."""
        answer: Callable[[Any], Any] = getattr(self, f"_{call.wire_name}")
        return cast("Reply", answer(call))

    def _list_announced_events(self, call: operations.ListAnnouncedEvents) -> Any:
        return operations.AnnouncedEvents(**_page(self.outboxes.get(call.service, []), call))

    def _find_announced_events(self, call: operations.FindAnnouncedEvents) -> Any:
        known = {each.event for each in self.outboxes.get(call.service, [])}
        return operations.KnownEvents(events=tuple(known & set(call.events)))

    def _list_received_events(self, call: operations.ListReceivedEvents) -> Any:
        self.on_received(call)
        return operations.ReceivedEvents(**_page(self.inboxes.get(call.service, []), call))

    def _find_received_events(self, call: operations.FindReceivedEvents) -> Any:
        held = self.inboxes.get(call.service, [])
        found = [
            each for each in held if each.event in call.events and each.handler == call.handler
        ]
        return operations.ReceivedEvents(items=tuple(found))

    def _send_events_again(self, call: operations.SendEventsAgain) -> Any:
        self.sent_again.append((call.service, call.events))
        return operations.SentAgain(
            events=tuple(each for each in call.events if each not in self.too_old)
        )

    def _list_bulk_jobs(self, call: operations.ListBulkJobs) -> Any:
        return operations.BulkJobs(**_page(self.jobs.get(call.service, []), call))

    def _retry_bulk_job(self, call: operations.RetryBulkJob) -> Any:
        self.retried.append(call.job)
        if call.job in self.have_nothing_left:
            raise Refused("JOB_HAS_ENDED")
        return next(each for each in self.jobs[call.service] if each.id == call.job)

    def _list_version_causes(self, call: certificate.ListVersionCauses) -> Any:
        return certificate.VersionCauses(**_page(self.causes, call))

    def _find_approved_category_cases(self, call: enterprise.FindApprovedCategoryCases) -> Any:
        return enterprise.ApprovedCategoryCases(cases=tuple(self.approved & set(call.cases)))

    def _list_applied_categories(self, call: certificate.ListAppliedCategories) -> Any:
        return certificate.AppliedCategoriesPage(**_page(self.applied, call))

    def _get_enterprises(self, call: enterprise.GetEnterprises) -> Any:
        found = tuple(each for each in self.owners if each.id in call.enterprises)
        return enterprise.Enterprises(items=found)

    def announce(self, source: str, name: str, *, is_sent: bool = True) -> UUID:
        """Put an event into an outbox."""
        event = operations.AnnouncedEvent(
            event=uuid4(), name=name, made_at=AT, sent_at=AT if is_sent else None
        )
        self.outboxes.setdefault(source, []).append(event)
        return event.event

    def receive(
        self,
        event: UUID,
        status: DeliveryStatus = DeliveryStatus.DONE,
        source: str = "enterprise",
    ) -> None:
        """Put an event into certificate's inbox."""
        self.inboxes.setdefault("certificate", []).append(
            operations.ReceivedEvent(
                event=event,
                source=source,
                name="category_changed",
                handler=HANDLER,
                status=status,
                received_at=AT,
            )
        )


def _page(rows: Sequence[Any], call: Any) -> dict[str, Any]:
    start = int(call.cursor or 0)
    rest = len(rows) > start + PAGE
    return {
        "items": tuple(rows[start : start + PAGE]),
        "next": str(start + PAGE) if rest else None,
    }


def a_job(**differs: Any) -> operations.BulkJob:
    """A job of ten items that is done, but for what differs."""
    made = operations.BulkJob(
        id=uuid4(),
        kind="issuance",
        key="k",
        status=JobStatus.DONE,
        total=10,
        done=10,
        failed=0,
        open=0,
        started_at=AT,
        finished_at=AT,
    )
    return replace(made, **differs)


def versions(cause: VersionCause, number: int, **differs: Any) -> certificate.VersionsOfCause:
    """So many versions of which certificate knows the cause."""
    made = certificate.VersionsOfCause(
        cause=cause, caused_by=None, versions=number, without=0, examples=()
    )
    return replace(made, **differs)


def an_owner(letters: str, version: int) -> enterprise.Enterprise:
    """An enterprise that holds these categories."""
    return enterprise.Enterprise(
        id=uuid4(),
        uscc="91639999FAKE00013N",
        name="示例",
        legal_representative=uuid4(),
        legal_representative_name="示例",
        province=Province.QINGHAI,
        is_home_province=True,
        categories=tuple(
            enterprise.HeldCategory(category=Category(letter), gas_sources=(GasSource.NATURAL_GAS,))
            for letter in letters
        ),
        category_version=version,
        permitted_trades=(),
        registered_at=AT,
        version=1,
    )


def applied_of(
    owner: enterprise.Enterprise, letters: str, version: int
) -> certificate.AppliedCategories:
    """What certificate has applied for an enterprise."""
    return certificate.AppliedCategories(
        enterprise=owner.id, category_version=version, categories=letters
    )


DAY: Final = date(2024, 3, 15)
