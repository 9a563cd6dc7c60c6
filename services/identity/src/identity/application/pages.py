"""Pages: a cursor is the id of the last row that was shown, so that it tells nothing."""

import base64
import binascii
from collections.abc import Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from contracts.errors import Fault, InvalidMessage
from identity.application.register import Span


class Identified(Protocol):
    """A row with an id."""

    @property
    def id(self) -> UUID:
        """Give the row's id."""
        ...


Row = TypeVar("Row", bound=Identified)


def span_of(cursor: str | None, size: int) -> Span:
    """Read which page is wanted, and one row more; refuses a cursor that no page gave."""
    if cursor is None:
        return Span(after=None, size=size + 1)
    try:
        key = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==")
        return Span(after=UUID(bytes=key), size=size + 1)
    except (binascii.Error, ValueError):
        raise InvalidMessage(
            faults=(Fault(path="cursor", reason="is not one that a page gave"),)
        ) from None


def page_of(rows: Sequence[Row], size: int) -> tuple[Sequence[Row], str | None]:
    """Give the page's rows, and where the next begins if there was one row more."""
    if len(rows) <= size:
        return rows, None
    shown = rows[:size]
    return shown, base64.urlsafe_b64encode(shown[-1].id.bytes).decode().rstrip("=")
