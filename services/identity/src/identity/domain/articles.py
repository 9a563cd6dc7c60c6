"""Articles (信息公示, 通知公告, 帮助中心): published, changed and withdrawn (二.1, 二.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

PUBLISHED: Final = "published"
WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Article:
    """An article for everyone; one that was withdrawn is kept, and shown no more."""

    id: UUID
    kind: str
    title: str
    text: str
    published_by: str
    published_at: datetime
    changed_at: datetime | None = None
    status: str = PUBLISHED
    reason: str | None = None
    withdrawn_at: datetime | None = None
    version: int = 1

    @property
    def is_published(self) -> bool:
        """A published article is everyone's to read."""
        return self.status == PUBLISHED


def article_faults(title: str, text: str) -> Iterator[tuple[str, str]]:
    """Tell everything that is wrong with an article."""
    if not title:
        yield "title", "EMPTY"
    if not text:
        yield "text", "EMPTY"


def changed(article: Article, title: str, text: str, at: datetime) -> Article:
    """Say an article anew."""
    return replace(article, title=title, text=text, changed_at=at, version=article.version + 1)


def withdrawn(article: Article, reason: str, at: datetime) -> Article:
    """Show an article no more."""
    return replace(
        article, status=WITHDRAWN, reason=reason, withdrawn_at=at, version=article.version + 1
    )
