"""A job's progress as events: what has moved is told, and the stream ends with the job."""

import json
from collections.abc import Iterator

import pytest

from contracts.certificate import FindJob, GetJob, Job
from contracts.errors import GasCertError, NotFound, Unavailable
from contracts.vocabulary import JobStatus
from gateway.job_events import Pace, progress
from tests.unit.gateway.conftest import Client
from tests.unit.gateway.fakes import Services
from tests.unit.gateway.makers import SOME_ID, job

AT_ONCE = Pace(look=0.0, beat=1000.0)
DONE = job(status=JobStatus.DONE, done=4)


def events(first: Job | None, *later: Job | GasCertError, pace: Pace = AT_ONCE) -> list[str]:
    """The names and states of the events, of a job found so one time after the other."""
    found = iter(later)

    def find() -> Job:
        following = next(found)
        if isinstance(following, GasCertError):
            raise following
        return following

    stream = progress(first, find, lambda: True, pace)
    return [told(piece) for piece in stream if piece]


def told(piece: bytes) -> str:
    lines = dict(line.split(": ", 1) for line in piece.decode().splitlines() if line)
    data = json.loads(lines["data"])
    return f"{lines['event']} {data['done']}"


def test_each_move_is_told_once_and_the_end_ends_it() -> None:
    assert events(job(), job(), job(done=2), job(done=2), DONE) == [
        *("progress 0", "progress 2", "end 4"),
    ]


@pytest.mark.parametrize("status", [JobStatus.DONE, JobStatus.SUPERSEDED])
def test_a_job_that_has_ended_is_told_once(status: JobStatus) -> None:
    assert events(job(status=status)) == ["end 0"]


def test_a_paused_job_is_followed_on() -> None:
    assert events(job(status=JobStatus.PAUSED), DONE) == ["progress 0", "end 4"]


def test_a_service_that_is_away_for_a_moment_does_not_end_it() -> None:
    assert events(job(), Unavailable(), DONE) == ["progress 0", "end 4"]


def test_a_job_that_has_not_begun_is_awaited() -> None:
    assert events(None, NotFound(), NotFound(), job(), DONE) == ["progress 0", "end 4"]


def test_a_job_that_never_begins_is_not_awaited_for_ever() -> None:
    pace = Pace(look=0.0, beat=1000.0, begin=-1.0)
    assert events(None, pace=pace) == []


def test_a_sign_of_life_is_sent_when_nothing_moves() -> None:
    stream = progress(job(), job, lambda: True, Pace(look=0.0, beat=0.0))
    assert [next(stream)[:8] for _ in range(2)] == [b"event: p", b": alive\n"]


def test_the_stream_ends_when_the_session_does() -> None:
    assert len(list(progress(job(), job, lambda: False, AT_ONCE))) == 1


def stream_of(client: Client, path: str) -> Iterator[bytes]:
    answer = client.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.response.stream is not None
    return answer.response.stream


def test_a_job_is_followed_by_its_id(client: Client, services: Services) -> None:
    services.answers[GetJob] = lambda _: DONE
    (piece,) = stream_of(client, f"/api/v1/jobs/{SOME_ID}/events")
    assert told(piece) == "end 4"


def test_a_job_that_is_not_there_is_a_problem(client: Client) -> None:
    assert client.get(f"/api/v1/jobs/{SOME_ID}/events").status == 404


def test_a_job_is_followed_by_its_key_from_before_it_begins(
    client: Client, services: Services
) -> None:
    stream = stream_of(client, "/api/v1/jobs/by-key/events?key=category/1")
    assert next(stream) == b""
    services.answers[FindJob] = lambda _: DONE
    assert told(next(stream)) == "end 4"
