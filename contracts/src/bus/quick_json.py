"""JSON for what travels: written and read by a library that is quick at it, where that can be.

What it does not take (half a surrogate pair, or a number beyond 64 bits) goes the slow way, which
says in its own words what is wrong, or takes it.
"""

import json
from typing import Any, Final

import orjson

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encoded(content: Any) -> bytes:
    """Write JSON in UTF-8; raises `UnicodeEncodeError` for half a surrogate pair."""
    try:
        return orjson.dumps(content)
    except TypeError:
        return _ENCODER.encode(content).encode()


def decoded(data: bytes) -> Any:
    """Read JSON; raises `ValueError` or `RecursionError` where it cannot be read."""
    try:
        return orjson.loads(data)
    except ValueError:
        return json.loads(data)
