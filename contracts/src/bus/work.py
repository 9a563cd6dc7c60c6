"""The doors' common core: how a call is answered and an event is taken, whatever carried it."""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select, update

from bus import context, tables, telemetry
from bus.database import OUTAGES, Database, Transaction, trying_again
from bus.rules import Rule
from bus.wire import Request
from contracts.errors import (
    GasCertError,
    InProgress,
    KeyReused,
    NotAllowed,
    Unavailable,
    error_to_wire,
)
from contracts.message import Call, Event, from_wire, reply_type, to_wire
from contracts.principal import Principal

log = logging.getLogger("gascert.work")


@dataclass(frozen=True, kw_only=True)
class Answering:
    """How one call is answered: the call, who may ask it, and the method's name."""

    call: type[Call[Any]]
    allow: Rule
    method: str


@dataclass(frozen=True, kw_only=True)
class Reacting:
    """How one event is reacted to: the event and the method's name."""

    event: type[Event]
    method: str


class Door:
    """What stands between a service's methods and whatever carries messages to them."""

    def __init__(self, service: str, database: Database | None) -> None:
        self.service = service
        self._database = database

    def answer(
        self, how: Answering, handler: Callable[[Any, Principal], Any], request: Request
    ) -> dict[str, Any]:
        """Answer a request: the reply, or the error, as plain JSON values."""
        started = time.monotonic()
        try:
            reply = self._reply(how, handler, request)
            answer: dict[str, Any] = {"result": reply, "error": None}
            outcome = "ok"
        except GasCertError as error:
            answer = {"result": None, "error": error_to_wire(error)}
            outcome = error.code
        except OUTAGES as error:
            telemetry.failure(log, "database does not answer", error, call=how.method)
            answer = {"result": None, "error": error_to_wire(Unavailable())}
            outcome = "UNAVAILABLE"
        except Exception as error:  # whatever a handler's bug raises must not leak
            telemetry.failure(log, "call failed", error, call=how.method)
            answer = {"result": None, "error": error_to_wire(GasCertError())}
            outcome = "INTERNAL"
        telemetry.CALLS.labels(self.service, how.method, outcome).observe(
            time.monotonic() - started
        )
        return answer

    def _reply(self, how: Answering, handler: Callable[..., Any], request: Request) -> Any:
        now = context.from_headers(request.headers)
        context.enter(replace(now, causation_id=uuid4().hex))
        if now.seconds_left(1.0) <= 0:
            raise Unavailable()
        call = from_wire(how.call, request.kwargs)
        if not how.allow(now.principal, call):
            raise NotAllowed()

        def work() -> Any:
            return handler(call, now.principal)

        if not how.call.wire_changes or self._database is None:
            return _checked(how, work())
        return trying_again(lambda: self._execute(how, work, request, now))

    def _execute(
        self, how: Answering, work: Callable[[], Any], request: Request, now: context.Context
    ) -> Any:
        """Run a command as one transaction, with its key and reply inside it."""
        assert self._database is not None
        key = now.idempotency_key
        memory = None if key is None else _Memory(how, request, now.principal, key)
        if memory is not None and (known := memory.recall(self._database)) is not None:
            return json.loads(known)
        with self._database.unit(memory.claim if memory else lambda _: None) as unit:
            try:
                reply = _checked(how, work())
            except _Known as already:
                return json.loads(already.reply)
            if memory is not None:
                try:
                    memory.keep(unit.open(), json.dumps(reply, ensure_ascii=False))
                except _Known as already:
                    return json.loads(already.reply)
            unit.commit()
        return reply


def _checked(how: Answering, reply: Any) -> Any:
    kind = reply_type(how.call)
    if not isinstance(reply, kind):
        raise TypeError(f"{how.method} must answer with {kind.__name__}")
    return to_wire(reply)


class _Known(Exception):
    """The command was done before; this is what it answered."""

    def __init__(self, reply: str) -> None:
        super().__init__("known")
        self.reply = reply


class _Memory:
    """What is remembered of a command under its idempotency key (I10)."""

    def __init__(self, how: Answering, request: Request, by: Principal, key: str) -> None:
        body = json.dumps(request.kwargs, sort_keys=True, ensure_ascii=False)
        self._call = how.method
        self._key = key
        self._subject = by.subject
        self._digest = hashlib.sha256(body.encode()).hexdigest()

    def recall(self, database: Database) -> str | None:
        """Give the reply that was kept, if the command was done before."""
        with database.reading() as connection:
            row = connection.execute(self._query()).one_or_none()
        return None if row is None else self._same(row)

    def claim(self, transaction: Transaction) -> None:
        """Take the key for this transaction; raises when it is taken or done."""
        lock = func.hashtextextended(f"{self._subject}\n{self._key}", 0)
        if not transaction.execute(select(func.pg_try_advisory_xact_lock(lock))).scalar():
            raise InProgress()
        row = transaction.execute(self._query()).one_or_none()
        if row is not None:
            raise _Known(self._same(row))
        transaction.execute(
            insert(tables.IDEMPOTENCY).values(
                subject=self._subject, key=self._key, call=self._call, digest=self._digest
            )
        )

    def keep(self, transaction: Transaction, reply: str) -> None:
        """Keep the reply in the command's own transaction."""
        transaction.execute(
            update(tables.IDEMPOTENCY)
            .where(
                tables.IDEMPOTENCY.c.subject == self._subject,
                tables.IDEMPOTENCY.c.key == self._key,
            )
            .values(reply=reply)
        )

    def _query(self) -> Any:
        kept = tables.IDEMPOTENCY.c
        return select(kept.call, kept.digest, kept.reply).where(
            kept.subject == self._subject, kept.key == self._key
        )

    def _same(self, row: Any) -> str:
        if (row.call, row.digest) != (self._call, self._digest):
            raise KeyReused()
        return str(row.reply)
