"""Minding accounts: seen, listed, disabled and unlocked."""

from dataclasses import dataclass, replace
from uuid import UUID

from contracts import identity as told
from contracts.errors import NotAllowed
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import Province
from identity.application.authorisation import minded, own_account, remit_of
from identity.application.pages import page_of, span_of
from identity.application.ports import Clock
from identity.application.refusals import own_account_disabled
from identity.application.register import AccountFilter, Records, Register, Transactions
from identity.application.views import account_view
from identity.domain.accounts import Account, is_administrator, unlocked


@dataclass(frozen=True, kw_only=True)
class AccountCare:
    """What administrators do with accounts, and what everyone sees of one's own."""

    home: Province
    clock: Clock
    register: Register
    transactions: Transactions

    def own(self, by: Principal) -> told.Account:
        """Give the account that asks."""
        return account_view(own_account(self.register, by), self.clock.now())

    def page(self, call: told.ListAccounts, by: Principal) -> told.Accounts:
        """Give a page of the accounts that one minds, by name."""
        wanted = self._wanted(call, by)
        rows = self.register.accounts(wanted, span_of(call.cursor, call.size))
        shown, after = page_of(rows, call.size)
        now = self.clock.now()
        return told.Accounts(
            items=tuple(account_view(account, now) for account in shown), next=after
        )

    def _wanted(self, call: told.ListAccounts, by: Principal) -> AccountFilter:
        """An enterprise's list never leaves the enterprise, nor the staff's what they mind."""
        wanted = AccountFilter(kind=call.kind, username=call.username)
        if by.kind is PrincipalKind.ENTERPRISE:
            return replace(wanted, enterprise=own_account(self.register, by).enterprise)
        remit = remit_of(by, self.home)
        return wanted if remit.is_everything else replace(wanted, staff_of=remit.province)

    def set_disabled(self, call: told.SetAccountDisabled, by: Principal) -> told.Account:
        """Disable or enable an account; disabling ends its sessions, so that it takes effect.

        One after another, so that two administrators cannot disable each other at once.
        """
        if call.account == by.account and call.is_disabled:
            raise own_account_disabled()
        with self.transactions() as records:
            administrators = records.administrators_undisturbed()
            if not any(each.id == by.account and is_administrator(each) for each in administrators):
                raise NotAllowed
            account = self._minded(records, call.account, by)
            account = replace(account, is_disabled=call.is_disabled)
            records.save_account(account)
            if call.is_disabled:
                records.end_sessions_of(account.id, self.clock.now())
        return account_view(account, self.clock.now())

    def unlock(self, call: told.UnlockAccount, by: Principal) -> told.Account:
        """Lift a lock-out."""
        with self.transactions() as records:
            account = unlocked(self._minded(records, call.account, by))
            records.save_account(account)
        return account_view(account, self.clock.now())

    def _minded(self, records: Records, account: UUID, by: Principal) -> Account:
        return minded(records.locked_account(account), remit_of(by, self.home))
