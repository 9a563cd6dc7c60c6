"""The doors' common core: how a call is answered and an event is taken, whatever carried it."""

import hashlib
import hmac
import json
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, insert, select, update

from bus import audit, context, tables, telemetry
from bus.courtesy import Courtesy
from bus.database import Database, Transaction
from bus.failpoints import failpoint
from bus.outages import is_outage, trying_again
from bus.rules import Rule
from bus.wire import Request, refusal, written
from contracts.errors import (
    GasCertError,
    InProgress,
    KeyReused,
    NotAllowed,
    Unavailable,
)
from contracts.message import Call, Event, from_wire, reply_type, said, to_wire
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

    def __init__(self, service: str, database: Database | None, courtesy: Courtesy) -> None:
        self.service = service
        self._courtesy = courtesy
        self._database = database

    def answer(
        self, how: Answering, handler: Callable[[Any, Principal], Any], request: Request
    ) -> bytes:
        """Answer a request with the reply, or with the error."""
        started = time.monotonic()
        try:
            answer = written({"result": self._reply(how, handler, request), "error": None})
            outcome = "ok"
        except GasCertError as error:
            answer = refusal(error)
            outcome = error.code
        except Exception as error:  # noqa: BLE001  # whatever a handler's bug raises must not leak
            said = Unavailable() if is_outage(error) else GasCertError()
            telemetry.failure(log, "call failed", error, call=how.method, answer=said.code)
            answer = refusal(said)
            outcome = said.code
        telemetry.series(telemetry.CALLS, self.service, how.method, outcome).observe(
            time.monotonic() - started
        )
        return answer

    def _reply(self, how: Answering, handler: Callable[..., Any], request: Request) -> Any:
        now = context.from_headers(request.headers)
        context.enter(replace(now, causation_id=os.urandom(16).hex()))
        if now.seconds_left(1.0) <= 0:
            raise Unavailable
        if not how.call.wire_watches:
            self._courtesy.note_call(now.asked_by)
        call = from_wire(how.call, request.kwargs)
        if not how.allow(now.principal, call):
            raise NotAllowed

        def work() -> Any:
            failpoint("calls.before_work")
            return handler(call, now.principal)

        if not how.call.wire_changes or self._database is None:
            return _checked(how, work())
        database, key = self._database, now.idempotency_key
        deed = audit.told_of(call)
        with audit.doing("call", how.method, deed):
            if key is None or not how.call.wire_remembered:
                return trying_again(lambda: _execute(database, how, work, deed))
            memory = _Memory(how, call, now.principal, key)
            return trying_again(lambda: _execute_once(database, how, work, memory, deed))


def _execute(
    database: Database, how: Answering, work: Callable[[], Any], deed: dict[str, Any]
) -> Any:
    """Run a command as one transaction."""
    with database.unit() as unit:
        reply = _checked(how, work())
        _tell_what_was_made(deed, reply)
        failpoint("calls.before_commit")
        unit.commit()
        failpoint("calls.after_commit")
    return reply


def _execute_once(
    database: Database,
    how: Answering,
    work: Callable[[], Any],
    memory: "_Memory",
    deed: dict[str, Any],
) -> Any:
    """Run a command as one transaction, with its key and reply inside it (I10).

    What refuses it may be what the same command, run beside this one, has just done.
    """
    try:
        memory.recall(database)
        try:
            with database.unit(memory.claim) as unit:
                reply = _checked(how, work())
                memory.keep(unit.open(), reply)
                _tell_what_was_made(deed, reply)
                failpoint("calls.before_commit")
                unit.commit()
                failpoint("calls.after_commit")
        except GasCertError:
            memory.recall(database)
            raise
    except _Known as already:
        return already.reply
    return reply


def _tell_what_was_made(deed: dict[str, Any], reply: Any) -> None:
    """Let the audit trail tell the id that a command has answered with."""
    if isinstance(reply, dict) and isinstance(reply.get("id"), str):
        deed["id"] = reply["id"]


def _checked(how: Answering, reply: Any) -> Any:
    kind = reply_type(how.call)
    if not isinstance(reply, kind):
        raise TypeError(f"{how.method} must answer with {kind.__name__}")
    return to_wire(reply)


class _Known(Exception):
    """The command was done before; this is what it answered."""

    def __init__(self, reply: Any) -> None:
        super().__init__("known")
        self.reply = reply


class _Memory:
    """What is remembered of a command under its idempotency key (I10).

    The key itself is not kept, and the body's digest is keyed with it: who reads the table
    cannot try out which password or ID number a body held.
    """

    def __init__(self, how: Answering, call: Any, by: Principal, key: str) -> None:
        body, secret = json.dumps(said(call), sort_keys=True).encode(), key.encode()
        self._call = how.method
        self._key = hashlib.sha256(secret).hexdigest()
        self._subject = by.subject
        self._digest = hmac.digest(secret, body, "sha256").hex()

    def recall(self, database: Database) -> None:
        """Raise the reply that was kept, if the command was done before."""
        with database.reading() as connection:
            self._raise_known(connection.execute(self._query()).one_or_none())

    def claim(self, transaction: Transaction) -> None:
        """Take the key for this transaction; raises when it is taken or done."""
        lock = func.hashtextextended(f"{self._subject}\n{self._key}", 0)
        if not transaction.execute(select(func.pg_try_advisory_xact_lock(lock))).scalar():
            raise InProgress
        self._raise_known(transaction.execute(self._query()).one_or_none())
        transaction.execute(
            insert(tables.IDEMPOTENCY).values(
                subject=self._subject, key=self._key, call=self._call, digest=self._digest
            )
        )

    def keep(self, transaction: Transaction, reply: Any) -> None:
        """Keep the reply in the command's own transaction."""
        transaction.execute(
            update(tables.IDEMPOTENCY)
            .where(
                tables.IDEMPOTENCY.c.subject == self._subject,
                tables.IDEMPOTENCY.c.key == self._key,
            )
            .values(reply=json.dumps(reply, ensure_ascii=False))
        )

    def _query(self) -> Any:
        kept = tables.IDEMPOTENCY.c
        return select(kept.call, kept.digest, kept.reply).where(
            kept.subject == self._subject, kept.key == self._key
        )

    def _raise_known(self, row: Any) -> None:
        if row is None:
            return
        if (row.call, row.digest) != (self._call, self._digest):
            raise KeyReused
        raise _Known(json.loads(row.reply))
