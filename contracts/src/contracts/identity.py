"""What identity answers and announces: accounts, sessions, persons, photos."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from contracts.fields import (
    Cursor,
    File,
    IdNumber,
    Ids,
    PageSize,
    Password,
    PersonName,
    Rule,
    ShortText,
    Username,
)
from contracts.message import Command, Done, Event, Query, Value
from contracts.vocabulary import AccountKind, Province, Role, Sex


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
    roles: tuple[Role, ...]


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


class Person(Value):
    """A person; the ID number masked, the names and dates as verified."""

    id: UUID
    name: str
    id_number_masked: str
    sex: Sex
    born_on: date
    verified_at: datetime | None
    photo: UUID | None
    version: int


class Persons(Value):
    """A page of persons, or those asked for by id."""

    items: tuple[Person, ...]
    next: str | None = None


class GetPerson(Query[Person]):
    """Get a person: oneself, or anyone for the authority's staff and services."""

    person: UUID


class GetPersons(Query[Persons]):
    """Get up to 1,000 persons by id, for services; unknown ids are left out."""

    persons: Ids


class ListPersons(Query[Persons]):
    """List persons, for the authority's staff."""

    name: Annotated[str, Rule(most=60, describe="Beginning of the name.")] | None = None
    is_verified: bool | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class VerifyRealName(Command[Person]):
    """Prove one's real name (一); again with the same ID number after a change of name (六.4)."""

    name: PersonName
    id_number: IdNumber


class Photo(Value):
    """An accepted ID photo."""

    id: UUID
    person: UUID
    media_type: str
    width: int
    height: int
    size: int
    accepted_at: datetime


class UploadIdPhoto(Command[Photo]):
    """Upload one's ID photo; its content is checked, whatever its name says."""

    content: File


class PhotoFile(Value):
    """An ID photo with its bytes."""

    id: UUID
    media_type: str
    content: File


class GetIdPhoto(Query[PhotoFile]):
    """Get a person's ID photo, now or formerly: one's own, or any for staff and services."""

    person: UUID
    photo: UUID | None = None


class PersonEntry(Value):
    """A person as a spreadsheet or a form names them."""

    name: Annotated[str, Rule(most=200)]
    id_number: Annotated[str, Rule(most=200)]


class Resolution(Value):
    """The person an entry means, or why it means none."""

    person: UUID | None
    fault: ShortText | None


class Resolutions(Value):
    """The resolutions, in the entries' order."""

    items: tuple[Resolution, ...]


class ResolvePersons(Command[Resolutions]):
    """Find the persons that up to 1,000 entries name (H10); for services.

    With `create`, a well-formed entry that nobody bears becomes an unverified person. Faults:
    `ID_NUMBER_…` as `contracts.id_number` names them, `NAME_EMPTY`, `NAME_DIFFERS`,
    and without `create` `NOT_KNOWN`.
    """

    entries: Annotated[tuple[PersonEntry, ...], Rule(most=1000)]
    create: bool


class PersonVerified(Event):
    """A person proved the real name, the first time or again."""

    person: UUID
    version: int


class PersonRenamed(Event):
    """A person proved another name with the same ID number (六.4)."""

    person: UUID
    version: int


class PhotoAccepted(Event):
    """A person's new ID photo passed its checks."""

    person: UUID
    photo: UUID
    version: int
