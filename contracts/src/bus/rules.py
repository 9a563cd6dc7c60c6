"""Ready-made rules of who may ask: each takes the principal and the call and says yes or no."""

from collections.abc import Callable
from typing import Any

from bus import context
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import Role

Rule = Callable[[Principal, Any], bool]


def anyone(by: Principal, call: Any) -> bool:
    """Allow everyone, logged in or not."""
    return True


def signed_in(by: Principal, call: Any) -> bool:
    """Allow every account that has logged in."""
    return by.account is not None


def persons(by: Principal, call: Any) -> bool:
    """Allow accounts of persons, verified or not."""
    return by.kind is PrincipalKind.PERSON


def verified_persons(by: Principal, call: Any) -> bool:
    """Allow accounts of persons who have proved their real name."""
    return by.kind is PrincipalKind.PERSON and by.person is not None


def enterprises(by: Principal, call: Any) -> bool:
    """Allow accounts of enterprises."""
    return by.kind is PrincipalKind.ENTERPRISE and by.enterprise is not None


def authority(*roles: Role) -> Rule:
    """Allow the authority's staff; with roles named, only those who have one of them."""

    def rule(by: Principal, call: Any) -> bool:
        return by.kind is PrincipalKind.AUTHORITY and (
            not roles or any(role in by.roles for role in roles)
        )

    return rule


def authority_via(service: str, *roles: Role) -> Rule:
    """Allow the authority's staff, but only where the named service asks for them."""
    staff = authority(*roles)

    def rule(by: Principal, call: Any) -> bool:
        return staff(by, call) and context.current().asked_by == service

    return rule


def services(*names: str) -> Rule:
    """Allow services that act on their own account; with none named, any."""

    def rule(by: Principal, call: Any) -> bool:
        return by.kind is PrincipalKind.SERVICE and (not names or by.service in names)

    return rule


def any_of(*rules: Rule) -> Rule:
    """Allow whom any of the rules allows."""

    def rule(by: Principal, call: Any) -> bool:
        return any(one(by, call) for one in rules)

    return rule
