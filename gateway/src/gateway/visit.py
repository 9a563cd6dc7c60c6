"""A visit: one request on its way through the door, and what is known of it by now."""

import os
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final

from bus.http import Head
from contracts.principal import ANONYMOUS
from gateway.authentication import Visitor
from gateway.language import Language, preferred
from gateway.route import Route
from gateway.throttle import Counted

_CORRELATION: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_LONG_NUMBER: Final = re.compile(r"[0-9]{12}")
_NOBODY: Final = Visitor(principal=ANONYMOUS, expires_at=0)
_NETWORK: Final = ~((1 << 64) - 1)


@dataclass(kw_only=True, slots=True)
class Visit:
    """One request: its head, and what was found out about it; a quiet one is not logged."""

    head: Head | None
    correlation_id: str
    language: Language
    began: float
    address: str = ""
    route: Route | None = None
    visitor: Visitor = _NOBODY
    key: str | None = None
    is_quiet: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a request that was let in asks for, before its body is read."""

    counted: Counted
    route: Route
    head: Head
    fields: dict[str, str]
    query: str


def visit_of(head: Head | None, proxies: int) -> Visit:
    """Begin a visit; a request that names itself well keeps its correlation id."""
    given = "" if head is None else head.headers.get("x-correlation-id", "")
    # What might be somebody's number is no name for a request: names are logged.
    is_good = _CORRELATION.fullmatch(given) and not _LONG_NUMBER.search(given)
    accepted = "" if head is None else head.headers.get("accept-language", "")
    return Visit(
        head=head,
        correlation_id=given if is_good else os.urandom(16).hex(),
        language=preferred(accepted),
        began=time.monotonic(),
        address="" if head is None else address_of(head, proxies),
    )


def address_of(head: Head, proxies: int) -> str:
    """Give the client's address, as the outermost of our own proxies has seen it."""
    if proxies == 0:
        return _as_counted(head.peer)
    seen = [one.strip() for one in head.headers.get("x-forwarded-for", "").split(",")]
    return _as_counted(seen[-proxies] if len(seen) >= proxies else head.peer)


@lru_cache(maxsize=4096)
def _as_counted(text: str) -> str:
    """Give an address as limits count it: of IPv6 the network, which is one client's own."""
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or IPv6Address(int(address) & _NETWORK))
    return str(address)
