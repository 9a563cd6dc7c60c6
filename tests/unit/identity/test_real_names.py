"""Who confirms real names: the sandbox's convention, and an authority over HTTP."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import Any

import pytest

from contracts.errors import Unavailable
from identity.adapters.keys import NotConfigured
from identity.adapters.real_names import HttpVerifier, SandboxVerifier, verifier_of

NUMBER = "639999198512319991"
YES, NO = (200, b'{"matches": true}'), (200, b'{"matches": false}')


@dataclass
class Authority:
    """An authority that gives the prepared answers in turn, the last one for ever."""

    answers: list[tuple[int, bytes]]
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    drips: bool = False

    def next_answer(self) -> tuple[int, bytes]:
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@contextmanager
def authority(*answers: tuple[int, bytes], drips: bool = False) -> Iterator[Authority]:
    world = Authority(answers=list(answers), drips=drips)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            world.asked.append({"headers": dict(self.headers), "body": json.loads(body)})
            status, content = world.next_answer()
            self.send_response(status)
            self.send_header("Location", world.url)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            for byte in content if world.drips else []:
                self.wfile.write(bytes([byte]))
                sleep(0.5)
            self.wfile.write(b"" if world.drips else content)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    world.url = f"http://127.0.0.1:{server.server_address[1]}/verify"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()


def test_the_sandbox_confirms_all_but_the_names_that_say_otherwise() -> None:
    assert SandboxVerifier().confirms("张三", NUMBER)
    assert not SandboxVerifier().confirms("不符某", NUMBER)


@pytest.mark.parametrize(("answer", "is_confirmed"), [(YES, True), (NO, False)])
def test_the_authority_is_asked_once_and_believed(
    answer: tuple[int, bytes], *, is_confirmed: bool
) -> None:
    with authority(answer) as asked:
        assert HttpVerifier(asked.url, "a-token").confirms("张三", NUMBER) is is_confirmed
    (question,) = asked.asked
    assert question["body"] == {"name": "张三", "id_number": NUMBER}
    assert question["headers"]["Authorization"] == "Bearer a-token"


@pytest.mark.parametrize("failure", [(500, b""), (503, b"{}"), (200, b"<html>"), (200, b"[1]")])
def test_a_passing_failure_is_asked_again(failure: tuple[int, bytes]) -> None:
    with authority(failure, YES) as asked:
        assert HttpVerifier(asked.url).confirms("张三", NUMBER)
    assert len(asked.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        (500, b""),
        (204, b""),
        (302, b""),
        (200, b'{"matches": "yes"}'),
        (200, b'{"matches": null}'),
        (200, b'"true"'),
        (200, b"{" + b" " * 20_000 + b'"matches": true}'),
    ],
)
def test_what_is_no_answer_is_an_outage_after_two_attempts(answer: tuple[int, bytes]) -> None:
    with authority(answer) as asked, pytest.raises(Unavailable) as refusal:
        HttpVerifier(asked.url).confirms("张三", NUMBER)
    assert refusal.value.code == "REAL_NAME_VERIFIER_UNAVAILABLE"
    assert len(asked.asked) == 2


def test_a_question_that_is_refused_is_not_asked_again() -> None:
    with authority((401, b"{}")) as asked, pytest.raises(Unavailable):
        HttpVerifier(asked.url).confirms("张三", NUMBER)
    assert len(asked.asked) == 1


def test_an_authority_that_is_not_there_is_an_outage() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{held.getsockname()[1]}/"
        with pytest.raises(Unavailable):
            HttpVerifier(nobody).confirms("张三", NUMBER)


def test_an_answer_that_trickles_in_does_not_outstay_its_time() -> None:
    began = monotonic()
    with authority(YES, drips=True) as asked, pytest.raises(Unavailable):
        HttpVerifier(asked.url).confirms("张三", NUMBER)
    assert monotonic() - began < 6


def test_the_error_says_nothing_of_the_person() -> None:
    with authority((500, b"")) as asked, pytest.raises(Unavailable) as refusal:
        HttpVerifier(asked.url).confirms("张三", NUMBER)
    error = refusal.value
    assert NUMBER not in f"{error!r}{error.fields()}{error.zh}{error.en}"
    assert error.__cause__ is None


def test_the_sandbox_is_for_sandboxes() -> None:
    assert isinstance(verifier_of({"GASCERT_MODE": "sandbox"}), SandboxVerifier)
    assert isinstance(verifier_of({"REAL_NAME_VERIFIER": "https://a.example"}), HttpVerifier)
    for environment in (
        {},
        {"GASCERT_MODE": "production"},
        {"REAL_NAME_VERIFIER": "sandbox"},
        {"REAL_NAME_VERIFIER": "ftp://a.example", "GASCERT_MODE": "sandbox"},
    ):
        with pytest.raises(NotConfigured):
            verifier_of(environment)
