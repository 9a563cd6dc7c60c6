"""Submitting and withdrawing category cases (C1, K6)."""

from dataclasses import replace
from uuid import uuid4

import pytest

from contracts.enterprise import (
    CategoryCaseClosed,
    HeldCategory,
    SubmitCategoryCase,
    WithdrawCategoryCase,
)
from contracts.errors import InvalidMessage, NotFound, Refused
from contracts.vocabulary import CaseStatus, Category, CategoryCaseKind, GasSource
from enterprise.application.submission import Submission
from enterprise.domain.enterprises import Enterprise
from tests.unit.enterprise.fakes import RegisterInMemory, StandingClock
from tests.unit.enterprise.makers import (
    NOW,
    TABLE,
    account_of,
    enterprise,
    holdings,
    open_case,
    submission,
)


def business(register: RegisterInMemory) -> Submission:
    return Submission(table=TABLE, clock=StandingClock(), transactions=register, new_id=uuid4)


def register_with(held: Enterprise) -> RegisterInMemory:
    return RegisterInMemory(enterprises_by_id={held.id: held})


def test_the_first_case_is_a_registration() -> None:
    held = enterprise()
    case = business(register_with(held)).apply(submission("JG"), account_of(held.id))
    assert case.kind is CategoryCaseKind.REGISTRATION
    assert case.status is CaseStatus.SUBMITTED
    assert [each.category.value for each in case.categories] == ["G", "J"]
    assert (case.former_categories, case.category_version, case.version) == ((), 1, 1)
    assert [(step.step, step.at) for step in case.timeline] == [(CaseStatus.SUBMITTED, NOW)]


def test_where_categories_are_held_a_case_is_a_change() -> None:
    held = enterprise("GJ")
    case = business(register_with(held)).apply(submission("G"), account_of(held.id))
    assert case.kind is CategoryCaseKind.CHANGE
    assert [each.category.value for each in case.former_categories] == ["G", "J"]
    assert case.category_version == 2


def test_an_open_case_tells_the_trades_that_approval_would_permit() -> None:
    held = enterprise("GJ")
    case = business(register_with(held)).apply(submission("P"), account_of(held.id))
    assert [trade.value for trade in case.permitted_trades] == ["02", "07", "08", "99"]


def test_other_gas_sources_under_the_same_categories_are_a_change() -> None:
    held = enterprise("G")
    asked = SubmitCategoryCase(
        categories=(
            HeldCategory(
                category=Category.PIPELINE,
                gas_sources=(GasSource.NATURAL_GAS, GasSource.LIQUEFIED_NATURAL_GAS),
            ),
        )
    )
    case = business(register_with(held)).apply(asked, account_of(held.id))
    assert case.status is CaseStatus.SUBMITTED


def test_a_faulty_set_is_refused_before_anything_else() -> None:
    held = enterprise("G")
    register = register_with(held)
    asked = SubmitCategoryCase(
        categories=(HeldCategory(category=Category.PIPELINE, gas_sources=()),) * 2
    )
    with pytest.raises(InvalidMessage) as refused:
        business(register).apply(asked, account_of(held.id))
    assert [fault.path for fault in refused.value.faults] == [
        "categories.0.gas_sources",
        "categories.1.category",
        "categories.1.gas_sources",
    ]
    assert register.cases_by_id == {}


def test_the_set_already_held_is_refused_and_so_is_a_second_open_case() -> None:
    held = enterprise("GJ")
    register = register_with(held)
    case = open_case(held)
    register.open_case(case)
    with pytest.raises(Refused) as refused:
        business(register).apply(submission("JG"), account_of(held.id))
    assert refused.value.facts["codes"] == ["CATEGORY_CASE_OPEN", "SAME_CATEGORIES"]


def test_an_enterprise_that_is_not_registered_submits_nothing() -> None:
    with pytest.raises(Refused) as refused:
        business(RegisterInMemory()).apply(submission("G"), account_of(uuid4()))
    assert refused.value.code == "ENTERPRISE_NOT_REGISTERED"


def test_a_withdrawn_case_is_closed_and_leaves_room_for_another() -> None:
    held = enterprise("GJ")
    register = register_with(held)
    case = business(register).apply(submission("G"), account_of(held.id))
    withdrawn = business(register).withdraw(WithdrawCategoryCase(case=case.id), account_of(held.id))
    assert (withdrawn.status, withdrawn.version) == (CaseStatus.WITHDRAWN, 2)
    assert withdrawn.decided_at is None
    assert register.announced == [
        CategoryCaseClosed(case=case.id, enterprise=held.id, status=CaseStatus.WITHDRAWN)
    ]
    business(register).apply(submission("G"), account_of(held.id))


def test_a_closed_case_is_not_withdrawn() -> None:
    held = enterprise()
    register = register_with(held)
    case = business(register).apply(submission("G"), account_of(held.id))
    business(register).withdraw(WithdrawCategoryCase(case=case.id), account_of(held.id))
    with pytest.raises(Refused) as refused:
        business(register).withdraw(WithdrawCategoryCase(case=case.id), account_of(held.id))
    assert refused.value.code == "CASE_CLOSED"
    assert refused.value.facts["status"] == "withdrawn"


def test_another_s_case_is_not_found() -> None:
    held = enterprise()
    register = register_with(held)
    case = business(register).apply(submission("G"), account_of(held.id))
    with pytest.raises(NotFound):
        business(register).withdraw(WithdrawCategoryCase(case=case.id), account_of(uuid4()))
    assert register.cases_by_id[case.id].is_open


def test_the_enterprise_is_named_on_its_case_as_on_that_day() -> None:
    held = enterprise(name="旧名燃气有限公司")
    register = register_with(held)
    case = business(register).apply(submission("G"), account_of(held.id))
    register.enterprises_by_id[held.id] = replace(held, name="新名燃气有限公司")
    assert register.cases_by_id[case.id].enterprise_name == "旧名燃气有限公司"
    assert register.cases_by_id[case.id].holdings == holdings("G")
