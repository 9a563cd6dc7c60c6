"""People, enterprises and staff as they come to the register: over HTTP and logged in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, Self

import requests

from bus.runtime import Part
from bus.testing import Stack
from contracts.vocabulary import Role
from gateway.service import HttpFront
from tests.makers import a_uscc, an_id_number

PASSWORD: Final = "quite-a-Password"
FIRST_PASSWORD: Final = "the-first-Password"
ADMINISTRATOR: Final = "administrator"
_numbers = count(1)


class Callers:
    """Those who come to a gateway that already has its first administrator."""

    @property
    def base(self) -> str:
        """The address of the API."""
        raise NotImplementedError

    def stranger(self) -> "Visitor":
        """Someone who has not logged in."""
        return Visitor(base=self.base)

    def log_in(self, username: str, password: str = PASSWORD) -> "Visitor":
        """Someone who has."""
        stranger = self.stranger()
        session = stranger.post("/sessions", {"username": username, "password": password}).json()
        return Visitor(base=stranger.base, session=session)

    def administrator(self) -> "Visitor":
        """The first administrator, who may do nothing but care for accounts."""
        return self.log_in(ADMINISTRATOR)

    def staff(self, *roles: Role) -> "Visitor":
        """A member of the authority's staff, who has put a password in the first one's place."""
        name = f"staff{next(_numbers)}"
        body = {
            "username": name,
            "password": FIRST_PASSWORD,
            "province": "63",
            "roles": [role.value for role in roles or Role],
        }
        self.administrator().post("/accounts/staff", body)
        change = {"old_password": FIRST_PASSWORD, "new_password": PASSWORD}
        self.log_in(name, FIRST_PASSWORD).put("/account/password", change)
        return self.log_in(name)

    def person(self, name: str = "示例·人") -> "Visitor":
        """Someone who has proved the real name."""
        username, number = f"person{next(_numbers)}", an_id_number()
        self.stranger().post("/accounts/person", {"username": username, "password": PASSWORD})
        proof = {"name": name, "id_number": number}
        self.log_in(username).put("/person/real-name", proof)
        visitor = self.log_in(username)
        return Visitor(base=visitor.base, session=visitor.session, proof=proof)

    def enterprise(self) -> "Visitor":
        """A registered enterprise."""
        username = f"firm{next(_numbers)}"
        self.stranger().post("/accounts/enterprise", {"username": username, "password": PASSWORD})
        visitor = self.log_in(username)
        visitor.post("/enterprises", an_enterprise())
        return visitor


class Register(Callers, Stack):
    """The stack with its gateway's address, and an administrator to begin with."""

    def __enter__(self) -> Self:
        """Start everything and open the first account."""
        super().__enter__()
        openings = self.running["identity"].service.use.openings
        openings.for_first_administrator(ADMINISTRATOR, PASSWORD, must_change_password=False)
        return self

    @property
    def port(self) -> int:
        """The gateway's port."""
        front: Part = self.running["gateway"].service.parts[0]
        assert isinstance(front, HttpFront)
        return front.server.port

    @property
    def base(self) -> str:
        """The address of the API."""
        return f"http://127.0.0.1:{self.port}/api/v1"


def an_enterprise(**differs: Any) -> dict[str, Any]:
    """What an enterprise says of itself when it registers."""
    return {
        "uscc": a_uscc(),
        "name": f"青海示例燃气{next(_numbers)}有限公司",
        "legal_representative_name": "示例·法人",
        "legal_representative_id_number": an_id_number(),
        "province": "63",
        **differs,
    }


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Someone at the gateway; what is asked must succeed unless `fails` is asked."""

    base: str
    session: Mapping[str, Any] = field(default_factory=dict)
    proof: Mapping[str, str] = field(default_factory=dict)

    @property
    def account(self) -> dict[str, Any]:
        return dict(self.session["account"])

    @property
    def token(self) -> str:
        return str(self.session["access_token"])

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        **more: Any,
    ) -> requests.Response:
        """Send a request and give whatever comes of it."""
        said = {"Accept-Language": "en", **(headers or {})}
        if self.session:
            said["Authorization"] = f"Bearer {self.token}"
        url = self.base + path
        return requests.request(method, url, headers=said, json=body, timeout=20, **more)

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send a request that must succeed."""
        answer = self.send(method, path, **more)
        assert answer.ok, answer.text
        return answer

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self.ask("POST", path, body=body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self.ask("PUT", path, body=body, **more)

    def fails(self, method: str, path: str, **more: Any) -> tuple[int, str]:
        """Send a request that is refused; gives the problem's status and code."""
        answer = self.send(method, path, **more)
        assert answer.headers["Content-Type"] == "application/problem+json", answer.text
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["correlation_id"] == answer.headers["X-Correlation-Id"]
        return answer.status_code, problem["code"]
