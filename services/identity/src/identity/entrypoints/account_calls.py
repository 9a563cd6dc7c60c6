"""The calls that identity answers about accounts and sessions."""

from typing import Final

from bus.entrypoints import answers
from bus.rules import any_of, anyone, authority, enterprises, services, signed_in
from contracts.identity import (
    Account,
    Accounts,
    AddEnterpriseAccount,
    AddStaffAccount,
    ChangePassword,
    GetAccount,
    GetSigningKeys,
    ListAccounts,
    ListRevokedSessions,
    LogIn,
    LogOut,
    RedeemResetCode,
    RefreshSession,
    RegisterEnterpriseAccount,
    RegisterPersonAccount,
    ResetCode,
    ResetPassword,
    RevokedSessions,
    Session,
    SetAccountDisabled,
    SigningKeys,
    UnlockAccount,
)
from contracts.message import Done
from contracts.principal import Principal
from contracts.vocabulary import Role
from identity.application import UseCases

ADMINISTRATOR: Final = authority(Role.ADMINISTRATOR)


class AccountCalls:
    """Answers; every decision is made in `application`."""

    use: UseCases

    @answers(LogIn, allow=anyone)
    def log_in(self, call: LogIn, by: Principal) -> Session:
        """Begin a session."""
        return self.use.log_in.apply(call)

    @answers(RefreshSession, allow=anyone)
    def refresh_session(self, call: RefreshSession, by: Principal) -> Session:
        """Exchange a refresh token."""
        return self.use.sessions.refresh(call)

    @answers(LogOut, allow=signed_in)
    def log_out(self, call: LogOut, by: Principal) -> Done:
        """End one's own sessions."""
        return self.use.sessions.log_out(call, by)

    @answers(GetSigningKeys, allow=anyone)
    def get_signing_keys(self, call: GetSigningKeys, by: Principal) -> SigningKeys:
        """Give the public keys."""
        return self.use.sessions.signing_keys()

    @answers(ListRevokedSessions, allow=services("gateway"))
    def list_revoked_sessions(self, call: ListRevokedSessions, by: Principal) -> RevokedSessions:
        """Tell which sessions have ended."""
        return self.use.sessions.revoked()

    @answers(RegisterPersonAccount, allow=anyone)
    def register_person_account(self, call: RegisterPersonAccount, by: Principal) -> Account:
        """Open a person's account."""
        return self.use.openings.for_person(call)

    @answers(RegisterEnterpriseAccount, allow=anyone)
    def register_enterprise_account(
        self, call: RegisterEnterpriseAccount, by: Principal
    ) -> Account:
        """Open an enterprise's first account."""
        return self.use.openings.for_enterprise(call)

    @answers(AddEnterpriseAccount, allow=enterprises)
    def add_enterprise_account(self, call: AddEnterpriseAccount, by: Principal) -> Account:
        """Open another account of one's own enterprise."""
        return self.use.openings.another_for_enterprise(call, by)

    @answers(AddStaffAccount, allow=ADMINISTRATOR)
    def add_staff_account(self, call: AddStaffAccount, by: Principal) -> Account:
        """Open an account of the authority's staff."""
        return self.use.openings.for_staff(call, by)

    @answers(GetAccount, allow=signed_in)
    def get_account(self, call: GetAccount, by: Principal) -> Account:
        """Give one's own account."""
        return self.use.accounts.own(by)

    @answers(ListAccounts, allow=any_of(ADMINISTRATOR, enterprises))
    def list_accounts(self, call: ListAccounts, by: Principal) -> Accounts:
        """Give a page of accounts."""
        return self.use.accounts.page(call, by)

    @answers(SetAccountDisabled, allow=ADMINISTRATOR)
    def set_account_disabled(self, call: SetAccountDisabled, by: Principal) -> Account:
        """Disable or enable an account."""
        return self.use.accounts.set_disabled(call, by)

    @answers(UnlockAccount, allow=ADMINISTRATOR)
    def unlock_account(self, call: UnlockAccount, by: Principal) -> Account:
        """Lift a lock-out."""
        return self.use.accounts.unlock(call, by)

    @answers(ChangePassword, allow=signed_in)
    def change_password(self, call: ChangePassword, by: Principal) -> Done:
        """Change one's own password."""
        return self.use.passwords.change(call, by)

    @answers(ResetPassword, allow=ADMINISTRATOR)
    def reset_password(self, call: ResetPassword, by: Principal) -> ResetCode:
        """Make a reset code."""
        return self.use.passwords.reset(call, by)

    @answers(RedeemResetCode, allow=anyone)
    def redeem_reset_code(self, call: RedeemResetCode, by: Principal) -> Done:
        """Set a password with a reset code."""
        return self.use.passwords.redeem(call)
