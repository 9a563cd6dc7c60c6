"""A client of the register's HTTP API: logs in, repeats what may be repeated, reads replies."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from uuid import uuid4

import requests

from contracts.identity import Account, Session
from contracts.message import Done, from_wire

Reply = TypeVar("Reply")

PREFIX: Final = "/api/v1"
_PATIENCE: Final = 60.0
_LONGEST_ANSWER: Final = 70.0
_COME_AGAIN: Final = frozenset({429, 502, 503})


class RefusedByRegister(Exception):
    """The register said no, in a problem+json: its status, its code, its words, its faults."""

    def __init__(self, answer: requests.Response) -> None:
        problem = _problem(answer)
        self.status = answer.status_code
        self.code = str(problem.get("code", "UNKNOWN"))
        self.faults = [str(fault["reason"]) for fault in problem.get("faults", ())]
        words = "；".join([str(problem.get("detail", answer.reason)), *self.faults])
        super().__init__(f"{self.status} {self.code}: {words}")


def _problem(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except requests.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Someone at the register's door, logged in or not."""

    url: str
    http: requests.Session
    session: Session | None = field(default=None, repr=False)

    @property
    def account(self) -> Account:
        """The account that is logged in; `LookupError` for a stranger."""
        if self.session is None:
            raise LookupError("nobody has logged in")
        return self.session.account

    def get(self, reply: type[Reply], path: str, **query: Any) -> Reply:
        """Read something."""
        return from_wire(reply, self.send("GET", path, params=query).json())

    def pages(self, reply: type[Any], path: str, **query: Any) -> Iterator[Any]:
        """Read all items of a list, page by page."""
        cursor: str | None = None
        while True:
            page = self.get(reply, path, cursor=cursor, size=200, **query)
            yield from page.items
            cursor = page.next
            if cursor is None:
                return

    def post(self, reply: type[Reply], path: str, body: Mapping[str, Any] | None = None) -> Reply:
        """Have something done; what is sent again by this client is done once."""
        return _read(reply, self.send("POST", path, json=body))

    def put(self, reply: type[Reply], path: str, body: Mapping[str, Any]) -> Reply:
        """Have something put in another's place."""
        return _read(reply, self.send("PUT", path, json=body))

    def send(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send a request, again when the register asks to come later or the line broke.

        Raises `RefusedByRegister`. A command carries its own idempotency key, so that it is done
        once however often it is sent.
        """
        headers = {"Accept-Language": "zh", **more.pop("headers", {})}
        if self.session is not None:
            headers["Authorization"] = f"Bearer {self.session.access_token}"
        if method != "GET":
            headers["Idempotency-Key"] = f"demo-{uuid4()}"
        end = time.monotonic() + _PATIENCE
        while True:
            answer = self._sent(method, path, headers, more)
            if answer is not None and not _may_come_again(answer):
                if not answer.ok:
                    raise RefusedByRegister(answer)
                return answer
            if time.monotonic() > end:
                raise _gave_up(answer)
            time.sleep(_pause(answer))

    def _sent(
        self, method: str, path: str, headers: Mapping[str, str], more: Mapping[str, Any]
    ) -> requests.Response | None:
        try:
            return self.http.request(
                method,
                f"{self.url}{PREFIX}{path}",
                headers=headers,
                timeout=_LONGEST_ANSWER,
                **more,
            )
        except requests.ConnectionError:
            return None

    def logged_in(self, username: str, password: str) -> "Visitor":
        """Log in; raises `RefusedByRegister` with 401 for a wrong name or password."""
        body = {"username": username, "password": password}
        return self._with(self.post(Session, "/sessions", body))

    def refreshed(self) -> "Visitor":
        """Have a token made that tells what has become of the account since."""
        if self.session is None:
            raise LookupError("nobody has logged in")
        body = {"refresh_token": self.session.refresh_token}
        return self._with(self.post(Session, "/sessions/refresh", body))

    def _with(self, session: Session) -> "Visitor":
        return Visitor(url=self.url, http=self.http, session=session)


def _read(reply: type[Reply], answer: requests.Response) -> Reply:
    return reply() if reply is Done else from_wire(reply, answer.json())


def _may_come_again(answer: requests.Response) -> bool:
    if answer.status_code in _COME_AGAIN:
        return True
    return answer.status_code == 409 and _problem(answer).get("code") == "IN_PROGRESS"


def _pause(answer: requests.Response | None) -> float:
    if answer is None:
        return 0.5
    said = answer.headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else 0.5


def _gave_up(answer: requests.Response | None) -> Exception:
    return requests.ConnectionError() if answer is None else RefusedByRegister(answer)
