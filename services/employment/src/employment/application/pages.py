"""Pages: a cursor is the key of the last row that was shown."""

from contracts.errors import Fault, InvalidMessage
from employment.application.ports import Span

_LARGEST_KEY = 2**63 - 1


def span_of(cursor: str | None, size: int) -> Span:
    """Read which page is wanted; refuses a cursor that no page gave."""
    if cursor is None:
        return Span(before=None, size=size)
    if not (cursor.isascii() and cursor.isdecimal()) or int(cursor) > _LARGEST_KEY:
        raise InvalidMessage(faults=(Fault(path="cursor", reason="is not one that a page gave"),))
    return Span(before=int(cursor), size=size)


def cursor_of(key: int | None) -> str | None:
    """Write where the next page begins, if there is one."""
    return None if key is None else str(key)
