"""Pages: a cursor is the key of the last row that was shown."""

from typing import Final
from uuid import UUID

from contracts.errors import Fault, InvalidMessage

_MOST_DIGITS: Final = 18


def place_in(cursor: str | None) -> int | None:
    """Read below which key the wanted page begins; refuses a cursor that no page gave."""
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= _MOST_DIGITS):
        fault = Fault(path="cursor", reason="is not one that this list gave")
        raise InvalidMessage(faults=(fault,))
    return int(cursor)


def identifier_in(cursor: str | None) -> UUID | None:
    """Read after which id the wanted page begins; refuses a cursor that no page gave."""
    if cursor is None:
        return None
    try:
        return UUID(cursor)
    except ValueError:
        fault = Fault(path="cursor", reason="is not one that this list gave")
        raise InvalidMessage(faults=(fault,)) from None


def cursor_of(key: int | None) -> str | None:
    """Write where the next page begins, if there is one."""
    return None if key is None else str(key)
