"""Reading a JSON body strictly: one object, UTF-8, no name twice, nothing that is not JSON."""

import json
import re
from collections import Counter
from typing import Any, Final

from contracts.errors import Fault, InvalidMessage

_DEEPEST: Final = 32
_MOST_FAULTS: Final = 50
_MOST_NAMES: Final = 1_000
_MOST_BRACKETS: Final = 10_000
_TOO_MANY: Final = "holds too many values"
_LONGEST_NUMBER: Final = 40
_TOO_LARGE: Final = 2**64
# Possessive, and good for a text that never ends: each sign is looked at once.
_TEXT: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class _NotJsonError(ValueError):
    """What Python's reader would take, and JSON does not know."""


def read_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object; raises `InvalidMessage` with what is wrong and where."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(f"is not UTF-8 at byte {error.start}") from None
    _refuse_large(text)
    _refuse_deep(text)
    data, twice = _parsed(text)
    if twice:
        raise InvalidMessage(
            faults=tuple(
                Fault(path=name, reason="stands there twice") for name in twice[:_MOST_FAULTS]
            )
        )
    if not isinstance(data, dict):
        raise _fault("must be a JSON object")
    return data


def _parsed(text: str) -> tuple[Any, list[str]]:
    """Parse JSON; gives also the names that stand twice in one object."""
    twice: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(found) > _MOST_NAMES:
            raise _fault(_TOO_MANY)
        made = dict(found)
        if len(made) != len(found):
            counted = Counter(name for name, _ in found)
            twice.extend(name for name, times in counted.items() if times > 1)
        if any(_SURROGATE.search(name) for name in made):
            raise _NotJsonError
        return made

    try:
        data = json.loads(
            text, object_pairs_hook=pairs, parse_int=_whole, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise _fault(f"is not JSON: line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError):
        raise _fault("is not JSON") from None
    return data, twice


def _fault(reason: str) -> InvalidMessage:
    return InvalidMessage(faults=(Fault(path="", reason=reason),))


def _whole(digits: str) -> int:
    """Read a whole number; one beyond all bounds is only known to be too large."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else _TOO_LARGE


def _refuse_constant(name: str) -> Any:
    raise _NotJsonError(name)


def _refuse_large(text: str) -> None:
    """Refuse what would take seconds to be read part by part, and no call is made of."""
    if text.count("[") + text.count("{") > _MOST_BRACKETS:
        raise _fault(_TOO_MANY)


def _refuse_deep(text: str) -> None:
    if text.count("[") + text.count("{") <= _DEEPEST:
        return
    depth = 0
    for sign in re.findall(r"[\[\]{}]", _TEXT.sub("", text)):
        depth += 1 if sign in "[{" else -1
        if depth > _DEEPEST:
            raise _fault("is nested too deeply")
