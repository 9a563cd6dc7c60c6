"""The conditions of issuance, each alone and all together (六.1, H4, H7, D4)."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.businesses import ISSUANCE
from certificate.domain.checklist import Finding
from certificate.domain.facts import Case, Employer, Holder
from certificate.domain.holding import Held, Wanted
from contracts.vocabulary import Category, CertificateKind, Trade
from tests.unit.certificate.makers import (
    ELSEWHERE,
    HERE,
    OPERATOR,
    PRINCIPAL,
    SAFETY_MANAGER,
    a_case,
    categories,
    held,
    permitted_by,
    wanted,
    with_employer,
    with_holder,
)

ids = st.uuids(version=4)
kinds = st.sampled_from(CertificateKind)
some_trade = st.none() | st.sampled_from(Trade)
helds = st.builds(
    Held,
    certificate=ids,
    kind=kinds,
    enterprise=st.sampled_from([HERE, ELSEWHERE]),
    represents=st.booleans(),
    trade=some_trade,
    free_from=st.none() | st.dates(),
)
cases = st.builds(
    Case,
    on=st.dates(),
    holder=st.builds(
        Holder,
        is_verified=st.booleans(),
        has_id_photo=st.booleans(),
        adult_on=st.dates(),
        age_limit_on=st.dates(),
        held=st.lists(helds, max_size=4).map(tuple),
    ),
    employer=st.none()
    | st.builds(
        Employer,
        enterprise=ids,
        is_home_province=st.booleans(),
        categories=st.frozensets(st.sampled_from(Category)),
        permitted_trades=st.frozensets(st.sampled_from(Trade)),
    ),
    wanted=st.builds(
        Wanted,
        kind=kinds,
        enterprise=st.none() | st.sampled_from([HERE, ELSEWHERE]),
        represents=st.booleans(),
        trade=some_trade,
    ),
)


def unmet(case: Case) -> list[str]:
    """Give the codes of what is not fulfilled."""
    return [each.code for each in ISSUANCE.unmet(case)]


def finding(case: Case, code: str) -> Finding:
    """Give what was found on one condition."""
    return next(each for each in ISSUANCE.judge(case) if each.code == code)


@given(cases)
def test_no_condition_ever_raises_whatever_the_facts(case: Case) -> None:
    findings = ISSUANCE.judge(case)
    assert len(findings) == len(ISSUANCE.conditions) + len(ISSUANCE.also)
    assert all(type(each.met) is bool for each in findings)


@given(cases)
def test_facts_are_plain_values_whatever_the_case(case: Case) -> None:
    for each in ISSUANCE.judge(case):
        json.dumps(dict(each.facts))


@given(cases)
def test_an_earliest_day_is_told_only_for_what_is_unmet(case: Case) -> None:
    assert all(each.earliest is None for each in ISSUANCE.judge(case) if each.met)


@given(cases)
def test_judging_twice_finds_the_same(case: Case) -> None:
    assert ISSUANCE.judge(case) == ISSUANCE.judge(case)


@given(cases)
def test_no_birthday_is_among_the_facts(case: Case) -> None:
    said = finding(case, "age_is_within_limits").facts
    assert set(said) == {"on", "is_adult", "is_below_age_limit"}


@pytest.mark.parametrize("kind", CertificateKind)
def test_a_valid_world_meets_every_condition(kind: CertificateKind) -> None:
    assert unmet(a_case(kind)) == []


def test_everything_that_is_wrong_is_told_at_once_in_the_manuals_order() -> None:
    case = with_holder(
        replace(a_case(), employer=None),
        is_verified=False,
        has_id_photo=False,
        adult_on=date(2030, 1, 1),
        held=(held(OPERATOR),),
    )
    assert [each.number for each in ISSUANCE.unmet(case)] == [1, 2, 3, 4, 5, 6]


def test_one_who_is_not_verified_is_refused() -> None:
    assert unmet(with_holder(a_case(), is_verified=False)) == ["person_is_verified"]


def test_one_without_a_photo_is_refused() -> None:
    assert unmet(with_holder(a_case(), has_id_photo=False)) == ["photo_is_uploaded"]


def test_one_without_an_employer_lacks_that_and_its_categories() -> None:
    assert unmet(replace(a_case(), employer=None)) == [
        "holder_has_an_employer",
        "employer_has_registered_categories",
    ]


def test_one_whose_certificates_exclude_another_is_refused() -> None:
    case = with_holder(a_case(SAFETY_MANAGER), held=(held(PRINCIPAL),))
    assert unmet(case) == ["certificate_may_be_held"]


def test_a_legal_representative_may_become_principal_of_a_second_enterprise() -> None:
    case = replace(a_case(PRINCIPAL), wanted=wanted(PRINCIPAL, represents=True))
    have = (held(PRINCIPAL, ELSEWHERE, represents=True),)
    assert unmet(with_holder(case, held=have)) == []


def test_an_employer_without_registered_categories_is_refused() -> None:
    case = with_employer(a_case(SAFETY_MANAGER), categories=frozenset())
    assert unmet(case) == ["employer_has_registered_categories"]


@pytest.mark.parametrize(("letters", "permits"), [("J", True), ("GJ", True), ("GPQ", False)])
def test_an_operator_needs_an_employer_that_permits_the_trade(
    letters: str, *, permits: bool
) -> None:
    case = with_employer(
        replace(a_case(), wanted=replace(wanted(OPERATOR), trade=Trade.VEHICLE_FILLING_STATION)),
        categories=categories(letters),
        permitted_trades=permitted_by(letters),
    )
    assert unmet(case) == ([] if permits else ["employer_permits_the_trade"])


@pytest.mark.parametrize("kind", [PRINCIPAL, SAFETY_MANAGER])
def test_kinds_without_a_trade_need_no_permission(kind: CertificateKind) -> None:
    assert unmet(with_employer(a_case(kind), permitted_trades=frozenset())) == []


def test_an_employer_of_another_province_is_refused() -> None:
    assert unmet(with_employer(a_case(), is_home_province=False)) == ["employer_is_local"]


@pytest.mark.parametrize(
    ("on", "met"),
    [
        (date(2024, 3, 14), False),
        (date(2024, 3, 15), True),
        (date(2024, 3, 16), True),
    ],
)
def test_one_is_old_enough_from_the_eighteenth_birthday(on: date, *, met: bool) -> None:
    case = with_holder(replace(a_case(), on=on), adult_on=date(2024, 3, 15))
    assert finding(case, "age_is_within_limits").met is met


@pytest.mark.parametrize(
    ("on", "met"),
    [
        (date(2026, 4, 29), True),
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), False),
        (date(2026, 5, 2), False),
    ],
)
def test_one_is_young_enough_until_the_day_before_the_age_limit(on: date, *, met: bool) -> None:
    case = with_holder(replace(a_case(), on=on), age_limit_on=date(2026, 5, 1))
    assert finding(case, "age_is_within_limits").met is met


def test_one_who_is_too_young_is_told_the_day() -> None:
    case = with_holder(a_case(), adult_on=date(2025, 1, 1))
    assert finding(case, "age_is_within_limits").earliest == date(2025, 1, 1)


def test_one_who_is_too_old_is_told_no_day_and_that_nobody_can_help() -> None:
    found = finding(with_holder(a_case(), age_limit_on=date(2024, 3, 15)), "age_is_within_limits")
    assert found.earliest is None
    assert found.remedy.who == ()


def test_the_earliest_day_is_when_every_certificate_in_the_way_has_expired() -> None:
    have = (
        replace(held(SAFETY_MANAGER), free_from=date(2027, 1, 1)),
        replace(held(OPERATOR), free_from=date(2028, 1, 1)),
    )
    case = with_holder(a_case(PRINCIPAL), held=have)
    assert finding(case, "certificate_may_be_held").earliest == date(2028, 1, 1)


def test_no_earliest_day_is_known_while_a_certificate_in_the_way_is_in_renewal() -> None:
    have = (held(SAFETY_MANAGER), replace(held(OPERATOR), free_from=None))
    case = with_holder(a_case(PRINCIPAL), held=have)
    assert finding(case, "certificate_may_be_held").earliest is None


def test_the_certificates_in_the_way_are_among_the_facts() -> None:
    found = finding(with_holder(a_case(), held=(held(OPERATOR),)), "certificate_may_be_held")
    assert found.facts == {
        "wanted": "operator",
        "conflicts": ("OPERATOR_ALREADY",),
        "certificates": (str(held(OPERATOR).certificate),),
    }


def test_the_employers_categories_are_written_as_a_number_writes_them() -> None:
    found = finding(a_case(), "employer_has_registered_categories")
    assert found.facts == {"employer": str(HERE), "categories": "GJ"}
