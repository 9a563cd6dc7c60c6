"""What operators see: structured logs, Prometheus metrics, liveness and readiness."""

import json
import logging
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import eventlet
import eventlet.wsgi
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bus import context

REGISTRY: Final = CollectorRegistry()
CALLS: Final = Histogram(
    "gascert_call_seconds",
    "Time from a call's arrival to its answer.",
    ["service", "call", "outcome"],
    registry=REGISTRY,
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
DELIVERIES: Final = Counter(
    "gascert_deliveries_total",
    "Events delivered from the inbox, by outcome.",
    ["service", "handler", "outcome"],
    registry=REGISTRY,
)
OUTBOX_AGE: Final = Gauge(
    "gascert_outbox_age_seconds",
    "Age of the oldest unsent event.",
    ["service"],
    registry=REGISTRY,
)
OUTBOX_UNSENT: Final = Gauge(
    "gascert_outbox_unsent", "Events not yet sent.", ["service"], registry=REGISTRY
)
INBOX_WAITING: Final = Gauge(
    "gascert_inbox_waiting", "Events not yet delivered.", ["service"], registry=REGISTRY
)
INBOX_AGE: Final = Gauge(
    "gascert_inbox_age_seconds",
    "Age of the oldest event not yet delivered.",
    ["service"],
    registry=REGISTRY,
)
INBOX_PARKED: Final = Gauge(
    "gascert_inbox_parked", "Events given up after ten attempts.", ["service"], registry=REGISTRY
)
DEAD_LETTERS: Final = Gauge(
    "gascert_dead_letters", "Messages that could not be read or stored.", registry=REGISTRY
)
READY: Final = Gauge(
    "gascert_ready", "Whether a service is ready: 1 or 0.", ["service"], registry=REGISTRY
)
JOB_ITEMS: Final = Gauge(
    "gascert_job_items",
    "Items of bulk jobs that still run.",
    ["service", "kind", "state"],
    registry=REGISTRY,
)
JOB_ITEMS_GIVEN_UP: Final = Gauge(
    "gascert_job_items_given_up",
    "Items of bulk jobs, ended ones included, that were given up and not yet tried again.",
    ["service", "kind"],
    registry=REGISTRY,
)
CHUNKS_HELD_BACK: Final = Counter(
    "gascert_job_chunks_held_back_total",
    "Chunks of bulk jobs done one at a time, because much was asked.",
    ["service"],
    registry=REGISTRY,
)
DAYS_OPEN: Final = Gauge(
    "gascert_days_open", "Days whose daily work is not done.", ["task"], registry=REGISTRY
)
RECONCILED: Final = Gauge(
    "gascert_reconciled", "What the last nightly reconciliation found.", ["what"], registry=REGISTRY
)


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, default=str)


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, what, and the fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; of an exception only its type and place, never its text."""
        now = context.known()
        cause = {} if now is None else _cause_in(now)
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **cause,
            **getattr(record, "fields", {}),
        }
        return _ENCODER.encode(line)


def _cause_in(now: context.Context) -> dict[str, str | None]:
    return {
        "correlation_id": now.correlation_id,
        "causation_id": now.causation_id,
        "by": now.principal.subject,
    }


def set_up_logging(level: str = "INFO") -> None:
    """Log to standard error as JSON lines, and silence those who log arguments."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # What no line tells need not be found out for each.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001  # as its manual says
    for chatty in ("nameko", "amqp", "kombu", "alembic"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)


@lru_cache(maxsize=4096)
def series(histogram: Histogram, *labels: str | int) -> Histogram:
    """Give a histogram's series with these labels, without looking for it each time."""
    return histogram.labels(*labels)


def note(log: logging.Logger, event: str, **fields: Any) -> None:
    """Log that something happened, with fields and no personal data."""
    log.info(event, extra={"fields": fields})


def failure(log: logging.Logger, event: str, error: BaseException, **fields: Any) -> None:
    """Log a failure by the error's type and place; its text may hold personal data."""
    log.error(event, extra={"fields": {**fields, "error": describe(error)}})


def describe(error: BaseException) -> str:
    """Name an error by type, code and the last places it passed, without its text."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    code = getattr(getattr(error, "orig", None), "sqlstate", None) or getattr(error, "code", None)
    return f"{type(error).__name__}{f'({code})' if code else ''} at {places}"


Check = Callable[[], bool]


def operators_at(environment: Mapping[str, str]) -> tuple[str, int] | None:
    """Read where operators are answered, if they are: `METRICS_HOST` (127.0.0.1), `METRICS_PORT`.

    A probe or a Prometheus on another machine needs an address of this one that it can reach.
    """
    port = environment.get("METRICS_PORT")
    return (environment.get("METRICS_HOST") or "127.0.0.1", int(port)) if port else None


class OperatorServer:
    """A small HTTP server of a process's own: `/healthz`, `/readyz`, `/metrics`."""

    def __init__(self, address: tuple[str, int], *, ready: Check, refresh: Callable[[], None]):
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._socket = eventlet.listen(address, family, reuse_port=False)
        self._ready = ready
        self._refresh = refresh
        self._thread = eventlet.spawn(self._serve)

    @property
    def port(self) -> int:
        """Give the port, of interest where 0 was asked for."""
        return int(self._socket.getsockname()[1])

    def _serve(self) -> None:
        eventlet.wsgi.server(
            self._socket,
            self._answer,
            log_output=False,
            debug=False,
            socket_timeout=10,
            keepalive=False,
        )

    def _answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        status, kind, body = self._page(environ.get("PATH_INFO", ""))
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def _page(self, path: str) -> tuple[str, str, bytes]:
        if path == "/healthz":
            return "200 OK", "text/plain", b"alive\n"
        if path == "/readyz":
            ready = self._ready()
            status = "200 OK" if ready else "503 Service Unavailable"
            return status, "text/plain", b"ready\n" if ready else b"not ready\n"
        if path == "/metrics":
            self._refresh()
            return "200 OK", "text/plain; version=0.0.4", generate_latest(REGISTRY)
        return "404 Not Found", "text/plain", b"not found\n"

    def stop(self) -> None:
        """Stop serving."""
        self._thread.kill()
        self._socket.close()
