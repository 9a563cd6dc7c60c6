"""What an access token says, and which principal that makes; signing is not done here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from contracts.errors import InvalidMessage, Unauthenticated
from contracts.message import Value, from_wire, to_wire
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import AccountKind, Province, Role

ALGORITHM: Final = "EdDSA"
ISSUER: Final = "gascert"


class Claims(Value):
    """The claims of an access token, under the names that RFC 7519 gives to some of them."""

    iss: str
    sub: UUID
    sid: UUID
    kind: AccountKind
    person: UUID | None = None
    enterprise: UUID | None = None
    province: Province | None = None
    roles: tuple[Role, ...] = ()
    must_change_password: bool = False
    iat: int
    exp: int


_PRINCIPAL_KINDS: Final[Mapping[AccountKind, PrincipalKind]] = {
    AccountKind.PERSON: PrincipalKind.PERSON,
    AccountKind.ENTERPRISE: PrincipalKind.ENTERPRISE,
    AccountKind.AUTHORITY: PrincipalKind.AUTHORITY,
}


def to_claims(claims: Claims) -> dict[str, Any]:
    """Write claims as the JSON object that is signed."""
    written: dict[str, Any] = to_wire(claims)
    return written


def from_claims(claims: Mapping[str, Any]) -> Claims:
    """Read verified claims; raises `Unauthenticated` for what no log-in of ours says."""
    try:
        read = from_wire(Claims, dict(claims))
    except InvalidMessage:
        raise Unauthenticated from None
    if read.iss != ISSUER:
        raise Unauthenticated
    return read


def is_current(claims: Claims, now: datetime) -> bool:
    """A token counts until the second named by `exp`."""
    return now.timestamp() < claims.exp


def principal_of(claims: Claims) -> Principal:
    """Give the principal that verified claims speak for.

    Whoever must change the password first is nobody yet, but for the account and the session:
    that suffices to change it, to look at the account and to log out, and for nothing else.
    """
    if claims.must_change_password:
        return Principal(kind=PrincipalKind.ANONYMOUS, account=claims.sub, session=claims.sid)
    return Principal(
        kind=_PRINCIPAL_KINDS[claims.kind],
        account=claims.sub,
        session=claims.sid,
        person=claims.person,
        enterprise=claims.enterprise,
        province=claims.province,
        roles=claims.roles,
    )
