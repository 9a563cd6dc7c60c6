"""Following a bulk job: server-sent events as they come, until the job has ended."""

import json
import time
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import requests

from contracts.certificate import Job
from contracts.message import from_wire
from contracts.vocabulary import JobStatus
from gascert_local.demo.client import Visitor
from gascert_local.demo.stage import Moved

_ENDED: Final = frozenset({JobStatus.DONE, JobStatus.SUPERSEDED})
_PATIENCE: Final = 120.0


def followed(visitor: Visitor, job: UUID, moved: Moved) -> Job:
    """Follow a job to its end; raises TimeoutError when that takes too long."""
    return _to_the_end(visitor, f"/jobs/{job}/events", {}, moved)


def followed_by_key(visitor: Visitor, key: str, moved: Moved) -> Job:
    """Follow a job that begins when the event that starts it has arrived."""
    return _to_the_end(visitor, "/jobs/by-key/events", {"key": key}, moved)


def _to_the_end(visitor: Visitor, path: str, query: dict[str, Any], moved: Moved) -> Job:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        for job in _events(visitor, path, query):
            moved(job.done + job.failed, job.total)
            if job.status in _ENDED:
                return job
    raise TimeoutError(f"{path} has not ended")


def _events(visitor: Visitor, path: str, query: dict[str, Any]) -> Iterator[Job]:
    """Give the job each time it has moved; a stream that breaks off simply ends."""
    with visitor.send("GET", path, params=query, stream=True) as stream:
        try:
            for line in stream.iter_lines():
                if line.startswith(b"data:"):
                    yield from_wire(Job, json.loads(line.removeprefix(b"data:")))
        except requests.RequestException:
            return
