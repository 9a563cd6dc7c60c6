"""Qualification standards in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, Select, insert, or_, select, update

from bus.database import Database, Transaction, refusing
from enterprise.adapters.paging import page_of
from enterprise.adapters.tables import QUALIFICATION_STANDARDS, STANDARD_VERSIONS
from enterprise.application import refusals
from enterprise.application.ports import Page, Span
from enterprise.domain.standards import Standard

HEAD: Final = QUALIFICATION_STANDARDS.c
VERSION: Final = STANDARD_VERSIONS.c
TAKEN: Final = {
    "one_standard_per_designation": lambda: refusals.refusal((refusals.DESIGNATION_TAKEN,))
}


def _rows() -> Select[Any]:
    """Select standards in all their versions."""
    return select(
        *(HEAD.id, HEAD.designation, HEAD.number, VERSION.version, VERSION.title, VERSION.text),
        *(VERSION.valid_from, VERSION.published_at, VERSION.withdrawn_at, VERSION.reason),
    ).join_from(QUALIFICATION_STANDARDS, STANDARD_VERSIONS, VERSION.standard == HEAD.id)


def _newest() -> Select[Any]:
    return _rows().where(VERSION.version == HEAD.version)


def _standard_from(row: RowMapping) -> Standard:
    return Standard(**{name: row[name] for name in row if name != "number"})


@dataclass(frozen=True, kw_only=True)
class DatabaseStandardRegister:
    """Reads standards."""

    database: Database

    def versions(self, standard: UUID) -> tuple[Standard, ...]:
        """Give all versions of a standard, newest first."""
        wanted = _rows().where(HEAD.id == standard).order_by(VERSION.version.desc())
        with self.database.reading() as connection:
            return tuple(map(_standard_from, connection.execute(wanted).mappings()))

    def page(self, words: str | None, span: Span) -> Page[Standard]:
        """Give a page of standards that are not withdrawn, newest first."""
        rows = _newest().where(~HEAD.is_withdrawn)
        if words is not None:
            rows = rows.where(
                or_(
                    VERSION.title.contains(words, autoescape=True),
                    HEAD.designation.startswith(words.upper(), autoescape=True),
                )
            )
        with self.database.reading() as connection:
            found, following = page_of(connection, rows, HEAD.number, span)
        return Page(items=tuple(map(_standard_from, found)), next=following)


@dataclass(frozen=True, kw_only=True)
class DatabaseStandardRecords:
    """Reads standards under locks, and writes them."""

    transaction: Transaction

    def locked(self, standard: UUID) -> Standard | None:
        """Give the newest version, read after the lock was had."""
        self.transaction.execute(select(HEAD.id).where(HEAD.id == standard).with_for_update())
        row = self.transaction.execute(_newest().where(HEAD.id == standard)).mappings()
        found = row.one_or_none()
        return None if found is None else _standard_from(found)

    def add(self, standard: Standard) -> None:
        """Enter a standard; refuses a designation that is taken."""
        with refusing(TAKEN):
            self.transaction.execute(
                insert(QUALIFICATION_STANDARDS).values(
                    id=standard.id,
                    designation=standard.designation,
                    version=standard.version,
                    is_withdrawn=False,
                )
            )
        self._write(standard)

    def add_version(self, standard: Standard) -> None:
        """Enter the next version of a standard."""
        self.transaction.execute(
            update(QUALIFICATION_STANDARDS)
            .where(HEAD.id == standard.id)
            .values(version=standard.version, is_withdrawn=standard.withdrawn_at is not None)
        )
        self._write(standard)

    def _write(self, standard: Standard) -> None:
        values = {name: value for name, value in vars(standard).items() if name in VERSION}
        self.transaction.execute(insert(STANDARD_VERSIONS).values(standard=standard.id, **values))


@dataclass(frozen=True, kw_only=True)
class DatabaseStandardTransactions:
    """Begins transactions on the standards."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseStandardRecords]:
        """Give the transaction of the present piece of work."""
        with self.database.transaction() as transaction:
            yield DatabaseStandardRecords(transaction=transaction)
