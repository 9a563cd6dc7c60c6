"""Accounts and sessions."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from contracts.fields import (
    Cursor,
    PageSize,
    Password,
    Rule,
    Username,
)
from contracts.message import Command, Done, Query, Value
from contracts.vocabulary import AccountKind, Province, Role


class Account(Value):
    """An account as its owner and administrators see it."""

    id: UUID
    username: str
    kind: AccountKind
    person: UUID | None
    enterprise: UUID | None
    province: Province | None
    roles: tuple[Role, ...]
    is_disabled: bool
    is_locked: bool
    must_change_password: bool
    created_at: datetime


class Accounts(Value):
    """A page of accounts."""

    items: tuple[Account, ...]
    next: str | None


class Session(Value):
    """A log-in: a short-lived access token (JWT, EdDSA) and a refresh token, used once."""

    access_token: str
    refresh_token: str
    expires_in: int
    account: Account


class LogIn(Command[Session]):
    """Log in; five failures in a row lock the account for fifteen minutes."""

    wire_remembered: ClassVar[bool] = False
    username: Username
    password: Annotated[str, Rule(least=1, most=200)]


class RefreshSession(Command[Session]):
    """Exchange a refresh token for a new pair; a token used twice ends its session."""

    wire_remembered: ClassVar[bool] = False
    refresh_token: Annotated[str, Rule(least=16, most=400)]


class LogOut(Command[Done]):
    """End the session that asks, or every session of the account."""

    everywhere: bool = False


class RegisterPersonAccount(Command[Account]):
    """Open an account for a person, who proves the real name afterwards (一)."""

    username: Username
    password: Password


class RegisterEnterpriseAccount(Command[Account]):
    """Open an enterprise's first account; an enterprise id is allotted with it (三)."""

    username: Username
    password: Password


class AddEnterpriseAccount(Command[Account]):
    """Open another account for the enterprise that asks."""

    username: Username
    password: Password


class AddStaffAccount(Command[Account]):
    """Open an account for a member of the authority's staff; by an administrator."""

    username: Username
    password: Password
    province: Province
    roles: Annotated[tuple[Role, ...], Rule(most=len(Role))]


class ListAccounts(Query[Accounts]):
    """List accounts, for an administrator, or an enterprise's own."""

    kind: AccountKind | None = None
    username: Annotated[str, Rule(most=64, describe="Beginning of the name.")] | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class GetAccount(Query[Account]):
    """Get the account that asks."""


class ChangePassword(Command[Done]):
    """Change one's own password; all other sessions end."""

    old_password: Annotated[str, Rule(least=1, most=200)]
    new_password: Password


class ResetCode(Value):
    """A code that sets a new password once, until it expires."""

    code: str
    expires_at: datetime


class ResetPassword(Command[ResetCode]):
    """Let an administrator make a reset code for an account (24 hours, once)."""

    wire_remembered: ClassVar[bool] = False
    account: UUID


class RedeemResetCode(Command[Done]):
    """Set a new password with a reset code; lifts a lock and ends all sessions."""

    username: Username
    code: Annotated[str, Rule(least=8, most=100)]
    new_password: Password


class SetAccountDisabled(Command[Account]):
    """Disable or enable an account; by an administrator. Disabling ends all its sessions."""

    account: UUID
    is_disabled: bool


class UnlockAccount(Command[Account]):
    """Lift an account's lock-out; by an administrator."""

    account: UUID


class SigningKey(Value):
    """A public Ed25519 key that verifies access tokens."""

    key_id: str
    public_key: str


class SigningKeys(Value):
    """The public keys in use."""

    items: tuple[SigningKey, ...]


class GetSigningKeys(Query[SigningKeys]):
    """Get the keys that access tokens are verified with (PEM)."""


class RevokedSessions(Value):
    """Sessions that ended before their access tokens did, and the moment of reading."""

    sessions: tuple[UUID, ...]
    read_at: datetime


class ListRevokedSessions(Query[RevokedSessions]):
    """List sessions revoked within the life of an access token; for the gateway."""
