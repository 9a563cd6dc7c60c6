"""What may happen to an account while its password is being compared."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from contracts import identity as told
from contracts.errors import Unauthenticated
from identity.application.granting import Granting
from identity.application.log_in import Guard, LogIn
from identity.application.register import Records, Register
from identity.domain.accounts import Account, after_failure
from tests.unit.identity.makers import NOW, an_account

CALL = told.LogIn(username="somebody", password="quite-a-Password")


class FixedClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW

    def today(self) -> date:
        return NOW.date()


@dataclass
class Memory:
    """A register of one account that changes while passwords are compared."""

    account: Account
    meanwhile: Callable[[Account], Account]
    granted: list[UUID] = field(default_factory=list)

    def account_named(self, username: str) -> Account | None:
        return self.account if username == self.account.username else None

    def locked_account(self, account: UUID) -> Account | None:
        return self.account if account == self.account.id else None

    def save_account(self, account: Account) -> None:
        self.account = account

    def hashed(self, password: str) -> str:
        return password

    def match(self, password_hash: str | None, password: str) -> bool:
        self.account = self.meanwhile(self.account)
        return password_hash == password

    def begin(self, records: object, account: Account) -> Any:
        self.granted.append(account.id)

    @contextmanager
    def transaction(self) -> Iterator[Records]:
        yield cast("Records", self)

    def log_in(self) -> Any:
        clock = FixedClock()
        guard = Guard(clock=clock, passwords=self, at_once=self.transaction)
        return LogIn(
            clock=clock,
            guard=guard,
            granting=cast("Granting", self),
            register=cast("Register", self),
            transactions=self.transaction,
        ).apply(CALL)


def a_memory(meanwhile: Callable[[Account], Account] = lambda account: account) -> Memory:
    account = an_account(password_hash=CALL.password, failures=4)
    return Memory(account=account, meanwhile=meanwhile)


def test_an_undisturbed_log_in_is_granted_and_forgets_failures() -> None:
    memory = a_memory()
    memory.log_in()
    assert memory.granted == [memory.account.id]
    assert memory.account.failures == 0


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (lambda account: after_failure(account, NOW), "LOG_IN_FAILED"),
        (lambda account: replace(account, password_hash="another"), "LOG_IN_FAILED"),
        (lambda account: replace(account, is_disabled=True), "ACCOUNT_DISABLED"),
    ],
)
def test_what_happens_meanwhile_counts(meanwhile: Callable[[Account], Account], code: str) -> None:
    memory = a_memory(meanwhile)
    with pytest.raises(Unauthenticated) as refusal:
        memory.log_in()
    assert refusal.value.code == code
    assert memory.granted == []


def test_the_right_password_does_not_open_a_locked_account_nor_prolong_the_lock() -> None:
    until = NOW + timedelta(minutes=1)
    memory = a_memory()
    memory.account = replace(memory.account, locked_until=until)
    with pytest.raises(Unauthenticated):
        memory.log_in()
    assert memory.account.locked_until == until
