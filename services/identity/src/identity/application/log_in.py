"""Logging in, with a lock-out after five failures in a row."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contracts import identity as told
from identity.application.granting import Granting
from identity.application.ports import Clock, Passwords
from identity.application.refusals import account_disabled, log_in_failed
from identity.application.register import Register, Transactions
from identity.domain.accounts import Account, after_failure, is_locked, unlocked

NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Compares a password and counts failures, whatever the command answers then."""

    clock: Clock
    passwords: Passwords
    at_once: Transactions

    def admits(self, account: Account | None, password: str) -> bool:
        """Tell whether it is the password of an account that is not locked.

        For an unknown account the same work is done, so that time does not tell.
        """
        known_hash = None if account is None else account.password_hash
        is_right = self.passwords.match(known_hash, password)
        if account is not None and is_right and not is_locked(account, self.clock.now()):
            return True
        with self.at_once() as records:
            known = records.locked_account(NOBODY if account is None else account.id)
            if known is not None:
                records.save_account(after_failure(known, self.clock.now()))
        return False


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """Opens sessions for those who know their password."""

    clock: Clock
    guard: Guard
    granting: Granting
    register: Register
    transactions: Transactions

    def apply(self, call: told.LogIn) -> told.Session:
        """Begin a session; the row is looked at again under its lock, for others may guess."""
        known = self.register.account_named(call.username)
        if not self.guard.admits(known, call.password) or known is None:
            raise log_in_failed()
        with self.transactions() as records:
            account = records.locked_account(known.id)
            if account is None or not self._is_still_admitted(account, known):
                raise log_in_failed()
            if account.is_disabled:
                raise account_disabled()
            account = unlocked(account)
            records.save_account(account)
            return self.granting.begin(records, account)

    def _is_still_admitted(self, account: Account, known: Account) -> bool:
        same_password = account.password_hash == known.password_hash
        return same_password and not is_locked(account, self.clock.now())
