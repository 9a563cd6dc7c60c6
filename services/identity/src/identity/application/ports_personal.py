"""What persons say of themselves, as the use cases see it: for reading, and in one transaction."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from identity.domain.personal import Credential, Profile, Stay
from identity.domain.persons import Person

Entry = TypeVar("Entry", Stay, Credential)


class Entries(Protocol, Generic[Entry]):
    """One sort of entries in a transaction; each is found by its person and its id."""

    def count(self, person: UUID) -> int:
        """Count a person's entries."""
        ...

    def one(self, person: UUID, entry: UUID) -> Entry | None:
        """Give an entry, if it is the person's."""
        ...

    def add(self, entry: Entry) -> None:
        """Enter one."""
        ...

    def save(self, entry: Entry) -> None:
        """Write one."""
        ...

    def remove(self, person: UUID, entry: UUID) -> bool:
        """Delete an entry; tells whether it was the person's."""
        ...


class PersonalRegister(Protocol):
    """What persons say of themselves, for reading."""

    def profile(self, person: UUID) -> Profile | None:
        """Give a person's particulars, if any were said."""
        ...

    def stays(self, person: UUID) -> tuple[Stay, ...]:
        """Give a work history, the latest first."""
        ...

    def credentials(self, person: UUID, kind: str | None) -> tuple[Credential, ...]:
        """Give educations, degrees and titles, the latest first."""
        ...


class PersonalRecords(Protocol):
    """One transaction on what persons say of themselves."""

    @property
    def stays(self) -> Entries[Stay]:
        """Give the work histories."""
        ...

    @property
    def credentials(self) -> Entries[Credential]:
        """Give the educations, degrees and titles."""
        ...

    def held_person(self, person: UUID) -> Person | None:
        """Let nobody else change what a person says until this ends, and give the person."""
        ...

    def profile(self, person: UUID) -> Profile | None:
        """Give a held person's particulars."""
        ...

    def save_profile(self, profile: Profile) -> None:
        """Write particulars, the first ones too."""
        ...


PersonalTransactions = Callable[[], AbstractContextManager[PersonalRecords]]
