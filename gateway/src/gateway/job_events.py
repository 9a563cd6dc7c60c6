"""A bulk job's progress as server-sent events, until the job ends or nobody listens."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bus.http import Response
from contracts.certificate import Job
from contracts.errors import GasCertError
from contracts.message import to_wire
from contracts.vocabulary import JobStatus

_ENDED: Final = frozenset({JobStatus.DONE, JobStatus.SUPERSEDED})


@dataclass(frozen=True, kw_only=True)
class Pace:
    """In seconds: between looks at the job, between signs of life, how long at most.

    `begin` is how long a job that is awaited under its key may take to begin.
    """

    look: float = 0.5
    beat: float = 15.0
    begin: float = 60.0
    longest: float = 3600.0


def progress_response(stream: Iterator[bytes]) -> Response:
    """Make the response that carries the events."""
    headers = (("Content-Type", "text/event-stream"), ("X-Accel-Buffering", "no"))
    return Response(status=200, headers=headers, stream=stream)


def progress(
    first: Job | None, find: Callable[[], Job], may_go_on: Callable[[], bool], pace: Pace
) -> Iterator[bytes]:
    """Give the pieces of the stream; an empty one lets the server look for the client.

    `first` is the job as it was found, None where it is awaited. Each event carries the job: a
    `progress` whenever it has moved, an `end` when it has ended. The stream ends when `may_go_on`
    says no; a client that comes again gets the job's present state first.
    """
    job = first
    shown: str | None = None
    began = spoke = time.monotonic()
    while True:
        now = time.monotonic()
        state = _state_of(job)
        piece = b"" if now - spoke < pace.beat else b": alive\n\n"
        if job is not None and state != shown:
            piece, shown = _event(job, state), state
        spoke = now if piece else spoke
        yield piece
        if job is not None and job.status in _ENDED:
            return
        longest = pace.begin if job is None else pace.longest
        if now - began > longest or not may_go_on():
            return
        time.sleep(pace.look)
        job = _found(find) or job


def _found(find: Callable[[], Job]) -> Job | None:
    try:
        return find()
    except GasCertError:  # Out of reach for a moment, or not begun: the next look may find it.
        return None


def _state_of(job: Job | None) -> str:
    return "" if job is None else f"{job.status.value}-{job.done}-{job.failed}-{job.total}"


def _event(job: Job, state: str) -> bytes:
    kind = "end" if job.status in _ENDED else "progress"
    data = json.dumps(to_wire(job), ensure_ascii=False)
    return f"event: {kind}\nid: {state}\ndata: {data}\n\n".encode()
