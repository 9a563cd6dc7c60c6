"""What the gateway serves beside the routes: the document, its page, and signs of life."""

from collections.abc import Callable
from importlib.resources import files
from typing import Final

from bus.http import Response
from gateway.replies import as_json

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HTML: Final = "text/html; charset=utf-8"
PROBES: Final = frozenset({"/healthz", "/readyz"})
_STATIC: Final = {
    "/docs": ("docs.html", _HTML),
    "/docs/docs.js": ("docs.js", "text/javascript; charset=utf-8"),
    "/docs/docs.css": ("docs.css", "text/css; charset=utf-8"),
}


class Pages:
    """The pages by path, read once."""

    def __init__(self, document: bytes, is_ready: Callable[[], bool]) -> None:
        self._is_ready = is_ready
        self._pages = {path: _static(name, kind) for path, (name, kind) in _STATIC.items()}
        self._pages["/openapi.json"] = _page(document, "application/json")
        self._pages["/"] = Response(status=302, headers=(("Location", "/docs"),))
        self._pages["/healthz"] = _state("alive", 200)

    def find(self, method: str, path: str) -> Response | None:
        """Give a page, None where the path is none of theirs."""
        if method not in {"GET", "HEAD"}:
            return None
        if path == "/readyz":
            return _state("ready", 200) if self._is_ready() else _state("not ready", 503)
        return self._pages.get(path)


def _static(name: str, kind: str) -> Response:
    return _page(files("gateway").joinpath("static", name).read_bytes(), kind)


def _page(body: bytes, kind: str) -> Response:
    headers = (
        ("Content-Type", kind),
        ("Cache-Control", "no-cache"),
        ("Content-Security-Policy", _POLICY),
    )
    return Response(status=200, headers=headers, body=body)


def _state(words: str, status: int) -> Response:
    return Response(
        status=status,
        headers=(("Content-Type", "application/json"),),
        body=as_json({"status": words}),
    )
