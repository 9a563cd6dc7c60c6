"""The calls that identity answers about integrity records and articles."""

from typing import Final

from bus.entrypoints import answers
from bus.rules import any_of, anyone, authority, verified_persons
from contracts.identity import (
    Article,
    Articles,
    ChangeArticle,
    EnterIntegrityRecord,
    GetAnyArticle,
    GetArticle,
    GetIntegrityRecord,
    IntegrityRecord,
    IntegrityRecords,
    ListAllArticles,
    ListArticles,
    ListIntegrityRecords,
    PublishArticle,
    WithdrawArticle,
    WithdrawIntegrityRecord,
)
from contracts.principal import Principal
from contracts.vocabulary import Role
from identity.application import UseCases

RECORDERS: Final = authority(Role.DECIDER)
PUBLISHERS: Final = authority(Role.ADMINISTRATOR, Role.DECIDER)
ONESELF_OR_STAFF: Final = any_of(verified_persons, authority())


class BoardCalls:
    """Answers; every decision is made in `application`."""

    use: UseCases

    @answers(EnterIntegrityRecord, allow=RECORDERS)
    def enter_integrity_record(self, call: EnterIntegrityRecord, by: Principal) -> IntegrityRecord:
        """Enter a record of a person's conduct."""
        return self.use.integrity.enter(call, by)

    @answers(WithdrawIntegrityRecord, allow=RECORDERS)
    def withdraw_integrity_record(
        self, call: WithdrawIntegrityRecord, by: Principal
    ) -> IntegrityRecord:
        """Withdraw a record."""
        return self.use.integrity.withdraw(call, by)

    @answers(GetIntegrityRecord, allow=ONESELF_OR_STAFF)
    def get_integrity_record(self, call: GetIntegrityRecord, by: Principal) -> IntegrityRecord:
        """Give a record."""
        return self.use.integrity.one(call, by)

    @answers(ListIntegrityRecords, allow=ONESELF_OR_STAFF)
    def list_integrity_records(self, call: ListIntegrityRecords, by: Principal) -> IntegrityRecords:
        """Give a page of records."""
        return self.use.integrity.page(call, by)

    @answers(PublishArticle, allow=PUBLISHERS)
    def publish_article(self, call: PublishArticle, by: Principal) -> Article:
        """Publish an article."""
        return self.use.articles.publish(call, by)

    @answers(ChangeArticle, allow=PUBLISHERS)
    def change_article(self, call: ChangeArticle, by: Principal) -> Article:
        """Change an article."""
        return self.use.articles.change(call, by)

    @answers(WithdrawArticle, allow=PUBLISHERS)
    def withdraw_article(self, call: WithdrawArticle, by: Principal) -> Article:
        """Withdraw an article."""
        return self.use.articles.withdraw(call, by)

    @answers(ListArticles, allow=anyone)
    def list_articles(self, call: ListArticles, by: Principal) -> Articles:
        """Give a page of published articles."""
        return self.use.articles.page_of_published(call)

    @answers(GetArticle, allow=anyone)
    def get_article(self, call: GetArticle, by: Principal) -> Article:
        """Give a published article."""
        return self.use.articles.published(call)

    @answers(ListAllArticles, allow=authority())
    def list_all_articles(self, call: ListAllArticles, by: Principal) -> Articles:
        """Give a page of articles, withdrawn ones too."""
        return self.use.articles.page_of_all(call)

    @answers(GetAnyArticle, allow=authority())
    def get_any_article(self, call: GetAnyArticle, by: Principal) -> Article:
        """Give an article, a withdrawn one too."""
        return self.use.articles.any(call)
