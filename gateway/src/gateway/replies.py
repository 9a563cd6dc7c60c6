"""Replies as responses: JSON, a file, or nothing but a status."""

import json
import re
from typing import Any, Final
from urllib.parse import quote

from bus.http import Response
from bus.quick_json import encoded
from contracts.message import to_wire
from gateway.route import PREFIX, Route

_FIELD: Final = re.compile(r"\{([a-z_]+)\}")
_PLAIN: Final = re.compile(r"[^A-Za-z0-9._-]")
_JSON: Final = ("Content-Type", "application/json")


def response_of(route: Route, reply: Any) -> Response:
    """Make the response of a route out of the reply to its call."""
    if route.replies_nothing:
        return Response(status=route.status)
    if route.replies_file:
        return _file(reply)
    wire = to_wire(reply)
    headers: tuple[tuple[str, str], ...] = (_JSON,)
    if route.location is not None:
        headers = (_JSON, ("Location", _location(route.location, wire)))
    return Response(status=route.status, headers=headers, body=as_json(wire))


def as_json(wire: Any) -> bytes:
    """Write plain values as JSON in UTF-8."""
    try:
        return encoded(wire)
    except UnicodeEncodeError:
        return json.dumps(wire, ensure_ascii=False).encode("utf-8", "replace")


def _location(template: str, wire: dict[str, Any]) -> str:
    return PREFIX + _FIELD.sub(lambda found: quote(str(wire[found[1]]), safe=""), template)


def _file(reply: Any) -> Response:
    headers = [
        ("Content-Type", reply.media_type),
        # A file is content that others brought: it is shown by nothing, and run by nothing.
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ]
    filename = getattr(reply, "filename", None)
    if filename is not None:
        plain = _PLAIN.sub("_", filename)
        written = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
        headers.append(("Content-Disposition", written))
    return Response(status=200, headers=tuple(headers), body=reply.content)
