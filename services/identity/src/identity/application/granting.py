"""Granting sessions: an access token that speaks for the account, and a refresh token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts import identity as told
from contracts.tokens import ISSUER, Claims, to_claims
from identity.application.ports import Clock, Secrets, Signer
from identity.application.register import Records
from identity.application.views import account_view
from identity.domain.accounts import Account
from identity.domain.sessions import ACCESS_LIFE, RefreshToken, Session, begun


@dataclass(frozen=True, kw_only=True)
class Granting:
    """Gives out pairs of tokens; the clock is the machine's, by which gateways judge them."""

    clock: Clock
    new_id: Callable[[], UUID]
    secrets: Secrets
    signer: Signer

    def begin(self, records: Records, account: Account) -> told.Session:
        """Begin a session for an account."""
        session = begun(self.new_id(), account.id, account.kind, self.clock.now())
        records.add_session(session)
        return self.go_on(records, account, session)

    def go_on(self, records: Records, account: Account, session: Session) -> told.Session:
        """Give the next pair of tokens of a session."""
        now, refresh_token = self.clock.now(), self.secrets.token()
        records.add_refresh_token(
            RefreshToken(
                digest=self.secrets.digest(refresh_token), session=session.id, issued_at=now
            )
        )
        expires_at = min(now + ACCESS_LIFE, session.ends_at)
        return told.Session(
            access_token=self.signer.signed(_claims(account, session, now, expires_at)),
            refresh_token=refresh_token,
            expires_in=int((expires_at - now).total_seconds()),
            account=account_view(account, now),
        )


def _claims(
    account: Account, session: Session, now: datetime, expires_at: datetime
) -> dict[str, object]:
    return to_claims(
        Claims(
            iss=ISSUER,
            sub=account.id,
            sid=session.id,
            kind=account.kind,
            person=account.person,
            enterprise=account.enterprise,
            province=account.province,
            roles=account.roles,
            must_change_password=account.must_change_password,
            iat=int(now.timestamp()),
            exp=int(expires_at.timestamp()),
        )
    )
