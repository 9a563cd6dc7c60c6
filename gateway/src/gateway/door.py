"""The door: every request from its head to its answer, whatever goes wrong on the way."""

import logging
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, Final, TypeVar

from prometheus_client import Histogram

from bus import context, telemetry
from bus.http import Admission, Head, Response
from bus.remote import Ask
from contracts.certificate import FindJob
from contracts.errors import (
    Fault,
    GasCertError,
    InvalidMessage,
    NotAllowed,
    NotFound,
    Unauthenticated,
    Unavailable,
)
from contracts.message import Call
from contracts.principal import PrincipalKind
from gateway.authentication import Authentication
from gateway.binding import Binding
from gateway.job_events import Pace, progress, progress_response
from gateway.pages import PROBES, Pages
from gateway.problems import problem
from gateway.refusals import LengthRequired, MethodNotAllowed, refusal_of
from gateway.replies import response_of
from gateway.route import Route
from gateway.routing import Router
from gateway.throttle import Counted, Throttle
from gateway.visit import Asked, Visit, visit_of

log = logging.getLogger("gascert.gateway")
Made = TypeVar("Made", bound=Admission | Response)

_KEY: Final = re.compile(r"[!-~]{1,200}")
# Whoever asks much that is refused must be found; nobody else's address is kept.
_OF_WHOM: Final = frozenset({401, 403, 429})
_FULL_BODY: Final = 128  # As many requests as the largest body of a route counts for.
_ALWAYS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_UNLESS_SAID: Final = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
REQUESTS: Final = Histogram(
    "gascert_http_seconds",
    "Time from the end of a request's head to its answer.",
    ["method", "route", "status"],
    registry=telemetry.REGISTRY,
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the door is made of; `proxies` is how many of our own stand before it."""

    authentication: Authentication
    ask: Ask
    pages: Pages
    subjects: Throttle
    strangers: Throttle
    trials: Throttle
    pace: Pace = field(default_factory=Pace)
    proxies: int = 0


class Door:
    """Judges and answers requests for the HTTP server."""

    def __init__(self, parts: Parts, routes: Iterable[Route]) -> None:
        self._parts = parts
        self._router = Router(routes)
        self._bindings = {(route.method, route.path): Binding(route) for route in routes}

    def admit(self, head: Head) -> Admission | Response:
        """Find the route, the visitor and the key of a request before its body is read."""
        visit = visit_of(head, self._parts.proxies)
        return self._guarded(visit, partial(self._admitted, visit, head))

    def refuse(self, status: int, head: Head | None) -> Response:
        """Word the refusal of a request that broke a limit or HTTP itself."""
        return self._refused(visit_of(head, self._parts.proxies), status)

    def _refused(self, visit: Visit, status: int) -> Response:
        with context.acting(visit.visitor.principal, correlation_id=visit.correlation_id):
            return _finished(visit, _problem(visit, refusal_of(status)))

    def _guarded(self, visit: Visit, work: Callable[[], Made]) -> Made | Response:
        """Do a part of the work for a visit; whatever fails becomes a problem."""
        visitor = visit.visitor.principal
        with context.acting(
            visitor, correlation_id=visit.correlation_id, idempotency_key=visit.key
        ):
            try:
                made: Made | Response = work()
            except GasCertError as error:
                made = _problem(visit, error)
            except Exception as error:  # noqa: BLE001  # the client gets a problem, never a trace
                telemetry.failure(log, "request failed", error, route=_path(visit))
                made = _problem(visit, GasCertError())
            return _finished(visit, made) if isinstance(made, Response) else made

    def _admitted(self, visit: Visit, head: Head) -> Admission | Response:
        path, _, query = head.target.partition("?")
        page = self._parts.pages.find(head.method, path)
        if page is not None:
            visit.is_quiet = page.status < HTTPStatus.BAD_REQUEST
            if path not in PROBES:
                self._count_stranger(visit)
            return page
        try:
            route, fields = self._router.find(head.method, path)
        except GasCertError as error:
            self._count_stranger(visit)
            if head.method != "OPTIONS" or not isinstance(error, MethodNotAllowed):
                raise
            return Response(status=204, headers=(("Allow", ", ".join(error.allowed)),))
        visit.route = route
        counted = self._identify(visit, route, head)
        visit.key = _key_of(route, head)
        if route.file_field is not None and not head.tells_length:
            raise LengthRequired
        asked = Asked(route=route, head=head, fields=fields, query=query, counted=counted)
        return Admission(
            most=route.most_bytes,
            whose=counted.whose,
            answer=lambda body: self._guarded(visit, lambda: self._answered(visit, asked, body)),
            refuse=partial(self._refused, visit),
        )

    def _count_stranger(self, visit: Visit) -> Counted:
        counted = Counted(self._parts.strangers, visit.address)
        counted.take()
        return counted

    def _identify(self, visit: Visit, route: Route, head: Head) -> Counted:
        """Find out who asks, and count the request against the one or the address."""
        parts = self._parts
        if route.is_public:
            counted = self._count_stranger(visit)
            if route.is_trial:
                parts.trials.take(counted.whose)
            return counted
        try:
            visit.visitor = parts.authentication.visitor(head.headers.get("authorization"))
        except (Unauthenticated, Unavailable):  # Whose keys are not to be had may be anybody.
            self._count_stranger(visit)
            raise
        counted = Counted(parts.subjects, visit.visitor.principal.subject)
        counted.take()
        return counted

    def _answered(self, visit: Visit, asked: Asked, body: bytes) -> Response:
        route = asked.route
        asked.counted.charge(len(body) * _FULL_BODY // route.most_bytes)
        binding = self._bindings[route.method, route.path]
        content_type = asked.head.headers.get("content-type", "")
        query = binding.words_in(visit.language, asked.query)
        call = binding.bind(asked.fields, query, body, content_type)
        if route.streams:
            return self._followed(visit, call)
        try:
            reply = self._reply(route, call)
        except NotAllowed as error:
            raise _explained(visit, error) from None
        return response_of(route, reply)

    def _reply(self, route: Route, call: Call[Any]) -> Any:
        if route.composed is not None:
            return route.composed(self._parts.ask)
        return self._parts.ask(call, timeout=route.seconds)

    def _followed(self, visit: Visit, call: Call[Any]) -> Response:
        parts, visitor = self._parts, visit.visitor

        def find() -> Any:
            with context.acting(visitor.principal, correlation_id=visit.correlation_id):
                return parts.ask(call)

        try:
            first = find()
        except NotFound:
            if not isinstance(call, FindJob):
                raise
            first = None
        return progress_response(
            progress(first, find, partial(parts.authentication.is_current, visitor), parts.pace)
        )


def _key_of(route: Route, head: Head) -> str | None:
    key = head.headers.get("idempotency-key")
    if key is None or not route.changes:
        return None
    if _KEY.fullmatch(key) is None:
        fault = Fault(path="Idempotency-Key", reason="must be 1 to 200 visible characters")
        raise InvalidMessage(faults=(fault,))
    return None if route.keeps_no_key else key


def _explained(visit: Visit, error: NotAllowed) -> NotAllowed:
    """Tell whoever must change the password first that this is why."""
    principal = visit.visitor.principal
    if principal.kind is PrincipalKind.ANONYMOUS and principal.account is not None:
        return NotAllowed(
            "PASSWORD_CHANGE_REQUIRED", "请先修改密码，再重新登录", "Change the password first"
        )
    return error


def _problem(visit: Visit, error: GasCertError) -> Response:
    return problem(error, visit.language, visit.correlation_id)


def _finished(visit: Visit, response: Response) -> Response:
    """Dress a response with the headers that all have, and note it."""
    method = "-" if visit.head is None else visit.head.method
    path = _path(visit)
    seconds = time.monotonic() - visit.began
    if not visit.is_quiet:
        named = method if path != "-" else "-"
        telemetry.series(REQUESTS, named, path, response.status).observe(seconds)
        with context.acting(visit.visitor.principal):
            telemetry.note(
                log,
                "request",
                method=method,
                route=path,
                status=response.status,
                ms=round(seconds * 1000, 1),
                **({"address": visit.address} if response.status in _OF_WHOM else {}),
            )
    said = {name for name, _ in response.headers}
    return Response(
        status=response.status,
        headers=(
            *response.headers,
            *_ALWAYS,
            *(header for header in _UNLESS_SAID if header[0] not in said),
            ("X-Correlation-Id", visit.correlation_id),
        ),
        body=response.body,
        stream=response.stream,
    )


def _path(visit: Visit) -> str:
    """Name the route for logs and figures; never the path that was asked for."""
    return "-" if visit.route is None else visit.route.path
