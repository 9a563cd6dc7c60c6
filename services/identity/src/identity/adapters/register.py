"""The register read from the database: plain selects, pages by key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, Table, bindparam, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from bus.database import Database
from identity.adapters.rows import account_from, person_from, photo_from, session_from
from identity.adapters.tables import (
    ACCOUNTS,
    ID,
    ID_NUMBERS,
    PERSONS,
    PHOTOS,
    SESSIONS,
    VERIFICATIONS,
)
from identity.application.register import AccountFilter, PersonFilter, Span, StoredPhoto
from identity.domain.accounts import Account
from identity.domain.entries import Known
from identity.domain.persons import Person
from identity.domain.sessions import Session


@dataclass(frozen=True, kw_only=True)
class DatabaseRegister:
    """Reads; inside an open transaction it sees what that wrote."""

    database: Database

    def account(self, account: UUID) -> Account | None:
        """Give an account."""
        row = self._one(select(ACCOUNTS).where(ACCOUNTS.c.id == account))
        return None if row is None else account_from(row)

    def account_named(self, username: str) -> Account | None:
        """Give the account of that name, in whatever case it is written."""
        row = self._one(select(ACCOUNTS).where(func.lower(ACCOUNTS.c.username) == username.lower()))
        return None if row is None else account_from(row)

    def accounts(self, wanted: AccountFilter, span: Span) -> tuple[Account, ...]:
        """Give a page of accounts, by name."""
        name, conditions = func.lower(ACCOUNTS.c.username), list[ColumnElement[bool]]()
        if wanted.kind is not None:
            conditions.append(ACCOUNTS.c.kind == wanted.kind)
        if wanted.username is not None:
            conditions.append(name.startswith(wanted.username.lower(), autoescape=True))
        if wanted.enterprise is not None:
            conditions.append(ACCOUNTS.c.enterprise == wanted.enterprise)
        if wanted.staff_of is not None:
            conditions.append(ACCOUNTS.c.province == wanted.staff_of)
        return tuple(map(account_from, self._page(ACCOUNTS, name, conditions, span)))

    def session(self, session: UUID) -> Session | None:
        """Give a session."""
        row = self._one(select(SESSIONS).where(SESSIONS.c.id == session))
        return None if row is None else session_from(row)

    def sessions_ended_since(self, moment: datetime) -> tuple[UUID, ...]:
        """Give the sessions that were ended at that moment or later."""
        with self.database.reading() as connection:
            found = connection.scalars(select(SESSIONS.c.id).where(SESSIONS.c.ended_at >= moment))
            return tuple(found)

    def person(self, person: UUID) -> Person | None:
        """Give a person."""
        row = self._one(select(PERSONS).where(PERSONS.c.id == person))
        return None if row is None else person_from(row)

    def persons(self, persons: Sequence[UUID]) -> tuple[Person, ...]:
        """Give those that exist."""
        wanted = bindparam("wanted", list(persons), ARRAY(ID))
        rows = self._all(select(PERSONS).where(PERSONS.c.id == func.any(wanted)))
        return tuple(map(person_from, rows))

    def persons_page(self, wanted: PersonFilter, span: Span) -> tuple[Person, ...]:
        """Give a page of persons, by name."""
        conditions = list[ColumnElement[bool]]()
        if wanted.name is not None:
            conditions.append(PERSONS.c.name.startswith(wanted.name, autoescape=True))
        if wanted.is_verified is not None:
            is_verified = PERSONS.c.verified_at.is_not(None)
            conditions.append(is_verified if wanted.is_verified else ~is_verified)
        return tuple(map(person_from, self._page(PERSONS, PERSONS.c.name, conditions, span)))

    def bearers(self, lookups: Iterable[bytes]) -> dict[bytes, Known]:
        """Give those who bear these ID numbers."""
        wanted = bindparam("wanted", list(lookups), ARRAY(ID_NUMBERS.c.lookup.type))
        rows = self._all(
            select(ID_NUMBERS.c.lookup, PERSONS.c.id, PERSONS.c.name)
            .join(PERSONS, PERSONS.c.id == ID_NUMBERS.c.person)
            .where(ID_NUMBERS.c.lookup == func.any(wanted))
        )
        return {bytes(row["lookup"]): Known(person=row["id"], name=row["name"]) for row in rows}

    def mismatches(self, account: UUID, on: date) -> int:
        """Count an account's attempts of a day that were not confirmed."""
        made = VERIFICATIONS.c
        wanted = select(func.count()).where(
            made.account == account, made.legal_day == on, made.person.is_(None)
        )
        with self.database.reading() as connection:
            return connection.execute(wanted).scalar_one()

    def photo(self, photo: UUID) -> StoredPhoto | None:
        """Give a photo, the present one or a former one."""
        row = self._one(select(PHOTOS).where(PHOTOS.c.id == photo))
        return None if row is None else photo_from(row)

    def _one(self, wanted: Select[Any]) -> RowMapping | None:
        with self.database.reading() as connection:
            return connection.execute(wanted).mappings().one_or_none()

    def _all(self, wanted: Select[Any]) -> Sequence[RowMapping]:
        with self.database.reading() as connection:
            return connection.execute(wanted).mappings().all()

    def _page(
        self,
        table: Table,
        order: ColumnElement[str],
        conditions: list[ColumnElement[bool]],
        span: Span,
    ) -> Sequence[RowMapping]:
        """Read a page in the order of a text and then the id; the row before it is looked up."""
        wanted = select(table).where(*conditions).order_by(order, table.c.id).limit(span.size)
        if span.after is not None:
            before = select(order, table.c.id).where(table.c.id == span.after).scalar_subquery()
            wanted = wanted.where(tuple_(order, table.c.id) > before)
        return self._all(wanted)
