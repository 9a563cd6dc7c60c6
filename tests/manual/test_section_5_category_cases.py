"""五、燃气经营企业经营类别登记: registration and change as cases that the authority decides."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from bus import tables
from contracts.enterprise import (
    ApproveCategoryCase,
    CategoryCase,
    GetCategoryCase,
    GetEnterprise,
    HeldCategory,
    ListCategoryCases,
    RejectCategoryCase,
    SubmitCategoryCase,
    WithdrawCategoryCase,
)
from contracts.errors import InvalidMessage, NotAllowed, NotFound, Refused
from contracts.principal import Principal, PrincipalKind, service_principal
from contracts.vocabulary import (
    CaseStatus,
    Category,
    CategoryCaseKind,
    GasSource,
    Province,
    Role,
)
from tests.makers import Firm, World
from tests.manual.staffing import (
    FINGERPRINT,
    approve,
    asking_as,
    at_once,
    outcome_of,
)

ELSEWHERE = Principal(
    kind=PrincipalKind.AUTHORITY, account=uuid4(), province=Province.GANSU, roles=tuple(Role)
)
READER = Principal(
    kind=PrincipalKind.AUTHORITY,
    account=uuid4(),
    province=Province.QINGHAI,
    roles=(Role.READER,),
)
LOCKED_ENTERPRISE = "SELECT 1 FROM enterprises WHERE id = :id FOR UPDATE"
LOCKED_CASE = "SELECT 1 FROM category_cases WHERE id = :id FOR UPDATE"


def rejected(world: World, case: CategoryCase, reason: str = "材料不全") -> CategoryCase:
    rejection = RejectCategoryCase(case=case.id, version=case.version, reason=reason)
    return world.stack.ask(rejection, by=world.staff)


def withdrawn(world: World, case: CategoryCase, firm: Firm) -> CategoryCase:
    return world.stack.ask(WithdrawCategoryCase(case=case.id), by=firm.account)


def read(world: World, case: CategoryCase) -> CategoryCase:
    return world.stack.ask(GetCategoryCase(case=case.id), by=world.staff)


def letters_of(world: World, firm: Firm) -> str:
    held = world.stack.ask(GetEnterprise(enterprise=firm.id), by=firm.account).categories
    return "".join(each.category.value for each in held)


def announced(world: World, firm: Firm, name: str) -> list[dict[str, object]]:
    wanted = select(tables.OUTBOX.c.body).where(tables.OUTBOX.c.name == name)
    with world.stack.database("enterprise").reading() as connection:
        bodies = connection.execute(wanted.order_by(tables.OUTBOX.c.id)).scalars()
        events = [json.loads(body) for body in bodies]
    return [event for event in events if event["enterprise"] == str(firm.id)]


def mixed(*categories: tuple[str, tuple[GasSource, ...]]) -> SubmitCategoryCase:
    return SubmitCategoryCase(
        categories=tuple(
            HeldCategory(category=Category(letter), gas_sources=sources)
            for letter, sources in categories
        )
    )


class TestSubmitting:
    """企业经营类别登记，企业经营类别发生变更后必须发起变更 (C1)."""

    def test_a_first_registration_counts_only_when_it_is_approved(self, world: World) -> None:
        firm = world.an_enterprise()
        case = firm.submits("GJ")
        assert (case.kind, case.status) == (CategoryCaseKind.REGISTRATION, CaseStatus.SUBMITTED)
        assert letters_of(world, firm) == ""
        approve(world, case)
        assert letters_of(world, firm) == "GJ"

    def test_once_categories_are_held_a_case_is_a_change(self, world: World) -> None:
        firm = world.an_enterprise()
        approve(world, firm.submits("GJ"))
        case = firm.submits("G")
        assert case.kind is CategoryCaseKind.CHANGE
        assert [each.category.value for each in case.former_categories] == ["G", "J"]
        assert case.category_version == 2

    def test_the_empty_set_and_one_with_faults_are_refused(self, world: World) -> None:
        firm = world.an_enterprise()
        with pytest.raises(InvalidMessage):
            world.stack.ask(SubmitCategoryCase(categories=()), by=firm.account)
        natural = (GasSource.NATURAL_GAS,)
        asked = mixed(("G", natural), ("G", natural), ("P", ()))
        with pytest.raises(InvalidMessage) as refused:
            world.stack.ask(asked, by=firm.account)
        assert [fault.path for fault in refused.value.faults] == [
            "categories.1.category",
            "categories.2.gas_sources",
        ]

    def test_the_set_already_held_is_refused_unless_its_gas_sources_differ(
        self, world: World
    ) -> None:
        firm = world.an_enterprise()
        approve(world, firm.submits("GJ"))
        with pytest.raises(Refused) as refused:
            firm.submits("JG")
        assert refused.value.code == "SAME_CATEGORIES"
        asked = mixed(("G", (GasSource.LIQUEFIED_NATURAL_GAS,)), ("J", (GasSource.NATURAL_GAS,)))
        assert world.stack.ask(asked, by=firm.account).status is CaseStatus.SUBMITTED

    def test_one_case_is_open_per_enterprise(self, world: World) -> None:
        firm = world.an_enterprise()
        case = firm.submits("G")
        with pytest.raises(Refused) as refused:
            firm.submits("P")
        assert refused.value.code == "CATEGORY_CASE_OPEN"
        withdrawn(world, case, firm)
        firm.submits("P")

    def test_one_case_is_open_when_two_are_submitted_in_the_same_moment(self, world: World) -> None:
        firm = world.an_enterprise()
        lock = text(LOCKED_ENTERPRISE).bindparams(id=firm.id)
        outcomes = at_once(
            world, "enterprise", lock, lambda: firm.submits("G"), lambda: firm.submits("P")
        )
        assert [each for each in outcomes if isinstance(each, str)] == ["CATEGORY_CASE_OPEN"]
        cases = world.stack.ask(ListCategoryCases(), by=firm.account).items
        assert [case.status for case in cases] == [CaseStatus.SUBMITTED]


class TestDeciding:
    """主管部门审核 (C1, C6, K6)."""

    def test_approval_announces_the_whole_state_with_its_version(self, world: World) -> None:
        firm = world.an_enterprise()
        approve(world, firm.submits("GJ"))
        case = firm.submits("P")
        told = approve(world, case)
        assert (told.status, told.category_version) == (CaseStatus.APPROVED, 2)
        first, second = announced(world, firm, "category_changed")
        assert first["category_version"] == 1
        assert second == {
            "enterprise": str(firm.id),
            "case": str(case.id),
            "category_version": 2,
            "categories": ["P"],
            "permitted_trades": ["02", "07", "08", "99"],
            "decided_on": world.today.isoformat(),
        }

    def test_approval_comes_through_certificate_or_not_at_all(self, world: World) -> None:
        case = world.an_enterprise().submits("G")
        approval = ApproveCategoryCase(case=case.id, version=case.version, fingerprint=FINGERPRINT)
        for by in (world.staff, service_principal("certificate")):
            with pytest.raises(NotAllowed):
                world.stack.ask(approval, by=by)
        with asking_as(world, "certificate") as ask, pytest.raises(NotAllowed):
            ask.as_service(approval)
        assert read(world, case).status is CaseStatus.SUBMITTED

    def test_a_reader_decides_nothing(self, world: World) -> None:
        case = world.an_enterprise().submits("G")
        rejection = RejectCategoryCase(case=case.id, version=1, reason="材料不全")
        with pytest.raises(NotAllowed):
            world.stack.ask(rejection, by=READER)
        assert outcome_of(lambda: approve(world, case, READER)) == "NOT_ALLOWED"
        assert world.stack.ask(GetCategoryCase(case=case.id), by=READER).id == case.id

    def test_a_rejection_tells_its_reason_and_closes_the_case(self, world: World) -> None:
        firm = world.an_enterprise()
        case = rejected(world, firm.submits("G"), "经营场所证明缺失")
        own = world.stack.ask(GetCategoryCase(case=case.id), by=firm.account)
        assert (own.status, own.reason) == (CaseStatus.REJECTED, "经营场所证明缺失")
        assert letters_of(world, firm) == ""
        assert announced(world, firm, "category_changed") == []
        firm.submits("G")

    def test_a_decision_on_a_stale_view_changes_nothing(self, world: World) -> None:
        case = world.an_enterprise().submits("G")
        stale = RejectCategoryCase(case=case.id, version=case.version + 1, reason="材料不全")
        with pytest.raises(Refused) as refused:
            world.stack.ask(stale, by=world.staff)
        assert refused.value.code == "STALE_VIEW"
        assert read(world, case) == case

    def test_a_decision_twice_changes_nothing(self, world: World) -> None:
        firm = world.an_enterprise()
        case = approve(world, firm.submits("G"))
        assert outcome_of(lambda: approve(world, case)) == "CASE_CLOSED"
        assert outcome_of(lambda: rejected(world, case)) == "CASE_CLOSED"
        assert outcome_of(lambda: withdrawn(world, case, firm)) == "CASE_CLOSED"
        assert read(world, case) == case
        assert len(announced(world, firm, "category_changed")) == 1

    def test_one_of_approval_and_withdrawal_in_the_same_moment_counts(self, world: World) -> None:
        firm = world.an_enterprise()
        case = firm.submits("G")
        lock = text(LOCKED_CASE).bindparams(id=case.id)
        outcomes = at_once(
            world,
            "enterprise",
            lock,
            lambda: approve(world, case),
            lambda: withdrawn(world, case, firm),
        )
        assert [each for each in outcomes if isinstance(each, str)] == ["CASE_CLOSED"]
        was_approved = read(world, case).status is CaseStatus.APPROVED
        assert letters_of(world, firm) == ("G" if was_approved else "")
        assert len(announced(world, firm, "category_changed")) == int(was_approved)
        assert len(announced(world, firm, "category_case_closed")) == 1

    def test_two_approvals_in_the_same_moment_are_one(self, world: World) -> None:
        firm = world.an_enterprise()
        case = firm.submits("G")
        lock = text(LOCKED_ENTERPRISE).bindparams(id=firm.id)
        outcomes = at_once(world, "enterprise", lock, *[lambda: approve(world, case)] * 2)
        assert [each for each in outcomes if isinstance(each, str)] == ["CASE_CLOSED"]
        assert len(announced(world, firm, "category_changed")) == 1


class TestTheTimeline:
    """可在“我的办件”中查看办件进度."""

    def test_names_every_step_with_its_moment_and_actor(self, world: World) -> None:
        firm = world.an_enterprise()
        case = rejected(world, firm.submits("G"))
        steps = read(world, case).timeline
        assert [(step.step, step.by) for step in steps] == [
            (CaseStatus.SUBMITTED, firm.account.subject),
            (CaseStatus.REJECTED, world.staff.subject),
        ]
        assert steps[0].at <= steps[1].at == case.decided_at

    def test_is_not_found_by_another_enterprise_or_another_province(self, world: World) -> None:
        case = world.an_enterprise().submits("G")
        asked = GetCategoryCase(case=case.id)
        for by in (world.an_enterprise().account, ELSEWHERE):
            with pytest.raises(NotFound):
                world.stack.ask(asked, by=by)
        assert outcome_of(lambda: approve(world, case, ELSEWHERE)) == "NOT_FOUND"

    def test_lists_one_s_own_cases_newest_first(self, world: World) -> None:
        firm = world.an_enterprise()
        cases = [rejected(world, firm.submits("G")), firm.submits("P")]
        page = world.stack.ask(ListCategoryCases(size=1), by=firm.account)
        assert page.items == (cases[1],)
        rest = world.stack.ask(ListCategoryCases(cursor=page.next), by=firm.account)
        assert rest.items == (cases[0],)

    def test_lists_to_the_authority_the_cases_of_its_province(self, world: World) -> None:
        firm = world.an_enterprise()
        case = firm.submits("G")
        asked = ListCategoryCases(enterprise=firm.id, status=CaseStatus.SUBMITTED)
        assert world.stack.ask(asked, by=world.staff).items == (case,)
        assert world.stack.ask(asked, by=ELSEWHERE).items == ()
