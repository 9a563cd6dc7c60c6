"""Reading multipart/form-data (RFC 7578): a few short fields and a file, from a bounded body."""

import re
from dataclasses import dataclass
from typing import Final

from contracts.errors import Fault, InvalidMessage

_BOUNDARY: Final = re.compile(
    r';[ \t]*boundary=(?:"([^"\\]{1,70})"|([^;\s"]{1,70}))', re.IGNORECASE
)
_NAME: Final = re.compile(rb';[ \t]*name="([^"\r\n]{0,100})"', re.IGNORECASE)
_FORM_DATA: Final = re.compile(rb"content-disposition:[ \t]*form-data[ \t]*;", re.IGNORECASE)
_MOST_PARTS: Final = 20
_MOST_HEADERS: Final = 4096


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a form: the field's name and its bytes."""

    name: str
    content: bytes


def read_parts(body: bytes, content_type: str) -> list[Part]:
    """Read a form's parts; raises `InvalidMessage` where the body is not what it says to be."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise _fault("form names no boundary")
    line = b"\r\n--" + (found[1] or found[2]).encode("latin-1", "replace")
    position = 0 if body.startswith(line[2:]) else body.find(line) + 2
    if position == 1:
        raise _fault("form does not begin with its boundary")
    parts: list[Part] = []
    position += len(line) - 2
    while not body.startswith(b"--", position):
        if len(parts) == _MOST_PARTS:
            raise _fault("form has too many parts")
        end = body.find(line, position)
        if end < 0:
            raise _fault("form does not end with its boundary")
        parts.append(_part(body, position, end))
        position = end + len(line)
    return parts


def _part(body: bytes, start: int, end: int) -> Part:
    headers_end = body.find(b"\r\n\r\n", start, min(end, start + _MOST_HEADERS))
    if headers_end < 0:
        raise _fault("form has a part without headers")
    for header in body[start:headers_end].split(b"\r\n"):
        name = _NAME.search(header)
        if _FORM_DATA.match(header) and name is not None:
            return Part(
                name=name[1].decode("utf-8", "replace"), content=body[headers_end + 4 : end]
            )
    raise _fault("form has a part without a name")


def _fault(reason: str) -> InvalidMessage:
    return InvalidMessage(faults=(Fault(path="", reason=reason),))
