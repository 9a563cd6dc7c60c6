"""Reading a list of another service to its end, page by page."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from contracts.message import Call
from review_scheduler.application.ports import AskServices


class Paged(Protocol):
    """A page that says where the next begins."""

    @property
    def next(self) -> str | None:
        """Give the next page's cursor, none after the last page."""
        ...


Page = TypeVar("Page", bound=Paged)


def pages(ask: AskServices, call_at: Callable[[str | None], Call[Page]]) -> Iterator[Page]:
    """Give all pages; `call_at` makes the call for the page that begins at a cursor."""
    page = ask(call_at(None))
    yield page
    while page.next is not None:
        page = ask(call_at(page.next))
        yield page
