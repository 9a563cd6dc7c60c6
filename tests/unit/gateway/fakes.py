"""Services that answer from a table, and identity's signing of tokens."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bus import context
from contracts.errors import NotFound
from contracts.identity import (
    GetSigningKeys,
    ListRevokedSessions,
    RevokedSessions,
    SigningKey,
    SigningKeys,
)
from contracts.message import Call
from contracts.tokens import ALGORITHM, Claims, to_claims
from contracts.vocabulary import AccountKind
from tests.unit.gateway.makers import NOW


@dataclass(kw_only=True)
class Issuer:
    """Identity, as far as it signs tokens: two keys, the second not yet told of."""

    keys: dict[str, Ed25519PrivateKey] = field(
        default_factory=lambda: {"first": Ed25519PrivateKey.generate()}
    )
    revoked: set[UUID] = field(default_factory=set)

    def token(self, *, key: str = "first", lasts: int = 600, **claims: Any) -> str:
        """Sign a token of a person; `claims` say what differs."""
        now = int(time.time())
        said = {"iss": "gascert", "sub": uuid4(), "sid": uuid4(), "kind": AccountKind.PERSON}
        made = Claims(**{**said, "iat": now, "exp": now + lasts, **claims})
        return jwt.encode(
            to_claims(made), self.keys[key], algorithm=ALGORITHM, headers={"kid": key}
        )

    def signing_keys(self) -> SigningKeys:
        """Tell the public keys."""
        return SigningKeys(
            items=tuple(
                SigningKey(
                    key_id=name,
                    public_key=key.public_key()
                    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
                    .decode(),
                )
                for name, key in self.keys.items()
            )
        )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One call as it was asked: under which circumstances, and how long it might take."""

    call: Call[Any]
    context: context.Context
    timeout: float


class Services:
    """Answers calls by their type; a call nobody prepared finds nothing."""

    def __init__(self) -> None:
        self.issuer = Issuer()
        self.asked: list[Asked] = []
        self.answers: dict[type[Call[Any]], Callable[[Any], Any]] = {
            GetSigningKeys: lambda _: self.issuer.signing_keys(),
            ListRevokedSessions: lambda _: RevokedSessions(
                sessions=tuple(self.issuer.revoked), read_at=NOW
            ),
        }

    def __call__(self, call: Call[Any], *, timeout: float = 5.0) -> Any:
        """Answer a call; what raises is given in place of an answer."""
        self.asked.append(Asked(call=call, context=context.current(), timeout=timeout))
        answer = self.answers.get(type(call))
        if answer is None:
            raise NotFound
        return answer(call)

    def as_service(self, call: Call[Any], *, timeout: float = 5.0) -> Any:
        """Answer the gateway itself."""
        return self(call, timeout=timeout)

    @property
    def last(self) -> Asked:
        """Give what was asked last by a client."""
        return [one for one in self.asked if not isinstance(one.call, _OWN)][-1]

    def count(self, kind: type[Call[Any]]) -> int:
        """Count how often a call was asked."""
        return sum(isinstance(one.call, kind) for one in self.asked)


_OWN = (GetSigningKeys, ListRevokedSessions)
