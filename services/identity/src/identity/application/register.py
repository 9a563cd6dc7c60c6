"""The register as the use cases see it: for reading, and in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from contracts.message import Event
from contracts.vocabulary import AccountKind, Province, Sex
from identity.domain.accounts import Account
from identity.domain.entries import Known
from identity.domain.persons import Person
from identity.domain.sessions import RefreshToken, Session


@dataclass(frozen=True, kw_only=True)
class Span:
    """Which page is wanted: at most `size` rows, after the row whose id is `after`."""

    after: UUID | None
    size: int


@dataclass(frozen=True, kw_only=True)
class AccountFilter:
    """Which accounts are wanted; what is `None` does not matter."""

    kind: AccountKind | None = None
    username: str | None = None
    enterprise: UUID | None = None
    staff_of: Province | None = None


@dataclass(frozen=True, kw_only=True)
class PersonFilter:
    """Which persons are wanted; what is `None` does not matter."""

    name: str | None = None
    is_verified: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """A person not yet known, with the ID number in clear for the vault alone."""

    id: UUID
    name: str
    id_number: str
    sex: Sex
    born_on: date


@dataclass(frozen=True, kw_only=True)
class StoredPhoto:
    """An accepted ID photo, as it was made anew from what was uploaded."""

    id: UUID
    person: UUID
    media_type: str
    width: int
    height: int
    content: bytes
    accepted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Verification:
    """One attempt to prove a real name; kept for the record and to bound guessing."""

    id: UUID
    account: UUID
    person: UUID | None
    name: str | None
    at: datetime
    on: date

    @property
    def is_confirmed(self) -> bool:
        """A confirmed attempt has a person."""
        return self.person is not None


class Register(Protocol):
    """The register, for reading; inside an open transaction it sees what that wrote."""

    def account(self, account: UUID) -> Account | None:
        """Give an account."""
        ...

    def account_named(self, username: str) -> Account | None:
        """Give the account of that name, in whatever case it is written."""
        ...

    def accounts(self, wanted: AccountFilter, span: Span) -> tuple[Account, ...]:
        """Give a page of accounts, by name."""
        ...

    def session(self, session: UUID) -> Session | None:
        """Give a session."""
        ...

    def sessions_ended_since(self, moment: datetime) -> tuple[UUID, ...]:
        """Give the sessions that were ended at that moment or later."""
        ...

    def person(self, person: UUID) -> Person | None:
        """Give a person."""
        ...

    def persons(self, persons: Sequence[UUID]) -> tuple[Person, ...]:
        """Give those that exist."""
        ...

    def persons_page(self, wanted: PersonFilter, span: Span) -> tuple[Person, ...]:
        """Give a page of persons, by name."""
        ...

    def bearers(self, lookups: Iterable[bytes]) -> dict[bytes, Known]:
        """Give those who bear these ID numbers."""
        ...

    def mismatches(self, account: UUID, on: date) -> int:
        """Count an account's attempts of a day that were not confirmed."""
        ...

    def photo(self, photo: UUID) -> StoredPhoto | None:
        """Give a photo, the present one or a former one."""
        ...


class Records(Protocol):
    """One transaction on the register."""

    def add_account(self, account: Account) -> None:
        """Enter an account; refuses a name that is taken."""
        ...

    def locked_account(self, account: UUID) -> Account | None:
        """Lock an account and give it."""
        ...

    def administrators_undisturbed(self) -> tuple[Account, ...]:
        """Let nobody else disable accounts until this ends, and give all administrators."""
        ...

    def save_account(self, account: Account) -> None:
        """Write an account; refuses a person who is another account's."""
        ...

    def add_session(self, session: Session) -> None:
        """Enter a session."""
        ...

    def add_refresh_token(self, token: RefreshToken) -> None:
        """Enter a refresh token."""
        ...

    def locked_refresh_token(self, digest: bytes) -> RefreshToken | None:
        """Lock a refresh token and give it."""
        ...

    def spend_refresh_token(self, digest: bytes, now: datetime) -> None:
        """Mark a refresh token as spent."""
        ...

    def end_session(self, session: UUID, now: datetime) -> None:
        """End a session that has not ended."""
        ...

    def end_sessions_of(self, account: UUID, now: datetime, *, but: UUID | None = None) -> None:
        """End an account's sessions, except one."""
        ...

    def forget_sessions_over_before(self, moment: datetime) -> int:
        """Delete sessions that were over by then, and reset codes; tells how many."""
        ...

    def keep_reset_code(self, account: UUID, digest: bytes, expires_at: datetime) -> None:
        """Keep an account's one reset code, in place of any former one."""
        ...

    def take_reset_code(self, account: UUID, digest: bytes, now: datetime) -> bool:
        """Use up a reset code; tells whether it was the account's and in time."""
        ...

    def add_persons(self, newcomers: Sequence[Newcomer]) -> None:
        """Enter persons; those whose ID number is known by now are left as they are."""
        ...

    def locked_person(self, person: UUID) -> Person | None:
        """Lock a person and give the row."""
        ...

    def id_number_of(self, person: UUID) -> str | None:
        """Open the vault for a person's ID number."""
        ...

    def save_person(self, person: Person) -> None:
        """Write a person."""
        ...

    def add_verification(self, verification: Verification) -> None:
        """Enter an attempt to prove a name."""
        ...

    def add_photo(self, photo: StoredPhoto) -> None:
        """Enter a photo."""
        ...

    def announce(self, event: Event) -> None:
        """Tell the others, if this transaction commits."""
        ...


Transactions = Callable[[], AbstractContextManager[Records]]
"""Open the transaction of the present piece of work, which the bus commits at its end; or, given
as `at_once`, one of its own that is committed at the block's end, whatever is answered."""
