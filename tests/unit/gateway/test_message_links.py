"""What messages lead to is there: every link and every action is a route of the gateway."""

import pytest

from gateway.route import Route
from gateway.routes import ROUTES
from gateway.routing import Router
from identity.application.wording import ACTIONS, LINKS
from tests.unit.gateway.makers import SOME_ID

REQUESTS = [*ACTIONS.values(), *(f"GET {path}" for path in LINKS.values())]


def route_of(request: str) -> Route:
    method, _, path = request.format(about=SOME_ID, employment=SOME_ID).partition(" ")
    return Router(ROUTES).find(method, path)[0]


@pytest.mark.parametrize("request_line", REQUESTS)
def test_a_message_leads_to_a_route(request_line: str) -> None:
    assert route_of(request_line).method == request_line.partition(" ")[0]
