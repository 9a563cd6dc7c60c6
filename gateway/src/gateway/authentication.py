"""Who asks: access tokens verified with identity's public keys, unless their session has ended."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bus.remote import Ask
from contracts.errors import Unauthenticated, Unavailable
from contracts.identity import GetSigningKeys, ListRevokedSessions
from contracts.principal import Principal
from contracts.tokens import ALGORITHM, ISSUER, from_claims, principal_of

_BETWEEN_KEY_READINGS: Final = 5.0
_MOST_TOKENS: Final = 10_000
_LONGEST_TOKEN: Final = 4096
_STALE_AFTER: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Someone who has shown a good token, and until when it is good, in seconds of the epoch."""

    principal: Principal
    expires_at: int


class Authentication:
    """Verifies tokens; remembers those it has verified, and the sessions that were revoked."""

    def __init__(self, ask: Ask, now: Callable[[], float] = time.time) -> None:
        self._ask = ask
        self._now = now
        self._keys: dict[str, Ed25519PublicKey] = {}
        self._keys_read_at = float("-inf")
        self._reading: Future[None] | None = None
        self._known: dict[str, Visitor] = {}
        self._revoked: frozenset[UUID] = frozenset()
        self._revoked_read_at = float("-inf")

    @property
    def is_ready(self) -> bool:
        """Say whether the keys are known and the revoked sessions were read of late."""
        return bool(self._keys) and self._now() - self._revoked_read_at < _STALE_AFTER

    def visitor(self, authorization: str | None) -> Visitor:
        """Give who shows this `Authorization` header; raises `Unauthenticated` for nobody."""
        scheme, _, token = (authorization or "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token or len(token) > _LONGEST_TOKEN:
            raise Unauthenticated
        visitor = self._known.get(token) or self._verified(token)
        if not self.is_current(visitor):
            self._known.pop(token, None)
            raise Unauthenticated("SESSION_ENDED", "登录已失效，请重新登录", "The log-in has ended")
        return visitor

    def is_current(self, visitor: Visitor) -> bool:
        """Say whether a visitor's token is still good and the session has not ended."""
        return self._now() < visitor.expires_at and visitor.principal.session not in self._revoked

    def _verified(self, token: str) -> Visitor:
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(str(key_id)),
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                # `exp` is judged by the caller, on this clock and for remembered tokens as well.
                options={"require": ["exp", "iat", "iss", "sub"], "verify_exp": False},
            )
        except jwt.InvalidTokenError:
            raise Unauthenticated("TOKEN_INVALID", "令牌无效", "The token is not valid") from None
        read = from_claims(claims)
        visitor = Visitor(principal=principal_of(read), expires_at=read.exp)
        if self.is_current(visitor):
            self._remember(token, visitor)
        return visitor

    def _remember(self, token: str, visitor: Visitor) -> None:
        if len(self._known) >= _MOST_TOKENS:
            del self._known[next(iter(self._known))]
        self._known[token] = visitor

    def _key(self, key_id: str) -> Ed25519PublicKey:
        """Give the key of that id; an unknown one may be new, so the keys are read again."""
        if key_id not in self._keys and self._may_read_keys():
            self.read_keys()
        key = self._keys.get(key_id)
        if key is None:
            raise jwt.InvalidTokenError
        return key

    def _may_read_keys(self) -> bool:
        is_due = self._now() - self._keys_read_at > _BETWEEN_KEY_READINGS
        return not self._keys or is_due or self._reading is not None

    def read_keys(self) -> None:
        """Read the public keys from identity; whoever comes meanwhile waits for the same reading.

        Raises `Unavailable`, to all of them, where identity does not tell: nobody's token is bad.
        """
        if self._reading is not None:
            self._reading.result()
            return
        reading = self._reading = Future()
        try:
            self._keys = self._told_keys()
            self._keys_read_at = self._now()
            reading.set_result(None)
        except BaseException:
            reading.set_exception(Unavailable())
            raise
        finally:
            self._reading = None

    def _told_keys(self) -> dict[str, Ed25519PublicKey]:
        found: dict[str, Ed25519PublicKey] = {}
        for item in self._ask.as_service(GetSigningKeys()).items:
            key = load_pem_public_key(item.public_key.encode())
            if isinstance(key, Ed25519PublicKey):
                found[item.key_id] = key
        return found

    def read_revoked(self) -> None:
        """Read the revoked sessions from identity, and the keys where there are none yet."""
        if not self._keys:
            self.read_keys()
        self._revoked = frozenset(self._ask.as_service(ListRevokedSessions()).sessions)
        self._revoked_read_at = self._now()
