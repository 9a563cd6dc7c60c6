"""二.4(5) 消息: 需要个人知情或个人需要操作时，系统将发送消息; 分类查询、筛选、查看详情和处理."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from time import monotonic
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event as sqlalchemy_event

from contracts.certificate import (
    CaseMoved,
    CertificatesIssued,
    CertificatesMarked,
    CertificatesReissued,
    ResultsWaiting,
)
from contracts.errors import NotAllowed, NotFound
from contracts.identity import (
    CountUnreadMessages,
    GetMessage,
    Language,
    ListMessages,
    MarkAllMessagesRead,
    MarkMessagesRead,
    MessageCategory,
)
from contracts.principal import Principal
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    ResultStatus,
    VersionCause,
)
from tests.announcements import Example, examples
from tests.daily_announcements import daily_examples
from tests.makers import World
from tests.manual.correspondence import actions, brought, codes, delivery, firm, messages, person
from tests.manual.staffing import a_worker, employed, offered
from tests.name_change_announcements import name_change_examples
from tests.training_announcements import training_examples

HOLDERS = 2000
DELIVERIES = 5
SECONDS_FOR_A_BULK_JOB = 20  # It takes some 2 on two idle cores.


def a_case(holder: UUID, employer: UUID | None, **differs: object) -> CaseMoved:
    moved = CaseMoved(
        case=uuid4(),
        kind=CertificateCaseKind.CANCELLATION,
        certificate=uuid4(),
        holder=holder,
        employer=employer,
        status=CertificateCaseStatus.WAITING_FOR_EMPLOYER,
        version=1,
    )
    return replace(moved, **differs)  # type: ignore[arg-type]  # a test may differ in anything


def marks(*holders: UUID) -> CertificatesMarked:
    return CertificatesMarked(
        certificates=tuple(uuid4() for _ in holders),
        holders=holders,
        enterprises=(uuid4(),) * len(holders),
        reason=AbnormalReason.TRADE_NOT_PERMITTED,
        is_lifted=False,
        caused_by=uuid4(),
    )


class TestTellingOnce:
    """Each is told what concerns them, once, whatever the broker does."""

    @pytest.mark.parametrize(
        "example",
        [*examples(), *daily_examples(), *name_change_examples(), *training_examples()],
        ids=str,
    )
    def test_an_event_that_comes_five_times_is_told_once(
        self, world: World, example: Example
    ) -> None:
        brought(world, example.event, times=DELIVERIES)
        for who, code in example.told:
            assert codes(world, person(who)) + codes(world, firm(who)) == [code]

    def test_an_enterprise_is_told_once_of_a_job_in_many_chunks(self, world: World) -> None:
        unit, approved_import = uuid4(), uuid4()
        holders = [uuid4() for _ in range(3)]
        for holder in holders:
            issued = CertificatesIssued(
                certificates=(uuid4(),),
                holders=(holder,),
                enterprises=(unit,),
                results=(uuid4(),),
                cause=VersionCause.ISSUANCE,
                caused_by=approved_import,
            )
            brought(world, issued)
        assert codes(world, firm(unit)) == ["certificates_issued"]
        for holder in holders:
            assert codes(world, person(holder)) == ["certificate_issued"]

    def test_who_holds_two_certificates_of_an_event_is_told_of_each(self, world: World) -> None:
        holder = uuid4()
        brought(world, event := marks(holder, holder), times=2)
        links = {each.link.id for each in messages(world, person(holder)) if each.link}
        assert links == set(event.certificates)

    def test_two_thousand_holders_are_told_in_one_statement(self, world: World) -> None:
        holders = [uuid4() for _ in range(HOLDERS)]
        statements: list[str] = []
        engine = world.stack.database("identity").engine

        def noted(*given: object) -> None:
            statements.append(str(given[2]))

        sqlalchemy_event.listen(engine, "before_cursor_execute", noted)
        try:
            brought(world, marks(*holders))
        finally:
            sqlalchemy_event.remove(engine, "before_cursor_execute", noted)
        assert sum("INSERT INTO messages" in each for each in statements) == 1
        for holder in islice(holders, 0, HOLDERS, 400):
            assert codes(world, person(holder)) == ["certificate_marked"]

    def test_twenty_thousand_holders_of_a_bulk_job_are_told_in_seconds(self, world: World) -> None:
        holders, case, unit = tuple(uuid4() for _ in range(20 * 1000)), uuid4(), uuid4()
        chunks = [
            CertificatesReissued(
                certificates=tuple(uuid4() for _ in range(1000)),
                holders=holders[start : start + 1000],
                enterprise=unit,
                cause=VersionCause.CATEGORY_CHANGE,
                caused_by=case,
            )
            for start in range(0, len(holders), 1000)
        ]
        began = monotonic()
        world.stack.deliver(*map(delivery, chunks))
        world.stack.settle()
        assert monotonic() - began < SECONDS_FOR_A_BULK_JOB
        assert codes(world, firm(unit)) == ["certificates_reissued"]
        assert codes(world, person(holders[0])) == ["certificate_reissued"]
        assert codes(world, person(holders[-1])) == ["certificate_reissued"]

    def test_an_event_from_before_holders_were_named_tells_nobody(self, world: World) -> None:
        old = replace(marks(uuid4()), holders=(), enterprises=())
        brought(world, old)


class TestActing:
    """点击该消息可以进行查看详情和处理消息."""

    def test_an_offer_asks_its_person_until_it_is_answered(self, world: World) -> None:
        enterprise, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, enterprise, worker)
        world.stack.settle()
        assert actions(world, worker.account) == ["accept_offer", "refuse_offer"]
        [message] = messages(world, worker.account, needs_action=True)
        assert message.link is not None
        assert (message.link.id, message.link.path) == (offer.id, f"/api/v1/offers/{offer.id}")
        assert message.actions[0].path == f"/api/v1/offers/{offer.id}/accept"
        employed(world, world.an_enterprise(), worker)
        world.stack.settle()
        assert actions(world, worker.account) == []
        assert codes(world, worker.account, category=MessageCategory.EMPLOYMENT) == [
            *("employment_started", "offer_made", "offer_made")
        ]
        assert codes(world, enterprise.account)[0] == "offer_lapsed"

    def test_a_case_asks_the_employer_until_it_moves_on(self, world: World) -> None:
        holder, employer = uuid4(), uuid4()
        waits = a_case(holder, employer)
        brought(world, waits)
        assert actions(world, firm(employer)) == ["confirm_case", "refuse_case"]
        assert actions(world, person(holder)) == []
        withdrawn = replace(waits, status=CertificateCaseStatus.WITHDRAWN, version=2)
        brought(world, withdrawn)
        assert actions(world, firm(employer)) == []
        assert codes(world, firm(employer)) == ["staff_case_withdrawn", "case_to_confirm"]

    def test_a_step_that_arrives_late_asks_nothing_any_more(self, world: World) -> None:
        holder, employer = uuid4(), uuid4()
        waits = a_case(holder, employer)
        moved_on = replace(waits, status=CertificateCaseStatus.WAITING_FOR_AUTHORITY, version=2)
        brought(world, moved_on, waits)
        assert codes(world, firm(employer)) == ["case_to_confirm"]
        assert actions(world, firm(employer)) == []

    def test_a_result_at_command_asks_until_its_certificate_is_issued(self, world: World) -> None:
        holder, result = uuid4(), uuid4()
        status = ResultStatus.QUALIFIED
        brought(world, ResultsWaiting(results=(result,), holders=(holder,), status=status))
        assert actions(world, person(holder)) == ["issue_certificate"]
        issued = CertificatesIssued(
            certificates=(uuid4(),),
            holders=(holder,),
            enterprises=(uuid4(),),
            results=(result,),
            cause=VersionCause.ISSUANCE,
            caused_by=result,
        )
        brought(world, issued)
        assert actions(world, person(holder)) == []


class TestReading:
    """分类查询和筛选查看."""

    def test_is_listed_by_category_and_page_newest_first(self, world: World) -> None:
        holder = uuid4()
        brought(world, *(a_case(holder, None) for _ in range(3)), marks(holder))
        found: list[str] = []
        cursor: str | None = None
        for _ in range(3):
            wanted = ListMessages(category=MessageCategory.CASE, size=1, cursor=cursor)
            page = world.stack.ask(wanted, by=person(holder))
            found += [str(each.id) for each in page.items]
            cursor = page.next
        listed = messages(world, person(holder), category=MessageCategory.CASE)
        assert (found, cursor) == ([str(each.id) for each in listed], None)
        assert codes(world, person(holder))[0] == "certificate_marked"

    def test_tells_the_legal_moment_and_speaks_two_languages(self, world: World) -> None:
        holder = uuid4()
        before = world.stack.clock.now()
        brought(world, a_case(holder, None))
        [message] = messages(world, person(holder))
        assert timedelta() <= message.created_at - before < timedelta(minutes=1)
        assert message.title == "证书注销：等待企业确认"
        in_english = GetMessage(message=message.id, language=Language.ENGLISH)
        said = world.stack.ask(in_english, by=person(holder))
        assert said.title == "Cancellation: waits for the employer"
        assert (said.id, said.parameters) == (message.id, {"business": "cancellation"})

    def test_is_counted_by_category_until_read(self, world: World) -> None:
        holder, employer = uuid4(), uuid4()
        brought(world, *(a_case(holder, employer) for _ in range(2)), marks(holder))
        assert figures(world, person(holder)) == {"case": (2, 0), "certificate": (1, 0)}
        assert figures(world, firm(employer)) == {"case": (2, 2)}
        [newest, *others] = messages(world, person(holder), category=MessageCategory.CASE)
        world.stack.ask(MarkMessagesRead(messages=(newest.id,) * 2), by=person(holder))
        assert figures(world, person(holder)) == {"case": (1, 0), "certificate": (1, 0)}
        assert [each.id for each in messages(world, person(holder), is_read=True)] == [newest.id]
        unread = messages(world, person(holder), is_read=False, category=MessageCategory.CASE)
        assert [each.id for each in unread] == [each.id for each in others]
        first_read = messages(world, person(holder), is_read=True)[0].read_at
        world.stack.ask(MarkMessagesRead(messages=(newest.id,)), by=person(holder))
        assert messages(world, person(holder), is_read=True)[0].read_at == first_read

    def test_all_up_to_one_are_marked_and_what_came_since_is_not(self, world: World) -> None:
        holder = uuid4()
        brought(world, a_case(holder, None), marks(holder))
        [seen, _] = messages(world, person(holder))
        brought(world, a_case(holder, None))
        only_cases = MarkAllMessagesRead(up_to=seen.id, category=MessageCategory.CASE)
        world.stack.ask(only_cases, by=person(holder))
        assert figures(world, person(holder)) == {"case": (1, 0), "certificate": (1, 0)}
        world.stack.ask(MarkAllMessagesRead(up_to=seen.id), by=person(holder))
        assert figures(world, person(holder)) == {"case": (1, 0)}


class TestPrivacy:
    """Messages are their recipient's alone."""

    def test_another_s_message_is_not_found(self, world: World) -> None:
        holder = uuid4()
        brought(world, a_case(holder, None), a_case(mine := uuid4(), None))
        [theirs], [own] = messages(world, person(holder)), messages(world, person(mine))
        # An enterprise that bore a person's id would still not be that person.
        for stranger in (person(mine), firm(holder)):
            for call in (
                GetMessage(message=theirs.id),
                MarkMessagesRead(messages=(own.id, theirs.id)),
                MarkAllMessagesRead(up_to=theirs.id),
            ):
                with pytest.raises(NotFound):
                    world.stack.ask(call, by=stranger)
        assert messages(world, person(mine), is_read=True) == ()
        assert messages(world, person(holder), is_read=True) == ()

    def test_the_authority_reads_nobody_s(self, world: World) -> None:
        for call in (ListMessages(), GetMessage(message=uuid4()), CountUnreadMessages()):
            with pytest.raises(NotAllowed):
                world.stack.ask(call, by=world.staff)

    def test_who_has_proved_no_name_has_none(self, world: World) -> None:
        newcomer = a_worker(world, is_verified=False).account
        assert messages(world, newcomer) == ()
        assert figures(world, newcomer) == {}


def figures(world: World, by: Principal) -> dict[str, tuple[int, int]]:
    counted = world.stack.ask(CountUnreadMessages(), by=by).items
    return {each.category.value: (each.unread, each.needs_action) for each in counted}
