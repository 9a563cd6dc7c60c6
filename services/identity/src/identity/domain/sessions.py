"""Sessions: how long a log-in lasts, and what becomes of a refresh token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from contracts.vocabulary import AccountKind

ACCESS_LIFE: Final = timedelta(minutes=15)
SESSION_LIFE: Final[Mapping[AccountKind, timedelta]] = {
    AccountKind.PERSON: timedelta(days=30),
    AccountKind.ENTERPRISE: timedelta(days=7),
    AccountKind.AUTHORITY: timedelta(hours=12),
}
RESET_CODE_LIFE: Final = timedelta(hours=24)
KEPT_AFTER_THE_END: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Session:
    """A log-in; it ends at `ends_at`, or when it is ended."""

    id: UUID
    account: UUID
    began_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RefreshToken:
    """A refresh token by its digest; it may be spent once."""

    digest: bytes
    session: UUID
    issued_at: datetime
    spent_at: datetime | None = None


def begun(session: UUID, account: UUID, kind: AccountKind, now: datetime) -> Session:
    """Refreshing never prolongs a session: how long it lasts is settled when it begins."""
    return Session(id=session, account=account, began_at=now, ends_at=now + SESSION_LIFE[kind])


def is_alive(session: Session, now: datetime) -> bool:
    """A session ends once and never comes back."""
    return session.ended_at is None and now < session.ends_at


def code_as_kept(code: str) -> str:
    """Read a reset code as it was made, however it was typed: O is nought, I and L are one."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return plain.translate(str.maketrans("OIL", "011"))
