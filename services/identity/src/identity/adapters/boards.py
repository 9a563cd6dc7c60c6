"""Integrity records and articles in the database: pages by the order of entry."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Table, insert, select, update

from bus.database import Database, Transaction
from contracts.message import Event
from contracts.vocabulary import Province
from identity.adapters.tables import ARTICLES, INTEGRITY_RECORDS
from identity.application.ports_boards import WantedArticles, WantedRecords
from identity.application.register import Span
from identity.domain.articles import Article
from identity.domain.integrity import IntegrityRecord


@dataclass(frozen=True, kw_only=True)
class DatabaseBoardRecords:
    """One transaction on integrity records and articles."""

    transaction: Transaction

    def add_integrity_record(self, record: IntegrityRecord) -> None:
        """Enter a record."""
        self.transaction.execute(insert(INTEGRITY_RECORDS).values(vars(record)))

    def locked_integrity_record(self, record: UUID) -> IntegrityRecord | None:
        """Lock a record and give it."""
        row = self._locked(INTEGRITY_RECORDS, record)
        return None if row is None else _integrity_record(row)

    def save_integrity_record(self, record: IntegrityRecord) -> None:
        """Write a record."""
        self._save(INTEGRITY_RECORDS, record)

    def add_article(self, article: Article) -> None:
        """Enter an article."""
        self.transaction.execute(insert(ARTICLES).values(vars(article)))

    def locked_article(self, article: UUID) -> Article | None:
        """Lock an article and give it."""
        row = self._locked(ARTICLES, article)
        return None if row is None else _article(row)

    def save_article(self, article: Article) -> None:
        """Write an article."""
        self._save(ARTICLES, article)

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        self.transaction.announce(event)

    def _locked(self, table: Table, identifier: UUID) -> RowMapping | None:
        wanted = select(table).where(table.c.id == identifier).with_for_update()
        return self.transaction.execute(wanted).mappings().one_or_none()

    def _save(self, table: Table, row: IntegrityRecord | Article) -> None:
        self.transaction.execute(update(table).where(table.c.id == row.id).values(vars(row)))


@dataclass(frozen=True, kw_only=True)
class DatabaseBoards:
    """Integrity records and articles, for reading, and the transactions on them."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseBoardRecords]:
        """Open a transaction, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseBoardRecords(transaction=transaction)

    def integrity_record(self, record: UUID) -> IntegrityRecord | None:
        """Give an integrity record."""
        of = INTEGRITY_RECORDS.c
        rows = self._page(INTEGRITY_RECORDS, [of.id == record], Span(after=None, size=1))
        return _integrity_record(rows[0]) if rows else None

    def integrity_records(self, wanted: WantedRecords, span: Span) -> tuple[IntegrityRecord, ...]:
        """Give a page of integrity records, newest first."""
        of = INTEGRITY_RECORDS.c
        conditions = [of.person == wanted.person]
        if wanted.kind is not None:
            conditions.append(of.kind == wanted.kind)
        if wanted.status is not None:
            conditions.append(of.status == wanted.status)
        return tuple(map(_integrity_record, self._page(INTEGRITY_RECORDS, conditions, span)))

    def article(self, article: UUID) -> Article | None:
        """Give an article."""
        rows = self._page(ARTICLES, [ARTICLES.c.id == article], Span(after=None, size=1))
        return _article(rows[0]) if rows else None

    def articles(self, wanted: WantedArticles, span: Span) -> tuple[Article, ...]:
        """Give a page of articles, newest first."""
        conditions = list[ColumnElement[bool]]()
        if wanted.kind is not None:
            conditions.append(ARTICLES.c.kind == wanted.kind)
        if wanted.status is not None:
            conditions.append(ARTICLES.c.status == wanted.status)
        return tuple(map(_article, self._page(ARTICLES, conditions, span)))

    def _page(
        self, table: Table, conditions: list[ColumnElement[bool]], span: Span
    ) -> Sequence[RowMapping]:
        """Read a page, the last entered first; the row before it is looked up by its id."""
        columns = [column for column in table.c if column.name != "number"]
        wanted = select(*columns).where(*conditions)
        if span.after is not None:
            before = select(table.c.number).where(table.c.id == span.after).scalar_subquery()
            wanted = wanted.where(table.c.number < before)
        page: Any = wanted.order_by(table.c.number.desc()).limit(span.size)
        with self.database.reading() as connection:
            return connection.execute(page).mappings().all()


def _integrity_record(row: RowMapping) -> IntegrityRecord:
    known = {name: value for name, value in row.items() if name != "number"}
    return IntegrityRecord(**{**known, "province": Province(known["province"])})


def _article(row: RowMapping) -> Article:
    return Article(**{name: value for name, value in row.items() if name != "number"})
