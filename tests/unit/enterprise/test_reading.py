"""Who sees which enterprises and cases, page by page."""

from uuid import uuid4

import pytest

from contracts.enterprise import (
    GetCategoryCase,
    GetEnterprise,
    GetEnterprises,
    GetLegalRepresentations,
    LegalRepresentation,
    ListCategoryCases,
    ListCategoryTrades,
    ListEnterprises,
)
from contracts.errors import InvalidMessage, NotFound
from contracts.principal import ANONYMOUS, Principal, PrincipalKind
from contracts.vocabulary import CaseStatus, Category, Province
from enterprise.application.cases import CaseReading
from enterprise.application.enterprises import EnterpriseReading
from enterprise.domain.enterprises import Enterprise
from tests.unit.enterprise.fakes import RegisterInMemory, StandingClock
from tests.unit.enterprise.makers import (
    SERVICE,
    TABLE,
    account_of,
    enterprise,
    open_case,
    staff,
)

HOME = enterprise("GJ", name="青海示例燃气（集团）有限公司")
AWAY = enterprise("P", province=Province.GANSU, uscc="91639999DEM0000309")
NEWER = enterprise("P", uscc="91639999FAKE001870", legal_representative=HOME.legal_representative)


def register(*enterprises: Enterprise) -> RegisterInMemory:
    held = enterprises or (HOME, AWAY, NEWER)
    found = RegisterInMemory(enterprises_by_id={each.id: each for each in held})
    for each in held:
        found.open_case(open_case(each, "Q"))
    return found


def enterprises(of: RegisterInMemory) -> EnterpriseReading:
    return EnterpriseReading(table=TABLE, clock=StandingClock(), register=of)


def cases(of: RegisterInMemory) -> CaseReading:
    return CaseReading(table=TABLE, clock=StandingClock(), register=of)


@pytest.mark.parametrize("by", [account_of(HOME.id), staff(), SERVICE])
def test_an_enterprise_is_told_to_itself_its_authority_and_services(by: Principal) -> None:
    told = enterprises(register()).one(GetEnterprise(enterprise=HOME.id), by)
    assert (told.id, told.category_version) == (HOME.id, 1)
    assert "05" in {trade.value for trade in told.permitted_trades}


@pytest.mark.parametrize(
    "by",
    [
        account_of(AWAY.id),
        staff(province=Province.GANSU),
        staff(province=None),
        Principal(kind=PrincipalKind.PERSON, account=uuid4(), person=uuid4()),
        ANONYMOUS,
    ],
)
def test_an_enterprise_and_its_case_are_not_found_by_others(by: Principal) -> None:
    held = register()
    case = next(case for case in held.cases_by_id.values() if case.enterprise == HOME.id)
    with pytest.raises(NotFound):
        enterprises(held).one(GetEnterprise(enterprise=HOME.id), by)
    with pytest.raises(NotFound):
        cases(held).one(GetCategoryCase(case=case.id), by)


@pytest.mark.parametrize("by", [account_of(HOME.id), staff(), SERVICE])
def test_a_case_is_told_to_its_enterprise_its_authority_and_services(by: Principal) -> None:
    held = register()
    case = next(case for case in held.cases_by_id.values() if case.enterprise == HOME.id)
    assert cases(held).one(GetCategoryCase(case=case.id), by).id == case.id


def test_enterprises_are_given_by_id_without_those_unknown() -> None:
    asked = GetEnterprises(enterprises=(HOME.id, uuid4(), AWAY.id))
    assert {each.id for each in enterprises(register()).several(asked).items} == {HOME.id, AWAY.id}


def test_staff_list_the_enterprises_of_their_province_newest_first_page_by_page() -> None:
    reading = enterprises(register())
    first = reading.page(ListEnterprises(size=1), staff())
    assert [each.id for each in first.items] == [NEWER.id]
    second = reading.page(ListEnterprises(size=1, cursor=first.next), staff())
    assert [each.id for each in second.items] == [HOME.id]
    assert second.next is None


@pytest.mark.parametrize(
    "wanted",
    [
        ListEnterprises(name="燃气(集 团)"),
        ListEnterprises(uscc="91639999 fake0001"),
        ListEnterprises(category=Category.VEHICLE),
    ],
)
def test_staff_find_an_enterprise_by_part_of_what_it_is(wanted: ListEnterprises) -> None:
    assert HOME.id in {each.id for each in enterprises(register()).page(wanted, staff()).items}


@pytest.mark.parametrize("cursor", ["x", "-1", "９", "9" * 30, "1.5", ""])
def test_a_cursor_that_no_page_gave_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidMessage):
        enterprises(register()).page(ListEnterprises(cursor=cursor), staff())


def test_an_enterprise_lists_its_own_cases_only() -> None:
    page = cases(register()).page(ListCategoryCases(), account_of(HOME.id))
    assert {case.enterprise for case in page.items} == {HOME.id}
    with pytest.raises(NotFound):
        cases(register()).page(ListCategoryCases(enterprise=AWAY.id), account_of(HOME.id))


def test_staff_list_the_cases_of_their_province() -> None:
    reading = cases(register())
    assert {case.enterprise for case in reading.page(ListCategoryCases(), staff()).items} == {
        HOME.id,
        NEWER.id,
    }
    asked = ListCategoryCases(enterprise=AWAY.id)
    assert reading.page(asked, staff()).items == ()
    approved = ListCategoryCases(status=CaseStatus.APPROVED)
    assert reading.page(approved, staff()).items == ()


def test_staff_without_a_province_list_nothing() -> None:
    with pytest.raises(NotFound):
        enterprises(register()).page(ListEnterprises(), staff(province=None))


def test_the_legal_representative_of_several_enterprises_is_told_for_each() -> None:
    asked = GetLegalRepresentations(persons=(HOME.legal_representative, uuid4()))
    found = enterprises(register()).represented(asked).items
    assert set(found) == {
        LegalRepresentation(person=HOME.legal_representative, enterprise=each.id)
        for each in (HOME, NEWER)
    }


def test_the_table_is_told_for_a_day() -> None:
    rows = enterprises(register()).category_trades(ListCategoryTrades()).items
    assert len(rows) == 7 + 4 + 5 + 5
