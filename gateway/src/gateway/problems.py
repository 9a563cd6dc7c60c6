"""Errors as problem+json (RFC 9457): a kind, a code, words in two languages, and every fault."""

import json
import re
from typing import Any, Final

from bus.http import Response
from contracts.errors import Fault, GasCertError, Unauthenticated
from gateway.language import Language, header_of
from gateway.reasons import reason_in
from gateway.refusals import MethodNotAllowed, Throttled

MEDIA_TYPE: Final = "application/problem+json"
_CAPITALS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS: Final = re.compile(r"[0-9Xx]{12,}")
_LONGEST_PATH: Final = 120


def problem_of(error: GasCertError, language: Language, correlation_id: str) -> dict[str, Any]:
    """Describe an error for the client; nothing but what the error says of itself."""
    kind = type(error)
    found: dict[str, Any] = {
        "type": f"urn:gascert:problem:{_CAPITALS.sub('-', kind.__name__).lower()}",
        "title": kind.zh if language == "zh" else kind.en,
        "status": error.status,
        "detail": error.zh if language == "zh" else error.en,
        "code": error.code,
        "correlation_id": correlation_id,
    }
    faults = getattr(error, "faults", ())
    if faults:
        found["faults"] = [_described(fault, language) for fault in faults]
    facts = getattr(error, "facts", None)
    if facts:
        found["facts"] = facts
    return found


def _described(fault: Fault, language: Language) -> dict[str, str]:
    """Describe a fault; a name the client made up is not repeated at length, or with numbers."""
    path = _DIGITS.sub("…", fault.path)[:_LONGEST_PATH]
    return {"path": path, "reason": reason_in(language, fault.reason)}


def problem(error: GasCertError, language: Language, correlation_id: str) -> Response:
    """Make the response that tells an error."""
    body = json.dumps(problem_of(error, language, correlation_id), ensure_ascii=False)
    return Response(
        status=error.status,
        headers=(
            ("Content-Type", MEDIA_TYPE),
            *header_of(language),
            *_headers_of(error),
        ),
        body=body.encode("utf-8", "replace"),
    )


def _headers_of(error: GasCertError) -> tuple[tuple[str, str], ...]:
    if isinstance(error, Unauthenticated):
        return (("WWW-Authenticate", 'Bearer realm="gascert"'),)
    if isinstance(error, MethodNotAllowed):
        return (("Allow", ", ".join(error.allowed)),)
    if isinstance(error, Throttled):
        return (("Retry-After", str(error.seconds)),)
    if error.status in {429, 503}:
        return (("Retry-After", "2"),)
    return ()
