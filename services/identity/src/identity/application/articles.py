"""Articles (信息公示, 通知公告, 帮助中心): the authority publishes, everyone reads (二.1, 二.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from contracts import identity as told
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vocabulary import Province
from identity.application.pages import page_of, span_of
from identity.application.ports import Clock
from identity.application.ports_boards import (
    BoardRecords,
    BoardRegister,
    BoardTransactions,
    WantedArticles,
)
from identity.application.refusals import (
    already_withdrawn,
    not_published_here,
    reason_in,
    refuse_faults,
    stale_view,
)
from identity.domain.articles import PUBLISHED, Article, article_faults, changed, withdrawn
from identity.domain.personal import plain


@dataclass(frozen=True, kw_only=True)
class ArticleBoard:
    """Keeps articles; those of the register's own province alone speak for it."""

    home: Province
    clock: Clock
    new_id: Callable[[], UUID]
    register: BoardRegister
    transactions: BoardTransactions

    def publish(self, call: told.PublishArticle, by: Principal) -> told.Article:
        """Publish an article; it is everyone's from now on."""
        self._refuse_strangers(by)
        title, text = _words(call)
        article = Article(
            id=self.new_id(),
            kind=call.kind.value,
            title=title,
            text=text,
            published_by=by.subject,
            published_at=self.clock.now(),
        )
        with self.transactions() as records:
            records.add_article(article)
        return _told(article)

    def change(self, call: told.ChangeArticle, by: Principal) -> told.Article:
        """Say a published article anew."""
        self._refuse_strangers(by)
        title, text = _words(call)
        with self.transactions() as records:
            article = _shown(records, call.article, call.version)
            article = changed(article, title, text, self.clock.now())
            records.save_article(article)
        return _told(article)

    def withdraw(self, call: told.WithdrawArticle, by: Principal) -> told.Article:
        """Show an article no more."""
        self._refuse_strangers(by)
        reason = reason_in(call.reason)
        with self.transactions() as records:
            article = _shown(records, call.article, call.version)
            article = withdrawn(article, reason, self.clock.now())
            records.save_article(article)
        return _told(article)

    def published(self, call: told.GetArticle) -> told.Article:
        """Give an article that is shown."""
        article = self.register.article(call.article)
        if article is None or not article.is_published:
            raise NotFound
        return _told(article)

    def any(self, call: told.GetAnyArticle) -> told.Article:
        """Give an article, a withdrawn one too."""
        article = self.register.article(call.article)
        if article is None:
            raise NotFound
        return _told(article)

    def page_of_published(self, call: told.ListArticles) -> told.Articles:
        """Give a page of the articles that are shown."""
        wanted = WantedArticles(kind=call.kind, status=PUBLISHED)
        return self._page(wanted, call.cursor, call.size)

    def page_of_all(self, call: told.ListAllArticles) -> told.Articles:
        """Give a page of articles, withdrawn ones too."""
        wanted = WantedArticles(kind=call.kind, status=call.status)
        return self._page(wanted, call.cursor, call.size)

    def _page(self, wanted: WantedArticles, cursor: str | None, size: int) -> told.Articles:
        shown, after = page_of(self.register.articles(wanted, span_of(cursor, size)), size)
        return told.Articles(items=tuple(map(_head, shown)), next=after)

    def _refuse_strangers(self, by: Principal) -> None:
        if by.province is not self.home:
            raise not_published_here()


def _words(call: told.PublishArticle | told.ChangeArticle) -> tuple[str, str]:
    title, text = plain(call.title) or "", plain(call.text) or ""
    refuse_faults(article_faults(title, text))
    return title, text


def _shown(records: BoardRecords, article: UUID, version: int) -> Article:
    """Lock an article that is shown, and is as it was read."""
    found = records.locked_article(article)
    if found is None:
        raise NotFound
    if not found.is_published:
        raise already_withdrawn()
    if found.version != version:
        raise stale_view(found.version)
    return found


def _told(article: Article) -> told.Article:
    return told.Article(
        id=article.id,
        kind=told.ArticleKind(article.kind),
        title=article.title,
        text=article.text,
        status=told.ArticleStatus(article.status),
        reason=article.reason,
        published_at=article.published_at,
        changed_at=article.changed_at,
        withdrawn_at=article.withdrawn_at,
        version=article.version,
    )


def _head(article: Article) -> told.ArticleHead:
    return told.ArticleHead(
        id=article.id,
        kind=told.ArticleKind(article.kind),
        title=article.title,
        status=told.ArticleStatus(article.status),
        published_at=article.published_at,
        changed_at=article.changed_at,
        version=article.version,
    )
