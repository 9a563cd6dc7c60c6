"""Who acts, by the account's row and not by what an older token still says."""

from contracts.errors import NotFound, Unauthenticated
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import AccountKind, Province
from identity.application.register import Register
from identity.domain.accounts import Account, Remit


def own_account(register: Register, by: Principal) -> Account:
    """Give the account that asks; one that is disabled by now is nobody's."""
    account = None if by.account is None else register.account(by.account)
    if account is None or account.is_disabled:
        raise Unauthenticated
    return account


def own_person_account(register: Register, by: Principal) -> Account:
    """Give the account that asks, which must be a person's."""
    account = own_account(register, by)
    if account.kind is not AccountKind.PERSON:
        raise NotFound
    return account


def remit_of(by: Principal, home: Province) -> Remit:
    """Tell whose accounts an administrator minds."""
    return Remit(province=by.province, home=home)


def minded(account: Account | None, remit: Remit) -> Account:
    """Give the account to an administrator who minds it."""
    if account is None or not remit.covers(account):
        raise NotFound
    return account


def is_staff_or_service(by: Principal) -> bool:
    """The authority's staff and services may see any person."""
    return by.kind in (PrincipalKind.AUTHORITY, PrincipalKind.SERVICE)
