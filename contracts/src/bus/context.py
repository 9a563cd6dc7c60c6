"""Who acts, for what cause and until when: what travels with every message beside its body."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import uuid4

from contracts.message import from_wire, to_wire
from contracts.principal import ANONYMOUS, Principal

PREFIX: Final = "nameko."


def _new_id() -> str:
    return uuid4().hex


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


def current() -> Context:
    """Give the present context; outside any, an anonymous one."""
    return _current.get() or Context()


def enter(context: Context) -> None:
    """Make a context the present one of this greenlet, which is the message's alone."""
    _current.set(context)


@contextmanager
def acting(principal: Principal, **circumstances: Any) -> Iterator[Context]:
    """Act as a principal within the block; circumstances are `Context`'s other fields."""
    token = _current.set(replace(current(), principal=principal, **circumstances))
    try:
        yield current()
    finally:
        _current.reset(token)


def to_headers(context: Context) -> dict[str, Any]:
    """Write a context as message headers, which stock nameko passes on as context data."""
    found = {
        "principal": json.dumps(to_wire(context.principal)),
        "correlation_id": context.correlation_id,
        "causation_id": context.causation_id,
        "deadline": None if context.deadline is None else f"{context.deadline:.6f}",
        "idempotency_key": context.idempotency_key,
        "asked_by": context.asked_by,
    }
    return {PREFIX + name: value for name, value in found.items() if value is not None}


def from_headers(headers: Mapping[str, Any]) -> Context:
    """Read a context from message headers; what is absent or unreadable is left out."""
    given = {
        name[len(PREFIX) :]: value for name, value in headers.items() if name.startswith(PREFIX)
    }
    principal = given.get("principal")
    return Context(
        principal=ANONYMOUS if principal is None else from_wire(Principal, json.loads(principal)),
        correlation_id=str(given.get("correlation_id") or _new_id()),
        causation_id=given.get("causation_id"),
        deadline=float(given["deadline"]) if "deadline" in given else None,
        idempotency_key=given.get("idempotency_key"),
        asked_by=given.get("asked_by"),
    )
