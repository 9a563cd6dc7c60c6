"""Who acts, for what cause and until when: what travels with every message beside its body."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import isfinite, nan
from typing import Any, Final

from contracts.errors import Fault, InvalidMessage
from contracts.message import from_wire, to_wire
from contracts.principal import ANONYMOUS, Principal

PREFIX: Final = "nameko."
LONGEST_TEXT: Final = 500


def _new_id() -> str:
    return os.urandom(16).hex()


@dataclass(frozen=True, kw_only=True)
class Context:
    """The circumstances under which something is done; `deadline` is in seconds of the epoch."""

    principal: Principal = ANONYMOUS
    correlation_id: str = field(default_factory=_new_id)
    causation_id: str | None = None
    deadline: float | None = None
    idempotency_key: str | None = None
    asked_by: str | None = None

    def seconds_left(self, most: float) -> float:
        """Give how long may still be waited, at most `most` seconds."""
        return most if self.deadline is None else min(most, self.deadline - time.time())


_current: ContextVar[Context | None] = ContextVar("context", default=None)


def known() -> Context | None:
    """Give the present context, if there is any."""
    return _current.get()


def current() -> Context:
    """Give the present context; outside any, an anonymous one."""
    return _current.get() or Context()


def enter(context: Context) -> None:
    """Make a context the present one of this greenlet, which is the message's alone."""
    _current.set(context)


@contextmanager
def acting(principal: Principal, **circumstances: Any) -> Iterator[Context]:
    """Act as a principal within the block; circumstances are `Context`'s other fields."""
    now = _current.get()
    if now is None:
        acts = Context(principal=principal, **circumstances)
    else:
        acts = replace(now, principal=principal, **circumstances)
    token = _current.set(acts)
    try:
        yield acts
    finally:
        _current.reset(token)


def to_headers(context: Context) -> dict[str, Any]:
    """Write a context as message headers, which stock nameko passes on as context data."""
    found = {
        "principal": _principal_to(context.principal),
        "correlation_id": context.correlation_id,
        "causation_id": context.causation_id,
        "deadline": None if context.deadline is None else f"{context.deadline:.6f}",
        "idempotency_key": context.idempotency_key,
        "asked_by": context.asked_by,
    }
    return {PREFIX + name: value for name, value in found.items() if value is not None}


def from_headers(headers: Mapping[str, Any]) -> Context:
    """Read a context from message headers; raises `InvalidMessage` where they are no context."""
    given = {
        name[len(PREFIX) :]: value for name, value in headers.items() if name.startswith(PREFIX)
    }
    return Context(
        principal=_principal_in(_whole_text_in(given, "principal")),
        correlation_id=_text_in(given, "correlation_id") or _new_id(),
        causation_id=_text_in(given, "causation_id"),
        deadline=_deadline_in(given.get("deadline")),
        idempotency_key=_text_in(given, "idempotency_key"),
        asked_by=_text_in(given, "asked_by"),
    )


@lru_cache(maxsize=4096)
def _principal_to(principal: Principal) -> str:
    return json.dumps(to_wire(principal))


@lru_cache(maxsize=4096)
def _principal_in(given: str | None) -> Principal:
    if given is None:
        return ANONYMOUS
    try:
        return from_wire(Principal, json.loads(given))
    except (TypeError, ValueError):
        raise InvalidMessage(faults=(Fault(path="principal", reason="is not JSON"),)) from None


def _whole_text_in(given: Mapping[str, Any], name: str) -> str | None:
    text = given.get(name)
    if text is not None and not isinstance(text, str):
        raise InvalidMessage(faults=(Fault(path=name, reason="is not text"),))
    return text


def _deadline_in(given: Any) -> float | None:
    try:
        deadline = None if given is None else float(given)
    except (TypeError, ValueError):
        deadline = nan
    if deadline is not None and not isfinite(deadline):
        raise InvalidMessage(faults=(Fault(path="deadline", reason="is not a moment"),))
    return deadline


def _text_in(given: Mapping[str, Any], name: str) -> str | None:
    text = given.get(name)
    if text is None:
        return None
    if not isinstance(text, str) or len(text) > LONGEST_TEXT or not text.isprintable():
        raise InvalidMessage(faults=(Fault(path=name, reason="is not a short text"),))
    return text
