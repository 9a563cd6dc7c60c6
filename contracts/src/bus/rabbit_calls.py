"""Calls over RabbitMQ, on nameko's wire: stock nameko clients can call every service."""

import logging
import os
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final
from uuid import uuid4

import amqp
import eventlet
from eventlet.event import Event as Signal

from bus import telemetry, topology
from bus.failpoints import failpoint
from bus.link import BREAKS, Link
from bus.questions import Questions
from bus.quick_json import decoded
from bus.wire import Answer, Begun, Request, TakeCall, refusal, written
from contracts.errors import GasCertError, InvalidMessage, Unavailable

log = logging.getLogger("gascert.rabbit")

TRANSIENT: Final = 1
SECONDS_TO_BEGIN: Final = 5.0


class RabbitCaller:
    """Asks over a channel kept open; replies come to one exclusive queue of this process."""

    def __init__(self, uri: str, service: str) -> None:
        self._service = service
        self._pending: dict[str, Signal] = {}
        self._channel: amqp.Channel | None = None
        self._reply_to = ""
        self._link = Link(uri, f"{service}.caller", opened=self._opened, closed=self._closed)

    @property
    def is_ready(self) -> bool:
        """Say whether replies can reach this process at this moment."""
        return self._link.is_up

    def _opened(self, connection: amqp.Connection) -> None:
        place = str(uuid4())
        topology.require(connection, topology.declare, exchange=topology.RPC_EXCHANGE)
        self._reply_to = topology.reply_address(self._service, place)
        channel = connection.channel()
        channel.events["basic_return"].add(self._returned)
        queue = topology.reply_queue(self._service, place)
        channel.queue_declare(queue, exclusive=True, auto_delete=True, arguments=topology.CLASSIC)
        channel.queue_bind(queue, topology.RPC_EXCHANGE, self._reply_to)
        channel.basic_consume(
            queue,
            no_ack=True,
            callback=self._replied,
            on_cancel=lambda _tag: self._link.break_off(),
        )
        self._channel = channel

    def _closed(self) -> None:
        self._channel = None
        for key in list(self._pending):
            self._resolve(key, Unavailable())

    def _replied(self, message: amqp.Message) -> None:
        key = message.properties.get("correlation_id", "")
        try:
            reply = decoded(message.body)
        except (ValueError, RecursionError):
            reply = None
        if isinstance(reply, dict):
            self._resolve(key, reply)
        else:
            telemetry.note(log, "reply cannot be read", size=len(message.body))
            self._resolve(key, GasCertError())

    def _returned(self, _error: Any, _exchange: str, _key: str, message: amqp.Message) -> None:
        self._resolve(message.properties.get("correlation_id", ""), Unavailable())

    def _resolve(self, key: str, outcome: Any) -> None:
        signal = self._pending.pop(key, None)
        if signal is not None:
            signal.send(outcome)

    def call(
        self, address: tuple[str, str], kwargs: Any, headers: dict[str, Any], seconds: float
    ) -> Mapping[str, Any]:
        """Publish a request and wait for the reply until the time is up."""
        body = written({"args": [], "kwargs": kwargs})
        until = time.monotonic() + seconds
        if not self._link.wait_until_up(seconds):
            raise Unavailable
        key = os.urandom(16).hex()
        signal = self._pending[key] = Signal()
        message = amqp.Message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=TRANSIENT,
            reply_to=self._reply_to,
            correlation_id=key,
            expiration=str(max(1, int(seconds * 1000))),
            application_headers=headers,
        )
        try:
            with eventlet.Timeout(max(until - time.monotonic(), 0.001), Unavailable):
                self._link.wait_for_room()
                if key in self._pending:  # Else the connection was lost while we waited.
                    self._publish(message, ".".join(address))
                outcome = signal.wait()
        finally:
            self._pending.pop(key, None)
        if isinstance(outcome, Exception):
            raise outcome
        reply: Mapping[str, Any] = outcome
        return reply

    def _publish(self, message: amqp.Message, routing_key: str) -> None:
        if self._channel is None:
            raise Unavailable
        try:
            self._channel.basic_publish(message, topology.RPC_EXCHANGE, routing_key, mandatory=True)
        except BREAKS:
            raise Unavailable from None

    def stop(self) -> None:
        """Close the way."""
        self._link.stop()


