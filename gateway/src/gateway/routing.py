"""Finding the route of a request: the table compiled into a tree of path steps."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote_to_bytes

from contracts.errors import Fault, InvalidMessage, NotFound
from gateway.refusals import MethodNotAllowed
from gateway.route import Route

_BROKEN: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


class _Step:
    """One step of a path: where each text leads, where any text leads, and what is here."""

    def __init__(self) -> None:
        self.named: dict[str, _Step] = {}
        self.any: _Step | None = None
        self.routes: dict[str, Route] = {}


class Router:
    """Knows every route; fixed words go before fields where both would fit."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Step()
        for route in routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        step = self._root
        for word in route.full_path.split("/"):
            if word.startswith("{"):
                step.any = step.any or _Step()
                step = step.any
            else:
                step = step.named.setdefault(word, _Step())
        if route.method in step.routes:
            raise ValueError(f"{route.method} {route.full_path} stands in the table twice")
        step.routes[route.method] = route

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """Give a request's route and the fields in its path.

        Raises `NotFound`, `MethodNotAllowed`, or `InvalidMessage` for a broken encoding.
        """
        step = self._root
        found: list[str] = []
        for word in path.split("/"):
            following = step.named.get(word)
            if following is None and word:
                following = step.any
                found.append(word)
            if following is None:
                raise NotFound
            step = following
        if not step.routes:
            raise NotFound
        route = step.routes.get("GET" if method == "HEAD" else method)
        if route is None:
            raise MethodNotAllowed(allowed=_methods(step.routes))
        return route, {
            name: decoded(word, name) for name, word in zip(route.path_fields, found, strict=True)
        }


def _methods(routes: dict[str, Route]) -> tuple[str, ...]:
    return tuple(sorted({*routes, *(["HEAD"] if "GET" in routes else [])}))


def decoded(text: str, where: str) -> str:
    """Undo the percent encoding of a part of a URL; raises `InvalidMessage` where it is broken."""
    if "%" not in text:
        return text
    if _BROKEN.search(text):
        raise InvalidMessage(faults=(Fault(path=where, reason="is not well percent-encoded"),))
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        fault = Fault(path=where, reason="is not UTF-8 when percent-decoded")
        raise InvalidMessage(faults=(fault,)) from None
