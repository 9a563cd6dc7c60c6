"""Who sees which offers, employments and employees, page by page."""

from dataclasses import replace
from uuid import uuid4

import pytest

from contracts.employment import (
    GetCurrentEmployments,
    ListEmployees,
    ListEmployments,
    ListOffers,
)
from contracts.errors import InvalidMessage, NotFound
from contracts.principal import ANONYMOUS, Principal
from contracts.vocabulary import OfferStatus, Province
from employment.application.lists import MOST_PAGES, Lists
from tests.unit.employment.fakes import KnownFacts, RegisterInMemory
from tests.unit.employment.makers import (
    TODAY,
    account_of,
    account_of_person,
    employment,
    offer,
    person,
    staff,
)

KNOWN = person(photo=uuid4())
HERE, THERE = uuid4(), uuid4()
PAST = replace(employment(person=KNOWN.id, enterprise=THERE), ended_on=TODAY)
PRESENT = employment(person=KNOWN.id, enterprise=HERE)
AWAY = employment(province=Province.GANSU)
OPEN = offer(person=KNOWN.id, enterprise=THERE)
LAPSED = offer(person=KNOWN.id, enterprise=HERE, status=OfferStatus.LAPSED)
OFFER_AWAY = offer(province=Province.GANSU)


def lists() -> Lists:
    register = RegisterInMemory(
        offers={each.id: each for each in (OPEN, LAPSED, OFFER_AWAY)},
        employments={each.id: each for each in (PAST, PRESENT, AWAY)},
    )
    return Lists(facts=KnownFacts(people={"x": KNOWN}), register=register)


@pytest.mark.parametrize(
    ("by", "seen"),
    [
        (account_of_person(KNOWN.id), [LAPSED.id, OPEN.id]),
        (account_of(THERE), [OPEN.id]),
        (staff(), [LAPSED.id, OPEN.id]),
        (staff(Province.GANSU), [OFFER_AWAY.id]),
        (account_of_person(uuid4()), []),
    ],
)
def test_offers_are_listed_for_both_sides_and_the_authority_of_the_province(
    by: Principal, seen: list[object]
) -> None:
    assert [each.id for each in lists().offers(ListOffers(), by).items] == seen


def test_offers_are_filtered_by_status() -> None:
    page = lists().offers(ListOffers(status=OfferStatus.OPEN), account_of_person(KNOWN.id))
    assert [each.id for each in page.items] == [OPEN.id]


@pytest.mark.parametrize(
    ("by", "seen"),
    [
        (account_of_person(KNOWN.id), [PRESENT.id, PAST.id]),
        (account_of(HERE), [PRESENT.id]),
        (staff(), [PRESENT.id, PAST.id]),
        (staff(Province.GANSU), [AWAY.id]),
    ],
)
def test_employments_are_listed_newest_first_to_those_whom_they_concern(
    by: Principal, seen: list[object]
) -> None:
    assert [each.id for each in lists().employments(ListEmployments(), by).items] == seen


@pytest.mark.parametrize(("is_current", "seen"), [(True, [PRESENT.id]), (False, [PAST.id])])
def test_employments_are_filtered_by_whether_they_last(
    is_current: bool,  # noqa: FBT001  # a parameter of the test
    seen: list[object],
) -> None:
    asked = ListEmployments(is_current=is_current)
    page = lists().employments(asked, account_of_person(KNOWN.id))
    assert [each.id for each in page.items] == seen


def test_pages_follow_one_another() -> None:
    first = lists().employments(ListEmployments(size=1), staff())
    second = lists().employments(ListEmployments(size=1, cursor=first.next), staff())
    assert [each.id for each in (*first.items, *second.items)] == [PRESENT.id, PAST.id]
    assert second.next is None


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (ListEmployments(person=uuid4()), account_of_person(KNOWN.id)),
        (ListEmployments(enterprise=THERE), account_of(HERE)),
        (ListEmployments(), account_of_person(None)),
        (ListEmployments(), staff(None)),
        (ListEmployments(), ANONYMOUS),
    ],
)
def test_nobody_lists_what_is_not_theirs(asked: ListEmployments, by: Principal) -> None:
    with pytest.raises(NotFound):
        lists().employments(asked, by)


def test_employees_are_listed_with_name_and_masked_number() -> None:
    (told,) = lists().employees(ListEmployees(), account_of(HERE)).items
    assert (told.employment, told.person) == (PRESENT.id, KNOWN.id)
    assert (told.name, told.id_number_masked) == (KNOWN.name, KNOWN.id_number_masked)
    assert told.has_photo


def test_an_employee_is_found_by_part_of_the_name_however_many_come_before() -> None:
    others = [person(name=f"示例·{number}") for number in range(5)]
    people = [person(name="买买提·阿不都"), *others]
    staffed = [employment(person=each.id, enterprise=HERE) for each in people]
    found = Lists(
        facts=KnownFacts(people={str(each.id): each for each in people}),
        register=RegisterInMemory(employments={each.id: each for each in staffed}),
    )
    page = found.employees(ListEmployees(name="提•阿", size=2), account_of(HERE))
    assert [each.person for each in page.items] == [people[0].id]
    assert found.employees(ListEmployees(name="无此人"), account_of(HERE)).items == ()
    first = found.employees(ListEmployees(name="示例", size=2), account_of(HERE))
    assert len(first.items) == 2
    assert first.next is not None


def test_whoever_looks_for_nobody_reads_so_many_pages_and_is_told_where_to_go_on() -> None:
    people = [person() for _ in range(MOST_PAGES + 1)]
    staffed = [employment(person=each.id, enterprise=HERE) for each in people]
    found = Lists(
        facts=KnownFacts(people={str(each.id): each for each in people}),
        register=RegisterInMemory(employments={each.id: each for each in staffed}),
    )
    page = found.employees(ListEmployees(name="无此人", size=1), account_of(HERE))
    assert page.items == ()
    assert page.next is not None


def test_past_employees_are_not_listed_nor_another_enterprise_s() -> None:
    assert lists().employees(ListEmployees(), account_of(THERE)).items == ()
    with pytest.raises(NotFound):
        lists().employees(ListEmployees(enterprise=HERE), account_of(THERE))


def test_staff_list_the_employees_of_an_enterprise_in_their_province() -> None:
    asked = ListEmployees(enterprise=HERE)
    assert len(lists().employees(asked, staff()).items) == 1
    assert lists().employees(asked, staff(Province.GANSU)).items == ()


def test_the_employments_that_last_are_given_for_many_persons() -> None:
    asked = GetCurrentEmployments(persons=(KNOWN.id, AWAY.person, uuid4()))
    assert {each.id for each in lists().current(asked).items} == {PRESENT.id, AWAY.id}


def test_a_cursor_that_no_page_gave_is_refused() -> None:
    with pytest.raises(InvalidMessage):
        lists().offers(ListOffers(cursor="x"), staff())
