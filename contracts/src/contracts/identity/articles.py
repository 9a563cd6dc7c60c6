"""Articles: 信息公示, 通知公告 and 帮助中心, by the authority for everyone (二.1, 二.2)."""

from datetime import datetime
from enum import StrEnum, unique
from typing import Annotated
from uuid import UUID

from contracts.fields import (
    Cursor,
    PageSize,
    Reason,
    Rule,
    VersionNumber,
    published_faults,
)
from contracts.message import Command, Query, Value

ArticleTitle = Annotated[str, Rule(most=200, faults=published_faults)]
ArticleText = Annotated[
    str,
    Rule(most=20_000, describe="Plain text; lines end with a line feed.", faults=published_faults),
]


@unique
class ArticleKind(StrEnum):
    """The three boards: 信息公示, 通知公告, 帮助中心."""

    PUBLIC_INFORMATION = "public_information"
    NOTICE = "notice"
    HELP = "help"


@unique
class ArticleStatus(StrEnum):
    """Whether an article is shown; one that was withdrawn is kept for the authority."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ArticleHead(Value):
    """An article as a list shows it."""

    id: UUID
    kind: ArticleKind
    title: str
    status: ArticleStatus
    published_at: datetime
    changed_at: datetime | None
    version: int


class Articles(Value):
    """A page of articles, newest first."""

    items: tuple[ArticleHead, ...]
    next: str | None


class Article(Value):
    """An article with its text; `reason` is that of its withdrawal."""

    id: UUID
    kind: ArticleKind
    title: str
    text: str
    status: ArticleStatus
    reason: str | None
    published_at: datetime
    changed_at: datetime | None
    withdrawn_at: datetime | None
    version: int


class PublishArticle(Command[Article]):
    """Publish an article; by the authority of the register's own province."""

    kind: ArticleKind
    title: ArticleTitle
    text: ArticleText


class ChangeArticle(Command[Article]):
    """Change a published article, on the version that was read."""

    article: UUID
    version: VersionNumber
    title: ArticleTitle
    text: ArticleText


class WithdrawArticle(Command[Article]):
    """Withdraw an article with a reason, on the version that was read."""

    article: UUID
    version: VersionNumber
    reason: Reason


class ListArticles(Query[Articles]):
    """List the published articles, newest first; anyone may."""

    kind: ArticleKind | None = None
    cursor: Cursor | None = None
    size: PageSize = 20


class GetArticle(Query[Article]):
    """Get a published article; anyone may."""

    article: UUID


class ListAllArticles(Query[Articles]):
    """List articles, withdrawn ones too, newest first; for the authority's staff."""

    kind: ArticleKind | None = None
    status: ArticleStatus | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class GetAnyArticle(Query[Article]):
    """Get an article, a withdrawn one too; for the authority's staff."""

    article: UUID
