"""The gateway's door on services that answer from a table."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.authentication import Authentication
from gateway.door import Door, Parts
from gateway.job_events import Pace
from gateway.openapi import document
from gateway.pages import Pages
from gateway.replies import as_json
from gateway.routes import ROUTES
from gateway.throttle import Rate, Throttle
from tests.unit.gateway.fakes import Services
from tests.unit.gateway.makers import ENOUGH, Answer, brought, head

GENEROUS = Rate(per_second=ENOUGH, at_once=ENOUGH)
DOCUMENT = document(ROUTES, "0")


class Client:
    """Brings requests to a door, logged in unless told otherwise."""

    def __init__(self, door: Door, services: Services) -> None:
        self.door = door
        self.services = services
        self.token: str | None = services.issuer.token()

    def send(
        self,
        method: str,
        path: str,
        body: bytes | dict[str, Any] = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request; a dictionary goes as JSON, and answers come in English."""
        said = {"accept-language": "en"}
        if self.token is not None:
            said["authorization"] = f"Bearer {self.token}"
        if isinstance(body, dict):
            said["content-type"] = "application/json"
            body = json.dumps(body).encode()
        if body:
            said["content-length"] = str(len(body))
        said.update({name.lower(): value for name, value in (headers or {}).items()})
        return brought(self.door.admit(head(method, path, said)), body)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send("GET", path, headers=headers)


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def authentication(services: Services) -> Authentication:
    return Authentication(services)


@pytest.fixture
def parts(services: Services, authentication: Authentication) -> Parts:
    return Parts(
        authentication=authentication,
        ask=services,
        pages=Pages(as_json(DOCUMENT), lambda: authentication.is_ready),
        subjects=Throttle(GENEROUS),
        strangers=Throttle(GENEROUS),
        trials=Throttle(GENEROUS),
        pace=Pace(look=0.0, beat=1000.0, begin=1.0),
    )


@pytest.fixture
def client(parts: Parts, services: Services) -> Client:
    return Client(Door(parts, ROUTES), services)
