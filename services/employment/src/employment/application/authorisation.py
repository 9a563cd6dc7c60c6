"""Whose offers and employments one may see; whatever one may not see is not found."""

from typing import Protocol, TypeVar
from uuid import UUID

from contracts.errors import NotFound
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import Province, Side
from employment.application.ports import Bounds


class Concerning(Protocol):
    """What concerns a person and an enterprise of some province."""

    @property
    def person(self) -> UUID:
        """The person."""
        ...

    @property
    def enterprise(self) -> UUID:
        """The enterprise."""
        ...

    @property
    def province(self) -> Province:
        """The enterprise's province."""
        ...


Found = TypeVar("Found", bound=Concerning)


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


def side_of(by: Principal, concerned: Concerning) -> Side:
    """Tell on which side of an offer or employment one stands; whoever stands on none finds it not.

    An account is a person's or an enterprise's, so that even a legal representative employed by
    his own enterprise acts on one side at a time.
    """
    if by.kind is PrincipalKind.PERSON and by.person == concerned.person:
        return Side.PERSON
    if by.kind is PrincipalKind.ENTERPRISE and by.enterprise == concerned.enterprise:
        return Side.ENTERPRISE
    raise NotFound


def seen(by: Principal, found: Found | None) -> Found:
    """Give what was found if it is one's own, or the staff's by province."""
    if found is None:
        raise NotFound
    if by.kind is PrincipalKind.AUTHORITY and by.province == found.province:
        return found
    side_of(by, found)
    return found


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
