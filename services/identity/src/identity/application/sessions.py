"""Sessions after log-in: refreshed, ended, and told as ended to the gateway."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from contracts import identity as told
from contracts.message import Done
from contracts.principal import Principal
from identity.application.granting import Granting
from identity.application.ports import Clock, Signer
from identity.application.refusals import session_ended
from identity.application.register import Records, Register, Transactions
from identity.domain.sessions import ACCESS_LIFE, KEPT_AFTER_THE_END, RefreshToken, is_alive

CLOCKS_DIFFER_BY: Final = timedelta(minutes=1)


class _SpentBefore(Exception):
    """A refresh token came a second time: either its owner or a thief holds the next one."""

    def __init__(self, token: RefreshToken) -> None:
        super().__init__("spent before")
        self.session = token.session


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """Refreshes and ends sessions; `at_once` keeps what is done although the answer is no."""

    clock: Clock
    granting: Granting
    signer: Signer
    register: Register
    transactions: Transactions
    at_once: Transactions

    def refresh(self, call: told.RefreshSession) -> told.Session:
        """Exchange a refresh token; one that was spent before ends its session."""
        digest = self.granting.secrets.digest(call.refresh_token)
        try:
            with self.transactions() as records:
                return self._exchanged(records, digest)
        except _SpentBefore as spent:
            with self.at_once() as records:
                records.end_session(spent.session, self.clock.now())
            raise session_ended() from None

    def _exchanged(self, records: Records, digest: bytes) -> told.Session:
        now = self.clock.now()
        token = records.locked_refresh_token(digest)
        if token is None:
            raise session_ended()
        if token.spent_at is not None:
            raise _SpentBefore(token)
        session = self.register.session(token.session)
        if session is None or not is_alive(session, now):
            raise session_ended()
        account = self.register.account(session.account)
        if account is None or account.is_disabled:
            raise session_ended()
        records.spend_refresh_token(digest, now)
        return self.granting.go_on(records, account, session)

    def log_out(self, call: told.LogOut, by: Principal) -> Done:
        """End the session that asks, or all of the account's."""
        with self.transactions() as records:
            if call.everywhere and by.account is not None:
                records.end_sessions_of(by.account, self.clock.now())
            elif by.session is not None:
                records.end_session(by.session, self.clock.now())
        return Done()

    def revoked(self) -> told.RevokedSessions:
        """Tell the sessions that ended while an access token of theirs may still live."""
        now = self.clock.now()
        since = now - ACCESS_LIFE - CLOCKS_DIFFER_BY
        return told.RevokedSessions(sessions=self.register.sessions_ended_since(since), read_at=now)

    def signing_keys(self) -> told.SigningKeys:
        """Tell the keys that verify access tokens."""
        return told.SigningKeys(
            items=tuple(
                told.SigningKey(key_id=key_id, public_key=pem)
                for key_id, pem in self.signer.public_keys()
            )
        )

    def forget_old(self) -> int:
        """Delete what was over a day ago; tells how many sessions."""
        with self.transactions() as records:
            return records.forget_sessions_over_before(self.clock.now() - KEPT_AFTER_THE_END)
