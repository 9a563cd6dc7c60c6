"""Accounts: who is locked out, whose password is fit, and who minds whose account."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Final
from uuid import UUID

from contracts.vocabulary import AccountKind, Province, Role

MOST_FAILURES: Final = 5
LOCK_OUT: Final = timedelta(minutes=15)
LEAST_DISTINCT_CHARACTERS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account; `person` and `enterprise` name whom it acts for."""

    id: UUID
    username: str
    password_hash: str
    kind: AccountKind
    created_at: datetime
    person: UUID | None = None
    enterprise: UUID | None = None
    province: Province | None = None
    roles: tuple[Role, ...] = ()
    is_disabled: bool = False
    must_change_password: bool = False
    failures: int = 0
    locked_until: datetime | None = None


def is_locked(account: Account, now: datetime) -> bool:
    """A lock-out ends by itself, at the moment named."""
    return account.locked_until is not None and now < account.locked_until


def after_failure(account: Account, now: datetime) -> Account:
    """The fifth failure in a row locks; failures while locked do not prolong it."""
    if is_locked(account, now):
        return account
    failures = account.failures + 1
    if failures < MOST_FAILURES:
        return replace(account, failures=failures)
    return replace(account, failures=0, locked_until=now + LOCK_OUT)


def unlocked(account: Account) -> Account:
    """A log-in, a new password or an administrator makes all failures forgotten."""
    return replace(account, failures=0, locked_until=None)


def with_password(account: Account, password_hash: str) -> Account:
    """A password its owner has chosen lifts a lock-out and need not be changed."""
    return replace(unlocked(account), password_hash=password_hash, must_change_password=False)


def is_administrator(account: Account) -> bool:
    """An administrator whose account is disabled is none."""
    return (
        account.kind is AccountKind.AUTHORITY
        and Role.ADMINISTRATOR in account.roles
        and not account.is_disabled
    )


@dataclass(frozen=True, kw_only=True)
class Remit:
    """What an administrator of a province minds, in the register of the home province."""

    province: Province | None
    home: Province

    @property
    def is_everything(self) -> bool:
        """The home province's administrators mind everybody."""
        return self.province is self.home

    def covers(self, account: Account) -> bool:
        """Another province's administrators mind its own staff and nobody else."""
        if self.is_everything:
            return True
        is_staff = account.kind is AccountKind.AUTHORITY
        return is_staff and self.province is not None and account.province is self.province


@unique
class PasswordFault(StrEnum):
    """What can be wrong with a new password, beside its length."""

    IS_USERNAME = "PASSWORD_IS_USERNAME"
    TOO_UNIFORM = "PASSWORD_TOO_UNIFORM"


def password_faults(password: str, username: str) -> Iterator[PasswordFault]:
    """Tell everything that makes a password too easy to guess."""
    if password.casefold() == username.casefold():
        yield PasswordFault.IS_USERNAME
    if len(set(password)) < LEAST_DISTINCT_CHARACTERS:
        yield PasswordFault.TOO_UNIFORM
