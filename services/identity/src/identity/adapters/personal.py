"""What persons say of themselves, in the database."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic
from uuid import UUID

from sqlalchemy import RowMapping, Select, Table, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bus.database import Database, Transaction
from identity.adapters.rows import person_from
from identity.adapters.tables import CREDENTIALS, PERSONS, PROFILES, STAYS
from identity.application.ports_personal import Entry
from identity.domain.personal import Credential, Profile, Stay
from identity.domain.persons import Person


@dataclass(frozen=True, kw_only=True)
class DatabaseEntries(Generic[Entry]):
    """One sort of entries in a transaction; what is another person's is not found."""

    transaction: Transaction
    table: Table
    read: Callable[[RowMapping], Entry]

    def count(self, person: UUID) -> int:
        """Count a person's entries."""
        wanted = select(func.count()).where(self.table.c.person == person)
        return int(self.transaction.execute(wanted).scalar_one())

    def one(self, person: UUID, entry: UUID) -> Entry | None:
        """Give an entry, if it is the person's."""
        wanted = select(self.table).where(self.table.c.id == entry, self.table.c.person == person)
        row = self.transaction.execute(wanted).mappings().one_or_none()
        return None if row is None else self.read(row)

    def add(self, entry: Entry) -> None:
        """Enter one."""
        self.transaction.execute(insert(self.table).values(vars(entry)))

    def save(self, entry: Entry) -> None:
        """Write one."""
        self.transaction.execute(
            update(self.table).where(self.table.c.id == entry.id).values(vars(entry))
        )

    def remove(self, person: UUID, entry: UUID) -> bool:
        """Delete an entry; tells whether it was the person's."""
        gone = delete(self.table).where(self.table.c.id == entry, self.table.c.person == person)
        return bool(self.transaction.execute(gone).rowcount)


@dataclass(frozen=True, kw_only=True)
class DatabasePersonalRecords:
    """One transaction; who changes what a person says locks the person first."""

    transaction: Transaction

    @property
    def stays(self) -> DatabaseEntries[Stay]:
        """Give the work histories."""
        return DatabaseEntries(transaction=self.transaction, table=STAYS, read=_stay)

    @property
    def credentials(self) -> DatabaseEntries[Credential]:
        """Give the educations, degrees and titles."""
        return DatabaseEntries(transaction=self.transaction, table=CREDENTIALS, read=_credential)

    def held_person(self, person: UUID) -> Person | None:
        """Let nobody else change what a person says until this ends, and give the person."""
        wanted = select(PERSONS).where(PERSONS.c.id == person).with_for_update()
        row = self.transaction.execute(wanted).mappings().one_or_none()
        return None if row is None else person_from(row)

    def profile(self, person: UUID) -> Profile | None:
        """Give a held person's particulars."""
        wanted = select(PROFILES).where(PROFILES.c.person == person)
        row = self.transaction.execute(wanted).mappings().one_or_none()
        return None if row is None else Profile(**row)

    def save_profile(self, profile: Profile) -> None:
        """Write particulars, the first ones too."""
        said = vars(profile)
        self.transaction.execute(
            upsert(PROFILES)
            .values(said)
            .on_conflict_do_update(index_elements=[PROFILES.c.person], set_=said)
        )


@dataclass(frozen=True, kw_only=True)
class DatabasePersonalData:
    """What persons say of themselves, for reading, and the transactions on it."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabasePersonalRecords]:
        """Open a transaction, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabasePersonalRecords(transaction=transaction)

    def profile(self, person: UUID) -> Profile | None:
        """Give a person's particulars, if any were said."""
        rows = self._read(select(PROFILES).where(PROFILES.c.person == person))
        return Profile(**rows[0]) if rows else None

    def stays(self, person: UUID) -> tuple[Stay, ...]:
        """Give a work history, the latest first."""
        wanted = select(STAYS).where(STAYS.c.person == person)
        rows = self._read(wanted.order_by(STAYS.c.started_on.desc(), STAYS.c.id))
        return tuple(map(_stay, rows))

    def credentials(self, person: UUID, kind: str | None) -> tuple[Credential, ...]:
        """Give educations, degrees and titles, the latest first."""
        wanted = select(CREDENTIALS).where(CREDENTIALS.c.person == person)
        if kind is not None:
            wanted = wanted.where(CREDENTIALS.c.kind == kind)
        rows = self._read(wanted.order_by(CREDENTIALS.c.awarded_on.desc(), CREDENTIALS.c.id))
        return tuple(map(_credential, rows))

    def _read(self, wanted: Select[Any]) -> Sequence[RowMapping]:
        with self.database.reading() as connection:
            return connection.execute(wanted).mappings().all()


def _stay(row: RowMapping) -> Stay:
    return Stay(**row)


def _credential(row: RowMapping) -> Credential:
    return Credential(**row)
