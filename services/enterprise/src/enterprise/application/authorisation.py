"""Who may see and decide what; whatever one may not see is not found."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import Province
from enterprise.domain.enterprises import Enterprise


def enterprise_of(by: Principal) -> UUID:
    """Give the enterprise whose account asks."""
    if by.kind is not PrincipalKind.ENTERPRISE or by.enterprise is None:
        raise NotFound
    return by.enterprise


def province_of(by: Principal) -> Province:
    """Give the province that bounds what a member of the staff sees."""
    if by.kind is not PrincipalKind.AUTHORITY or by.province is None:
        raise NotFound
    return by.province


def sees(by: Principal, enterprise: Enterprise) -> bool:
    """An enterprise sees itself, the authority's staff their province, services everything."""
    match by.kind:
        case PrincipalKind.SERVICE:
            return True
        case PrincipalKind.ENTERPRISE:
            return by.enterprise == enterprise.id
        case PrincipalKind.AUTHORITY:
            return by.province == enterprise.province
        case PrincipalKind.PERSON | PrincipalKind.ANONYMOUS:
            return False


def seen(by: Principal, enterprise: Enterprise | None) -> Enterprise:
    """Give the enterprise to whoever may see it."""
    if enterprise is None or not sees(by, enterprise):
        raise NotFound
    return enterprise
