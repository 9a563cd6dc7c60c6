"""Passwords: changed by their owner, or set anew with a code from an administrator."""

from dataclasses import dataclass

from contracts import identity as told
from contracts.message import Done
from contracts.principal import Principal
from contracts.vocabulary import Province
from identity.application.authorisation import minded, own_account, remit_of
from identity.application.log_in import Guard
from identity.application.ports import Clock, Passwords, Secrets
from identity.application.refusals import refuse_faults, reset_code_wrong, wrong_password
from identity.application.register import Register, Transactions
from identity.domain.accounts import password_faults, with_password
from identity.domain.sessions import RESET_CODE_LIFE, code_as_kept


@dataclass(frozen=True, kw_only=True)
class PasswordCare:
    """Changes and resets passwords; whoever else is logged in must log in again."""

    home: Province
    clock: Clock
    guard: Guard
    passwords: Passwords
    secrets: Secrets
    register: Register
    transactions: Transactions

    def change(self, call: told.ChangePassword, by: Principal) -> Done:
        """Change one's own; guesses at the old one count towards the lock-out."""
        known = own_account(self.register, by)
        faults = [*password_faults(call.new_password, known.username)]
        refuse_faults(
            [("new_password", fault) for fault in faults]
            + [("new_password", "PASSWORD_UNCHANGED")] * (call.new_password == call.old_password)
        )
        if not self.guard.admits(known, call.old_password):
            raise wrong_password()
        password_hash = self.passwords.hashed(call.new_password)
        with self.transactions() as records:
            account = records.locked_account(known.id)
            if account is None or account.password_hash != known.password_hash:
                raise wrong_password()
            records.save_account(with_password(account, password_hash))
            records.end_sessions_of(account.id, self.clock.now(), but=by.session)
        return Done()

    def reset(self, call: told.ResetPassword, by: Principal) -> told.ResetCode:
        """Make a code for an account that one minds; it takes the place of a former one."""
        code, expires_at = self.secrets.code(), self.clock.now() + RESET_CODE_LIFE
        with self.transactions() as records:
            account = minded(records.locked_account(call.account), remit_of(by, self.home))
            records.keep_reset_code(account.id, self.secrets.digest(code_as_kept(code)), expires_at)
        return told.ResetCode(code=code, expires_at=expires_at)

    def redeem(self, call: told.RedeemResetCode) -> Done:
        """Set a new password with a code; lifts a lock-out and ends all sessions."""
        refuse_faults(
            ("new_password", fault) for fault in password_faults(call.new_password, call.username)
        )
        known = self.register.account_named(call.username)
        password_hash = self.passwords.hashed(call.new_password)
        if known is None:
            raise reset_code_wrong()
        now = self.clock.now()
        with self.transactions() as records:
            account = records.locked_account(known.id)
            digest = self.secrets.digest(code_as_kept(call.code))
            if account is None or not records.take_reset_code(account.id, digest, now):
                raise reset_code_wrong()
            records.save_account(with_password(account, password_hash))
            records.end_sessions_of(account.id, now)
        return Done()
