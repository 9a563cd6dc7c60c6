"""Opening accounts: for persons (一), enterprises (三) and the authority's staff."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts import identity as told
from contracts.principal import Principal
from contracts.vocabulary import AccountKind, Province, Role
from identity.application.authorisation import own_account, remit_of
from identity.application.ports import Clock, Passwords
from identity.application.refusals import (
    administrator_exists,
    other_province,
    refuse_faults,
    username_taken,
)
from identity.application.register import Register, Transactions
from identity.application.views import account_view
from identity.domain.accounts import Account, password_faults


@dataclass(frozen=True, kw_only=True)
class Openings:
    """Opens accounts; a password that somebody else chose must be changed first."""

    home: Province
    clock: Clock
    new_id: Callable[[], UUID]
    passwords: Passwords
    register: Register
    transactions: Transactions

    def for_person(self, call: told.RegisterPersonAccount) -> told.Account:
        """Open a person's account; whose it is, the proof of the real name tells."""
        return self._opened(call.username, call.password, kind=AccountKind.PERSON)

    def for_enterprise(self, call: told.RegisterEnterpriseAccount) -> told.Account:
        """Open an enterprise's first account and allot the enterprise's id."""
        return self._opened(
            call.username,
            call.password,
            kind=AccountKind.ENTERPRISE,
            enterprise=self.new_id(),
        )

    def another_for_enterprise(
        self, call: told.AddEnterpriseAccount, by: Principal
    ) -> told.Account:
        """Open another account of the enterprise that asks."""
        return self._opened(
            call.username,
            call.password,
            kind=AccountKind.ENTERPRISE,
            enterprise=own_account(self.register, by).enterprise,
            must_change_password=True,
        )

    def for_staff(self, call: told.AddStaffAccount, by: Principal) -> told.Account:
        """Open an account of the authority's staff, by an administrator who minds them."""
        remit = remit_of(by, self.home)
        if not remit.is_everything and call.province is not remit.province:
            raise other_province()
        return self._opened(
            call.username,
            call.password,
            kind=AccountKind.AUTHORITY,
            province=call.province,
            roles=call.roles,
            must_change_password=True,
        )

    def for_first_administrator(
        self, username: str, password: str, *, must_change_password: bool
    ) -> told.Account:
        """Open the account all others are appointed from; refuses if there is one."""
        account = self._made(
            username,
            password,
            kind=AccountKind.AUTHORITY,
            province=self.home,
            roles=(Role.ADMINISTRATOR,),
            must_change_password=must_change_password,
        )
        with self.transactions() as records:
            if records.administrators_undisturbed():
                raise administrator_exists()
            records.add_account(account)
        return account_view(account, self.clock.now())

    def _opened(self, username: str, password: str, **belongings: Any) -> told.Account:
        account = self._made(username, password, **belongings)
        with self.transactions() as records:
            records.add_account(account)
        return account_view(account, self.clock.now())

    def _made(self, username: str, password: str, **belongings: Any) -> Account:
        """Make the account; the name is looked up before the slow hash is made of the password."""
        refuse_faults([*_faults(username, password, belongings)])
        if self.register.account_named(username) is not None:
            raise username_taken()
        return Account(
            id=self.new_id(),
            username=username,
            password_hash=self.passwords.hashed(password),
            created_at=self.clock.now(),
            **belongings,
        )


def _faults(username: str, password: str, belongings: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for fault in password_faults(password, username):
        yield "password", fault
    roles = belongings.get("roles")
    if roles is not None and not roles:
        yield "roles", "ROLES_EMPTY"
    if roles is not None and len(set(roles)) < len(roles):
        yield "roles", "ROLE_TWICE"
