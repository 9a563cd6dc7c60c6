"""Approving and rejecting category cases (五, C1, K6)."""

import pytest

from contracts.enterprise import (
    ApproveCategoryCase,
    CategoryCaseClosed,
    CategoryChanged,
    RejectCategoryCase,
)
from contracts.errors import InvalidMessage, NotFound, Refused
from contracts.principal import Principal
from contracts.vocabulary import CaseStatus, Category, Province
from enterprise.application.decisions import Decisions
from enterprise.domain.cases import CategoryCase
from enterprise.domain.enterprises import Enterprise
from tests.unit.enterprise.fakes import RegisterInMemory, StandingClock
from tests.unit.enterprise.makers import (
    NOW,
    TABLE,
    TODAY,
    account_of,
    enterprise,
    holdings,
    open_case,
    staff,
)

FINGERPRINT = "f" * 64


def business(register: RegisterInMemory) -> Decisions:
    return Decisions(table=TABLE, clock=StandingClock(), register=register, transactions=register)


def waiting(
    letters: str = "G", held: str = "GJ"
) -> tuple[RegisterInMemory, Enterprise, CategoryCase]:
    owner = enterprise(held)
    case = open_case(owner, letters)
    register = RegisterInMemory(enterprises_by_id={owner.id: owner}, cases_by_id={case.id: case})
    return register, owner, case


def approval(case: CategoryCase, version: int = 1) -> ApproveCategoryCase:
    return ApproveCategoryCase(case=case.id, version=version, fingerprint=FINGERPRINT)


def rejection(case: CategoryCase, reason: str = "材料不全") -> RejectCategoryCase:
    return RejectCategoryCase(case=case.id, version=1, reason=reason)


def test_approval_gives_the_categories_asked_for_and_a_new_version() -> None:
    register, owner, case = waiting()
    told = business(register).approve(approval(case), staff())
    assert (told.status, told.category_version) == (CaseStatus.APPROVED, 2)
    assert told.decided_at == NOW
    held = register.enterprises_by_id[owner.id]
    assert (held.holdings, held.category_version, held.version) == (holdings("G"), 2, 2)
    assert register.fingerprints[case.id] == FINGERPRINT
    assert register.held_since[owner.id] == (case.id, TODAY)


def test_approval_announces_the_whole_state() -> None:
    register, owner, case = waiting("JG", held="P")
    told = business(register).approve(approval(case), staff())
    assert register.announced == [
        CategoryChanged(
            enterprise=owner.id,
            case=case.id,
            category_version=2,
            categories=(Category.PIPELINE, Category.VEHICLE),
            permitted_trades=told.permitted_trades,
            decided_on=TODAY,
        ),
        CategoryCaseClosed(case=case.id, enterprise=owner.id, status=CaseStatus.APPROVED),
    ]
    assert [trade.value for trade in told.permitted_trades] == "01 02 03 04 05 06 07 99".split()


def test_until_approval_no_category_is_registered() -> None:
    register, owner, _ = waiting(held="")
    assert register.enterprises_by_id[owner.id].category_version == 0


def test_a_rejection_keeps_its_reason_and_changes_no_category() -> None:
    register, owner, case = waiting()
    told = business(register).reject(rejection(case, " 材料不全 "), staff())
    assert (told.status, told.reason) == (CaseStatus.REJECTED, "材料不全")
    assert told.timeline[-1].reason == "材料不全"
    assert register.enterprises_by_id[owner.id] == owner
    assert register.announced == [
        CategoryCaseClosed(case=case.id, enterprise=owner.id, status=CaseStatus.REJECTED)
    ]


def test_a_rejection_without_a_reason_is_refused() -> None:
    register, _, case = waiting()
    with pytest.raises(InvalidMessage) as refused:
        business(register).reject(rejection(case, " \n "), staff())
    assert [fault.path for fault in refused.value.faults] == ["reason"]
    assert register.cases_by_id[case.id].is_open


def test_a_decision_on_a_stale_view_changes_nothing() -> None:
    register, owner, case = waiting()
    with pytest.raises(Refused) as refused:
        business(register).approve(approval(case, version=2), staff())
    assert refused.value.code == "STALE_VIEW"
    assert refused.value.facts["version"] == 1
    assert register.enterprises_by_id[owner.id] == owner


def test_a_case_is_decided_once() -> None:
    register, _, case = waiting()
    business(register).reject(rejection(case), staff())
    with pytest.raises(Refused) as refused:
        business(register).approve(approval(case), staff())
    assert refused.value.code == "CASE_CLOSED"
    assert len(register.announced) == 1


@pytest.mark.parametrize(
    "by", [staff(province=Province.GANSU), staff(province=None)], ids=["another", "none"]
)
def test_staff_of_another_province_find_no_case(by: Principal) -> None:
    register, _, case = waiting()
    with pytest.raises(NotFound):
        business(register).approve(approval(case), by)
    with pytest.raises(NotFound):
        business(register).reject(rejection(case), by)
    assert register.cases_by_id[case.id].is_open


def test_a_case_that_does_not_exist_is_not_found() -> None:
    _, owner, case = waiting()
    with pytest.raises(NotFound):
        business(RegisterInMemory()).approve(approval(case), staff())
    with pytest.raises(NotFound):
        business(RegisterInMemory()).approve(approval(case), account_of(owner.id))
