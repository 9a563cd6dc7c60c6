"""Asking the services as the operator: what, whom, and what is said when nobody answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from bus.operations import OPERATOR
from bus.remote import Ask
from bus.topology import SOURCES
from contracts import audit, certificate, enterprise, operations, review_scheduler
from contracts.errors import NotFound, Unavailable
from contracts.message import Call

Reply = TypeVar("Reply")
NAME: Final = OPERATOR
SERVICES: Final = SOURCES
SECONDS: Final = 10.0
ASKS: Final[tuple[type[Call[Any]], ...]] = (
    operations.ListParkedEvents,
    operations.GetParkedEvent,
    operations.ReplayParkedEvents,
    operations.ListBulkJobs,
    operations.PauseBulkJob,
    operations.ResumeBulkJob,
    operations.RetryBulkJob,
    operations.CheckInvariants,
    operations.GetBacklog,
    audit.ListAuditTrail,
    audit.VerifyAuditTrail,
    review_scheduler.Reconcile,
    certificate.ListAppliedCategories,
    certificate.SkipNumbers,
    enterprise.KeepCategoryVersions,
)
"""Everything that the command line asks: the rights of its user on the broker follow from it."""


class NoAnswer(Exception):
    """A service does not answer in time, or says that it cannot; the message says which."""


class Paged(Protocol):
    """A page that says where the next begins."""

    @property
    def next(self) -> str | None:
        """Give the next page's cursor, none after the last page."""
        ...


Page = TypeVar("Page", bound=Paged)


@dataclass(frozen=True, kw_only=True)
class Register:
    """The services, as an operator asks them; `services` are those that are meant."""

    ask_bus: Ask
    services: tuple[str, ...] = SERVICES
    seconds: float = SECONDS

    def ask(self, call: Call[Reply], *, seconds: float | None = None) -> Reply:
        """Ask one service; raises the errors of the contracts, `NoAnswer` for `Unavailable`."""
        if type(call) not in ASKS:
            raise LookupError(f"{type(call).__name__} is not among what operators ask")
        patience = self.seconds if seconds is None else seconds
        try:
            return self.ask_bus.as_service(call, timeout=patience)
        except Unavailable:
            said = f"{call.wire_address[0]} does not answer within {patience:g} s, or cannot"
            raise NoAnswer(said) from None

    def pages(self, call_at: Callable[[str | None], Call[Page]]) -> Iterator[Page]:
        """Give all pages of a list; `call_at` makes the call for the page at a cursor."""
        cursor = None
        while True:
            page = self.ask(call_at(cursor))
            yield page
            if page.next is None:
                return
            cursor = page.next

    def found(self, call_to: Callable[[str], Call[Reply]]) -> tuple[str, Reply]:
        """Ask one service after the other until one knows what is meant; else `NotFound`."""
        for service in self.services:
            try:
                return service, self.ask(call_to(service))
            except NotFound:
                continue
        raise NotFound


def in_parts(items: Sequence[Reply], size: int = 1000) -> Iterator[tuple[Reply, ...]]:
    """Cut a long list into what one call takes."""
    for start in range(0, len(items), size):
        yield tuple(items[start : start + size])
