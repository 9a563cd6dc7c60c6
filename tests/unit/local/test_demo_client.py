"""The demo's client at a register that makes it wait."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from contracts.identity import ResetCode
from gascert_local.demo import doorway
from gascert_local.demo.client import RefusedByRegister, Visitor

CODE = {"code": "12345678", "expires_at": "2024-03-15T00:00:00+00:00"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the register answers once."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class Register(ThreadingHTTPServer):
    """Gives its answers one after the other, and remembers the keys it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = []
        self.keys: list[str | None] = []

    @property
    def visitor(self) -> Visitor:
        return doorway.stranger(f"http://127.0.0.1:{self.server_address[1]}")


class Handler(BaseHTTPRequestHandler):
    """Answers as told."""

    def do_POST(self) -> None:
        assert isinstance(self.server, Register)
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.keys.append(self.headers["Idempotency-Key"])
        answer = self.server.answers.pop(0)
        body = json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def register() -> Iterator[Register]:
    with Register() as made:
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "TOO_MANY_REQUESTS"), (503, "UNAVAILABLE"), (409, "IN_PROGRESS")],
)
def test_a_command_that_must_wait_comes_again_with_the_same_key(
    register: Register, status: int, code: str
) -> None:
    busy = Answer(status=status, body={"code": code}, headers={"Retry-After": "0"})
    register.answers = [busy, busy, Answer(status=200, body=CODE)]
    assert register.visitor.post(ResetCode, "/anything").code == CODE["code"]
    assert len(register.keys) == 3
    assert len(set(register.keys)) == 1


def test_each_command_has_a_key_of_its_own(register: Register) -> None:
    register.answers = [Answer(status=200, body=CODE)] * 2
    visitor = register.visitor
    visitor.post(ResetCode, "/anything")
    visitor.post(ResetCode, "/anything")
    assert len(set(register.keys)) == 2


def test_a_refusal_keeps_its_status_code_and_faults(register: Register) -> None:
    faults = [{"path": "content", "reason": "不是图片"}]
    register.answers = [Answer(status=400, body={"code": "INVALID_MESSAGE", "faults": faults})]
    with pytest.raises(RefusedByRegister) as refused:
        register.visitor.post(ResetCode, "/anything")
    found = refused.value
    assert (found.status, found.code, found.faults) == (400, "INVALID_MESSAGE", ["不是图片"])
