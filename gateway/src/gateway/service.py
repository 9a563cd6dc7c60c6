"""Composition root: the gateway as a service whose one part is an HTTP server."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from bus.http import Limits, Server
from bus.loops import Loop
from bus.runtime import Service, Settings
from gateway.authentication import Authentication
from gateway.door import Door, Parts
from gateway.openapi import document
from gateway.pages import Pages
from gateway.replies import as_json
from gateway.routes import ROUTES
from gateway.throttle import Rate, Throttle

_BETWEEN_READINGS: Final = 3.0
_LONGEST_ANSWER: Final = 90.0


class GatewayService:
    """What nameko runs: no doors of the bus, nobody calls the gateway."""

    name = "gateway"


class HttpFront:
    """The HTTP server with the loop that reads the sessions that were revoked."""

    def __init__(self, door: Door, authentication: Authentication, env: Mapping[str, str]) -> None:
        self._authentication = authentication
        self._reader = Loop(
            "revoked sessions", authentication.read_revoked, every=_BETWEEN_READINGS
        )
        in_flight = int(env.get("GATEWAY_IN_FLIGHT", "200"))
        self.server = Server(
            door,
            (env.get("GATEWAY_HOST", "127.0.0.1"), int(env.get("GATEWAY_PORT", "8000"))),
            Limits(
                answer_time=_LONGEST_ANSWER,
                connections=int(env.get("GATEWAY_CONNECTIONS", "1000")),
                in_flight=in_flight,
                in_flight_each=max(1, in_flight // 4),
            ),
        )

    @property
    def is_ready(self) -> bool:
        """Say whether tokens can be judged."""
        return self._authentication.is_ready

    def start(self) -> None:
        """Begin to serve."""
        self._reader.start()
        self.server.start()

    def stop(self) -> None:
        """Answer what is in hand and end."""
        self.server.stop()
        self._reader.stop(seconds=1.0)


def build(settings: Settings) -> Service:
    """Build the gateway. Of the environment it reads the `GATEWAY_` variables of its README."""
    env = settings.extra
    authentication = Authentication(settings.ask)
    pages = Pages(
        as_json(document(ROUTES, version("gascert-gateway"))), lambda: authentication.is_ready
    )
    parts = Parts(
        authentication=authentication,
        ask=settings.ask,
        pages=pages,
        subjects=Throttle(_rate(env, "GATEWAY_RATE", "100/400")),
        strangers=Throttle(_rate(env, "GATEWAY_RATE_ANONYMOUS", "20/200")),
        trials=Throttle(_rate(env, "GATEWAY_RATE_TRIALS", "2/100")),
        proxies=int(env.get("GATEWAY_PROXIES", "0")),
    )
    front = HttpFront(Door(parts, ROUTES), authentication, env)
    return Service(name="gateway", cls=GatewayService, use=None, parts=(front,))


def _rate(env: Mapping[str, str], name: str, otherwise: str) -> Rate:
    per_second, _, at_once = env.get(name, otherwise).partition("/")
    return Rate(per_second=float(per_second), at_once=float(at_once or per_second))
