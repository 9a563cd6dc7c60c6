"""二.1 个人诚信行为记录、通知和公告; 二.2 公告栏: 信息公示、通知公告和帮助中心."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from contracts.errors import GasCertError, InvalidMessage, NotAllowed, NotFound
from contracts.identity import (
    Article,
    ArticleKind,
    ArticleStatus,
    ChangeArticle,
    EnterIntegrityRecord,
    GetAnyArticle,
    GetArticle,
    GetIntegrityRecord,
    IntegrityKind,
    IntegrityRecord,
    IntegrityStatus,
    ListAllArticles,
    ListArticles,
    ListIntegrityRecords,
    PublishArticle,
    WithdrawArticle,
    WithdrawIntegrityRecord,
)
from contracts.principal import ANONYMOUS, Principal
from contracts.vocabulary import Province, Role
from tests.makers import STAFF, World
from tests.manual.correspondence import codes, messages
from tests.manual.staffing import Worker, a_worker

ELSEWHERE = replace(STAFF, account=uuid4(), province=Province.GANSU)
READER = replace(STAFF, account=uuid4(), roles=(Role.READER,))


def refused(world: World, call: Any, by: Principal) -> GasCertError:
    with pytest.raises(GasCertError) as refusal:
        world.stack.ask(call, by=by)
    return refusal.value


class TestIntegrityRecords:
    """个人诚信行为记录."""

    @pytest.fixture
    def worker(self, world: World) -> Worker:
        return a_worker(world)

    def entered(self, world: World, worker: Worker, **differs: Any) -> IntegrityRecord:
        return world.stack.ask(a_record(world, worker, **differs), by=world.staff)

    def test_are_entered_by_the_authority_and_seen_and_told(
        self, world: World, worker: Worker
    ) -> None:
        bad = self.entered(world, worker)
        good = self.entered(world, worker, kind=IntegrityKind.GOOD, title=" 抢险表彰 ")
        assert (good.title, good.status) == ("抢险表彰", IntegrityStatus.IN_FORCE)
        by = worker.account
        assert world.stack.ask(ListIntegrityRecords(), by=by).items == (good, bad)
        only_good = ListIntegrityRecords(kind=IntegrityKind.GOOD)
        assert world.stack.ask(only_good, by=by).items == (good,)
        assert world.stack.ask(GetIntegrityRecord(record=bad.id), by=by) == bad
        world.stack.settle()
        assert codes(world, by)[:2] == ["integrity_recorded"] * 2
        assert {each.link.id for each in messages(world, by)[:2] if each.link} == {
            *(good.id, bad.id)
        }

    def test_are_withdrawn_with_a_reason_and_never_deleted(
        self, world: World, worker: Worker
    ) -> None:
        record = self.entered(world, worker)
        withdrawal = WithdrawIntegrityRecord(record=record.id, version=1, reason=" 复议撤销 ")
        withdrawn = world.stack.ask(withdrawal, by=world.staff)
        assert (withdrawn.status, withdrawn.reason) == (IntegrityStatus.WITHDRAWN, "复议撤销")
        assert withdrawn.title == record.title
        assert world.stack.ask(ListIntegrityRecords(), by=worker.account).items == (withdrawn,)
        in_force = ListIntegrityRecords(status=IntegrityStatus.IN_FORCE)
        assert world.stack.ask(in_force, by=worker.account).items == ()
        assert refused(world, withdrawal, world.staff).code == "ALREADY_WITHDRAWN"
        world.stack.settle()
        assert codes(world, worker.account)[0] == "integrity_withdrawn"

    def test_are_not_withdrawn_on_a_stale_view_or_without_a_reason(
        self, world: World, worker: Worker
    ) -> None:
        record = self.entered(world, worker)
        stale = WithdrawIntegrityRecord(record=record.id, version=2, reason="复议撤销")
        assert refused(world, stale, world.staff).code == "STALE_VIEW"
        empty = WithdrawIntegrityRecord(record=record.id, version=1, reason="   ")
        assert isinstance(refused(world, empty, world.staff), InvalidMessage)

    def test_are_refused_with_every_fault_and_for_unknown_persons(
        self, world: World, worker: Worker
    ) -> None:
        future = world.today + timedelta(days=1)
        wrong = a_record(world, worker, title=" ", happened_on=future)
        error = refused(world, wrong, world.staff)
        assert isinstance(error, InvalidMessage)
        assert [fault.path for fault in error.faults] == ["title", "happened_on"]
        unknown = a_record(world, worker, person=uuid4())
        assert isinstance(refused(world, unknown, world.staff), NotFound)

    def test_are_one_s_own_and_their_province_s(self, world: World, worker: Worker) -> None:
        record, other = self.entered(world, worker), a_worker(world).account
        for call in (
            GetIntegrityRecord(record=record.id),
            ListIntegrityRecords(person=worker.account.person),
        ):
            assert isinstance(refused(world, call, other), NotFound)
        of_person = ListIntegrityRecords(person=worker.account.person)
        assert world.stack.ask(of_person, by=READER).items == (record,)
        withdrawal = WithdrawIntegrityRecord(record=record.id, version=1, reason="复议撤销")
        assert isinstance(refused(world, withdrawal, ELSEWHERE), NotFound)
        for by in (READER, worker.account, world.an_enterprise().account):
            assert isinstance(refused(world, withdrawal, by), NotAllowed)
            assert isinstance(refused(world, a_record(world, worker), by), NotAllowed)


def a_record(world: World, worker: Worker, **differs: Any) -> EnterIntegrityRecord:
    said: dict[str, Any] = {
        "person": worker.account.person,
        "kind": IntegrityKind.BAD,
        "title": "违章作业",
        "happened_on": world.today,
        **differs,
    }
    return EnterIntegrityRecord(**said)


class TestBoards:
    """公告栏，分为信息公示、通知公告和帮助中心。点击可查看发布的相关文件."""

    def published(
        self, world: World, title: str = "停机通知", kind: ArticleKind = ArticleKind.NOTICE
    ) -> Article:
        call = PublishArticle(kind=kind, title=title, text="今晚系统维护。\n请提前办理。")
        return world.stack.ask(call, by=world.staff)

    @pytest.mark.parametrize("kind", ArticleKind)
    def test_are_read_by_anyone_newest_first_page_by_page(
        self, world: World, kind: ArticleKind
    ) -> None:
        made = [self.published(world, f"第{number}号", kind).id for number in range(3)]
        found, cursor = [], None
        for _ in made:
            call = ListArticles(kind=kind, size=1, cursor=cursor)
            page = world.stack.ask(call, by=ANONYMOUS)
            found += [each.id for each in page.items]
            cursor = page.next
        assert found == made[::-1]
        shown = world.stack.ask(GetArticle(article=made[0]), by=ANONYMOUS)
        assert (shown.kind, shown.text) == (kind, "今晚系统维护。\n请提前办理。")

    def test_an_article_is_changed_on_the_version_that_was_read(self, world: World) -> None:
        article = self.published(world)
        change = ChangeArticle(article=article.id, version=1, title="停机通知（改）", text="明晚。")
        changed = world.stack.ask(change, by=world.staff)
        assert (changed.version, changed.title) == (2, "停机通知（改）")
        assert changed.published_at == article.published_at
        assert changed.changed_at is not None
        assert world.stack.ask(GetArticle(article=article.id), by=ANONYMOUS) == changed
        assert refused(world, change, world.staff).code == "STALE_VIEW"
        empty = ChangeArticle(article=article.id, version=2, title=" ", text=" ")
        error = refused(world, empty, world.staff)
        assert isinstance(error, InvalidMessage)
        assert [fault.path for fault in error.faults] == ["title", "text"]

    def test_a_withdrawn_article_is_shown_to_the_authority_alone(self, world: World) -> None:
        article = self.published(world)
        withdrawal = WithdrawArticle(article=article.id, version=1, reason="内容有误")
        withdrawn = world.stack.ask(withdrawal, by=world.staff)
        assert (withdrawn.status, withdrawn.reason) == (ArticleStatus.WITHDRAWN, "内容有误")
        assert isinstance(refused(world, GetArticle(article=article.id), ANONYMOUS), NotFound)
        listed = world.stack.ask(ListArticles(size=200), by=ANONYMOUS).items
        assert article.id not in {each.id for each in listed}
        assert world.stack.ask(GetAnyArticle(article=article.id), by=READER) == withdrawn
        kept = ListAllArticles(status=ArticleStatus.WITHDRAWN, size=200)
        assert article.id in {each.id for each in world.stack.ask(kept, by=READER).items}
        assert refused(world, withdrawal, world.staff).code == "ALREADY_WITHDRAWN"
        change = ChangeArticle(article=article.id, version=2, title="新", text="新")
        assert refused(world, change, world.staff).code == "ALREADY_WITHDRAWN"

    def test_only_this_province_s_authority_publishes(self, world: World) -> None:
        article = self.published(world)
        calls = (
            PublishArticle(kind=ArticleKind.HELP, title="甲", text="乙"),
            ChangeArticle(article=article.id, version=1, title="甲", text="乙"),
            WithdrawArticle(article=article.id, version=1, reason="内容有误"),
        )
        person = a_worker(world).account
        for by in (ELSEWHERE, READER, person, ANONYMOUS):
            for call in calls:
                assert isinstance(refused(world, call, by), NotAllowed)
        for hidden in (ListAllArticles(), GetAnyArticle(article=article.id)):
            assert isinstance(refused(world, hidden, person), NotAllowed)
