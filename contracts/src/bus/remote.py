"""Asking other services: typed, with an end, and never while a transaction is open."""

import hashlib
import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import eventlet

from bus import context, telemetry
from bus.database import transaction_is_open
from bus.wire import Caller
from contracts.errors import GasCertError, InvalidMessage, Unavailable, error_from_wire
from contracts.message import Call, from_wire, reply_type, said, to_wire
from contracts.principal import service_principal

log = logging.getLogger("gascert.remote")
Reply = TypeVar("Reply")
DEFAULT_SECONDS = 5.0


class Ask(Protocol):
    """What asks other services; given to adapters by the composition root."""

    def __call__(self, call: Call[Reply], *, timeout: float = DEFAULT_SECONDS) -> Reply:
        """Ask on behalf of the present principal; `timeout` is in seconds."""
        ...

    def as_service(self, call: Call[Reply], *, timeout: float = DEFAULT_SECONDS) -> Reply:
        """Ask on the service's own account."""
        ...


class Remote:
    """Asks over an exchange, on behalf of one service."""

    def __init__(self, service: str, caller: Caller) -> None:
        self._service = service
        self._caller = caller
        self._unhurried: set[Any] = set()
        self._is_leaving = False

    def __call__(self, call: Call[Reply], *, timeout: float = DEFAULT_SECONDS) -> Reply:
        """Ask on behalf of the present principal.

        Raises the errors of `contracts.errors`, `Unavailable` when no answer comes in time.
        """
        if transaction_is_open():
            raise RuntimeError("facts are gathered before the transaction opens")
        now = context.current()
        seconds = now.seconds_left(timeout)
        if seconds <= 0:
            raise Unavailable
        headers = context.to_headers(
            replace(
                now,
                deadline=time.time() + seconds,
                asked_by=self._service,
                idempotency_key=self._key_for(call, now),
            )
        )
        address = call.wire_address
        with self._waiting(now):
            reply = self._caller.call(address, to_wire(call), headers, seconds)
        if reply.get("error") is not None:
            raise error_from_wire(reply["error"])
        try:
            return from_wire(reply_type(type(call)), reply.get("result"))
        except InvalidMessage as error:
            # The other side's bug: not a fault of the message that whoever asked us has sent.
            telemetry.failure(log, "reply is not as agreed", error, call=".".join(address))
            raise GasCertError from None

    def as_service(self, call: Call[Reply], *, timeout: float = DEFAULT_SECONDS) -> Reply:
        """Ask on the service's own account."""
        with context.acting(service_principal(self._service)):
            return self(call, timeout=timeout)

    def leave(self) -> None:
        """Let nobody wait any more but those who are waited for themselves, until their deadline.

        A timer's round has none: it gets `Unavailable` now and whenever it asks again, so that a
        service that ends need not wait for others, which may be ending too.
        """
        self._is_leaving = True
        while self._unhurried:
            eventlet.kill(self._unhurried.pop(), Unavailable())

    @contextmanager
    def _waiting(self, now: context.Context) -> Iterator[None]:
        if now.deadline is not None:
            yield
            return
        if self._is_leaving:
            raise Unavailable
        me = eventlet.getcurrent()
        self._unhurried.add(me)
        try:
            yield
        finally:
            self._unhurried.discard(me)

    def _key_for(self, call: Call[Any], now: context.Context) -> str | None:
        """Give every command a key; the gateway's goes as is, within a command one is derived.

        It names the body as well, so that one command may ask the same of another several times,
        but no default in it: repeated by a release with a field more, it is still the same.
        """
        if not call.wire_changes:
            return None
        if now.idempotency_key is None:
            return os.urandom(16).hex()
        if self._service == "gateway":
            return now.idempotency_key
        body = json.dumps(said(call), sort_keys=True).encode()
        which = hashlib.sha256(body).hexdigest()[:16]
        return f"{now.idempotency_key}/{'.'.join(call.wire_address)}/{which}"
