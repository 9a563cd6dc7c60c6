"""Whose offers and employments one may see; whatever one may not see is not found."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.principal import Principal, PrincipalKind
from employment.application.ports import Bounds


def enterprise_of(by: Principal) -> UUID:
    """Give the enterprise whose account asks."""
    if by.kind is not PrincipalKind.ENTERPRISE or by.enterprise is None:
        raise NotFound
    return by.enterprise


def person_of(by: Principal) -> UUID:
    """Give the verified person whose account asks."""
    if by.kind is not PrincipalKind.PERSON or by.person is None:
        raise NotFound
    return by.person


def bounds_of(
    by: Principal, *, enterprise: UUID | None = None, person: UUID | None = None
) -> Bounds:
    """Bound a list to one's own rows, the staff's to their province; refuses to leave them."""
    match by.kind:
        case PrincipalKind.PERSON:
            return Bounds(person=_only(person_of(by), person), enterprise=enterprise)
        case PrincipalKind.ENTERPRISE:
            return Bounds(enterprise=_only(enterprise_of(by), enterprise), person=person)
        case PrincipalKind.AUTHORITY if by.province is not None:
            return Bounds(province=by.province, enterprise=enterprise, person=person)
        case _:
            raise NotFound


def _only(own: UUID, asked: UUID | None) -> UUID:
    if asked not in (None, own):
        raise NotFound
    return own
