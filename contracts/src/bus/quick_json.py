"""JSON for what travels: written and read by a library that is quick at it, where that can be.

What it does not take goes the slow way, which says in its own words what is wrong, or takes it. Of
a whole number beyond 64 bits it makes a fraction as it reads: no field takes either.
"""

import json
from typing import Any, Final

import orjson

# What nobody has made plain is a fault here as it is to the standard library.
_PLAIN_ALONE: Final = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encoded(content: Any) -> bytes:
    """Write JSON in UTF-8; raises `UnicodeEncodeError` for half a surrogate pair."""
    try:
        return orjson.dumps(content, option=_PLAIN_ALONE)
    except TypeError:
        return _ENCODER.encode(content).encode()


def decoded(data: bytes) -> Any:
    """Read JSON; raises `ValueError` or `RecursionError` where it cannot be read."""
    try:
        return orjson.loads(data)
    except ValueError:
        return json.loads(data)
