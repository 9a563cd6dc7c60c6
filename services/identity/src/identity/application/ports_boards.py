"""Integrity records and articles as the use cases see them: for reading, and in a transaction."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from contracts.message import Event
from identity.application.register import Span
from identity.domain.articles import Article
from identity.domain.integrity import IntegrityRecord


@dataclass(frozen=True, kw_only=True)
class WantedRecords:
    """Which integrity records of a person are wanted; what is `None` does not matter."""

    person: UUID
    kind: str | None = None
    status: str | None = None


@dataclass(frozen=True, kw_only=True)
class WantedArticles:
    """Which articles are wanted; what is `None` does not matter."""

    kind: str | None = None
    status: str | None = None


class BoardRegister(Protocol):
    """Integrity records and articles, for reading."""

    def integrity_record(self, record: UUID) -> IntegrityRecord | None:
        """Give an integrity record."""
        ...

    def integrity_records(self, wanted: WantedRecords, span: Span) -> tuple[IntegrityRecord, ...]:
        """Give a page of integrity records, newest first."""
        ...

    def article(self, article: UUID) -> Article | None:
        """Give an article."""
        ...

    def articles(self, wanted: WantedArticles, span: Span) -> tuple[Article, ...]:
        """Give a page of articles, newest first."""
        ...


class BoardRecords(Protocol):
    """One transaction on integrity records and articles."""

    def add_integrity_record(self, record: IntegrityRecord) -> None:
        """Enter a record; refuses one of a person who is not known."""
        ...

    def locked_integrity_record(self, record: UUID) -> IntegrityRecord | None:
        """Lock a record and give it."""
        ...

    def save_integrity_record(self, record: IntegrityRecord) -> None:
        """Write a record."""
        ...

    def add_article(self, article: Article) -> None:
        """Enter an article."""
        ...

    def locked_article(self, article: UUID) -> Article | None:
        """Lock an article and give it."""
        ...

    def save_article(self, article: Article) -> None:
        """Write an article."""
        ...

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        ...


BoardTransactions = Callable[[], AbstractContextManager[BoardRecords]]