class RabbitCalls:
    """Receives calls; what changes something is acknowledged before it begins, to begin once.

    Where the acknowledgement is lost with the connection, the call comes again: then the key
    that every command carries lets it take effect once. A question is acknowledged once
    answered; those of a process that is killed are answered by another replica. What has not
    begun when this process ends goes back to the queue as well.
    """

    PREFETCH = 64

    def __init__(self, uri: str, service: str, take: TakeCall) -> None:
        self._service = service
        self._take = take
        self._waiting: deque[amqp.Message] = deque()
        self._questions = Questions()
        self._channel: amqp.Channel | None = None
        self._tag: str | None = None
        self._is_paused = False
        self._link = Link(uri, f"{service}.calls", opened=self._opened, closed=self._closed)

    @property
    def is_ready(self) -> bool:
        """Say whether the consumer is registered at this moment."""
        return self._link.is_up and self._tag is not None

    def _opened(self, connection: amqp.Connection) -> None:
        queue = topology.calls_queue(self._service)
        declare = partial(topology.declare_calls_queue, service=self._service)
        topology.require(connection, declare, queues=(queue,))
        channel = connection.channel()
        channel.queue_bind(queue, topology.RPC_EXCHANGE, topology.calls_to(self._service))
        channel.basic_qos(0, self.PREFETCH, False)
        self._channel, self._questions = channel, Questions(channel)
        if not self._is_paused:
            tag = channel.basic_consume(
                queue, callback=self._arrived, on_cancel=lambda _tag: self._link.break_off()
            )
            if self._has_paused():  # since it was asked for
                channel.basic_cancel(tag, nowait=True)
            else:
                self._tag = tag

    def _has_paused(self) -> bool:
        return self._is_paused

    def _closed(self) -> None:
        self._channel = self._tag = None
        self._waiting.clear()

    def _arrived(self, message: amqp.Message) -> None:
        self._waiting.append(message)
        self._begin_waiting()

    def _begin_waiting(self) -> None:
        """Begin as many of the waiting calls as there are free workers."""
        while self._waiting:
            message = self._waiting[0]
            request = _request_of(message)
            answer = self._answerer(message)
            begun = Begun.ONCE
            if request is None:
                eventlet.spawn_n(answer, refusal(InvalidMessage()))
            else:
                begun = self._take(request, answer, self._begin_waiting)
            if not begun:
                return
            if self._waiting and self._waiting[0] is message:
                self._waiting.popleft()
            # A question that has ended one process may end another, and no third one.
            if begun is Begun.ONCE or message.delivery_info.get("redelivered"):
                failpoint("calls.before_ack")
                with suppress(*BREAKS):
                    message.channel.basic_ack(message.delivery_tag)
                    self._link.flush()
            else:
                self._questions.add(message)

    def _answerer(self, message: amqp.Message) -> Answer:
        properties = message.properties

        def answer(reply: bytes) -> None:
            failpoint("calls.before_reply")
            self._questions.answered(message)
            self._link.wait_for_room()
            channel, reply_to = self._channel, properties.get("reply_to")
            if channel is None or not reply_to:
                return
            try:
                channel.basic_publish(
                    amqp.Message(
                        reply,
                        content_type="application/json",
                        content_encoding="utf-8",
                        delivery_mode=TRANSIENT,
                        correlation_id=properties.get("correlation_id"),
                    ),
                    topology.RPC_EXCHANGE,
                    reply_to,
                )
            except BREAKS:
                telemetry.note(log, "a reply could not be sent")

        return answer

    def pause(self) -> None:
        """Take nothing new, over whatever connection, and begin what has been taken.

        Whoever still waits for its answer gets it.
        """
        self._is_paused = True
        tag, self._tag = self._tag, None
        if self._channel is not None and tag is not None:
            try:
                self._channel.basic_cancel(tag, nowait=True)
            except BREAKS:
                return
        with eventlet.Timeout(SECONDS_TO_BEGIN, False):
            while self._waiting:
                eventlet.sleep(0.01)

    def stop(self) -> None:
        """Close the way; what has not begun goes back to the queue."""
        self._link.stop()


def _request_of(message: amqp.Message) -> Request | None:
    """Read a call; of one that cannot be read only the size is told."""
    try:
        if message.properties.get("content_type") != "application/json":
            raise ValueError("not JSON")
        content = decoded(message.body)
        _, _, method = message.delivery_info["routing_key"].partition(".")
        return Request(
            method=method,
            kwargs=content["kwargs"] if not content["args"] else content["args"],
            headers=message.properties.get("application_headers") or {},
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        telemetry.note(log, "call cannot be read", size=len(message.body))
        return None
