"""The nine conditions of renewal, each alone and all together (六.6, D9, D10, K11, K12)."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.businesses import RENEWAL
from certificate.domain.facts import Case, Certified, Employer, Holder, Renewing
from certificate.domain.holding import Wanted
from certificate.domain.terms import renewal_window
from contracts.vocabulary import AbnormalReason, Category, CertificateKind, Sex, Trade
from tests.unit.certificate.makers import (
    ELSEWHERE,
    HERE,
    OPERATOR,
    PRINCIPAL,
    SAFETY_MANAGER,
    a_case,
    categories,
    default_age_policy,
    permitted_by,
    with_employer,
    with_holder,
)

DEADLINE, LAST = date(2026, 9, 14), date(2029, 3, 14)
OPENS, DAY = date(2028, 12, 15), timedelta(days=1)
NAME = "青海示例燃气（集团）有限公司"
RENEWING = Renewing(
    submitted_on=None,
    first_ce_deadline=DEADLINE,
    second_record_on=DEADLINE + DAY,
    age_limit_on=date(2050, 5, 1),
    age_rule="default",
    letters=categories("GJ"),
    unit_name=NAME,
    employer_name=NAME,
    names_agree=True,
)


def a_renewal(kind: CertificateKind = SAFETY_MANAGER, **changes: Any) -> Case:
    """Give a case of renewal on the last day in which every condition is met."""
    certified = Certified(
        enterprise=HERE,
        valid_to=LAST,
        reasons=frozenset(),
        is_cancelled=False,
        is_home_province=True,
        has_open_case=False,
        names_holder=True,
        renewing=RENEWING,
    )
    case = replace(a_case(kind), on=LAST, certificate=certified)
    return with_certificate(case, **changes)


def with_certificate(case: Case, **changes: Any) -> Case:
    """Give the case with a certificate that differs."""
    assert case.certificate is not None
    return replace(case, certificate=replace(case.certificate, **changes))


def with_renewing(case: Case, **changes: Any) -> Case:
    """Give the case with facts of the renewal that differ."""
    return with_certificate(case, renewing=replace(RENEWING, **changes))


def unmet(case: Case) -> list[str]:
    """Give the codes of what is not fulfilled, in their order."""
    return [each.code for each in RENEWAL.unmet(case)]


ids = st.sampled_from([HERE, ELSEWHERE])
letters = st.frozensets(st.sampled_from(Category))
renewings = st.builds(
    Renewing,
    submitted_on=st.none() | st.dates(),
    first_ce_deadline=st.dates(),
    second_record_on=st.none() | st.dates(),
    age_limit_on=st.dates(),
    age_rule=st.just("default"),
    letters=letters,
    unit_name=st.text(),
    employer_name=st.none() | st.text(),
    names_agree=st.booleans(),
)
certifieds = st.builds(
    Certified,
    enterprise=ids,
    valid_to=st.dates(),
    reasons=st.frozensets(st.sampled_from(AbnormalReason)),
    is_cancelled=st.booleans(),
    is_home_province=st.booleans(),
    has_open_case=st.booleans(),
    names_holder=st.booleans(),
    renewing=st.none() | renewings,
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
    ),
    employer=st.none()
    | st.builds(
        Employer,
        enterprise=ids,
        is_home_province=st.booleans(),
        categories=letters,
        permitted_trades=st.frozensets(st.sampled_from(Trade)),
    ),
    wanted=st.builds(
        Wanted,
        kind=st.sampled_from(CertificateKind),
        enterprise=st.none() | ids,
        represents=st.booleans(),
        trade=st.none() | st.sampled_from(Trade),
    ),
    certificate=st.none() | certifieds,
)


@given(cases)
def test_no_condition_ever_raises_whatever_the_facts(case: Case) -> None:
    for finding in RENEWAL.judge(case):
        assert type(finding.met) is bool
        assert finding.earliest is None or not finding.met
        json.dumps(dict(finding.facts))


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.dates(LAST - 200 * DAY, LAST))
def test_the_day_told_is_the_first_on_which_the_window_is_open(valid_to: date, on: date) -> None:
    case = replace(with_certificate(a_renewal(), valid_to=valid_to), on=on)
    finding = next(each for each in RENEWAL.judge(case) if each.code == "window_is_open")
    if finding.earliest is not None:
        assert finding.earliest == renewal_window(valid_to).first > on
    else:
        assert finding.met or on > valid_to


@pytest.mark.parametrize("kind", CertificateKind)
def test_a_valid_world_meets_every_condition(kind: CertificateKind) -> None:
    assert unmet(a_renewal(kind)) == []


def test_everything_that_is_wrong_is_told_at_once_in_the_manuals_order() -> None:
    case = with_certificate(
        replace(with_holder(a_renewal(), has_id_photo=False), employer=None, on=LAST + DAY),
        has_open_case=True,
        is_cancelled=True,
        is_home_province=False,
        reasons=frozenset({AbnormalReason.CE_NOT_COMPLETED}),
        renewing=replace(
            RENEWING,
            second_record_on=None,
            age_limit_on=LAST + DAY,
            employer_name=None,
            names_agree=False,
        ),
    )
    assert unmet(case) == [
        "photo_is_uploaded",
        "employer_is_the_unit",
        "certificate_is_free",
        "window_is_open",
        "second_ce_record_is_there",
        "certificate_and_employer_are_local",
        "age_allows_the_next_term",
        "unit_names_agree",
        "categories_agree",
        "certificate_is_not_cancelled",
        "continuing_education_was_completed",
    ]


def test_the_employer_must_be_the_unit_on_the_certificate() -> None:
    elsewhere = with_employer(a_renewal(), enterprise=ELSEWHERE)
    assert unmet(elsewhere) == ["employer_is_the_unit"]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (OPENS - DAY, ["window_is_open"]),
        (OPENS, []),
        (OPENS + DAY, []),
        (LAST - DAY, []),
        (LAST, []),
        (LAST + DAY, ["window_is_open"]),
    ],
)
def test_the_window_is_of_three_months(on: date, expected: list[str]) -> None:
    assert unmet(replace(a_renewal(), on=on)) == expected


def test_once_submitted_the_decision_does_not_test_it_again() -> None:
    late = replace(with_renewing(a_renewal(), submitted_on=LAST), on=LAST + 400 * DAY)
    assert unmet(late) == []


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        (None, ["second_ce_record_is_there"]),
        (DEADLINE, ["second_ce_record_is_there"]),
        (DEADLINE + DAY, []),
        (LAST, []),
        (LAST + DAY, ["second_ce_record_is_there"]),
    ],
)
def test_the_second_record_is_issued_after_the_first_deadline_and_before_submission(
    issued_on: date | None, expected: list[str]
) -> None:
    """K11."""
    case = with_renewing(a_renewal(), second_record_on=issued_on, submitted_on=LAST)
    assert unmet(replace(case, on=LAST + 30 * DAY)) == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (LAST + 2 * DAY, []),
        (LAST + DAY, ["age_allows_the_next_term"]),
        (LAST, ["age_allows_the_next_term"]),
    ],
)
def test_age_counts_on_the_new_term_s_first_day(limit: date, expected: list[str]) -> None:
    """D10: what the holder's age is on the day of the decision does not matter."""
    case = with_renewing(with_holder(a_renewal(), age_limit_on=limit), age_limit_on=limit)
    assert unmet(case) == expected
    late = with_renewing(case, age_limit_on=limit, submitted_on=LAST)
    assert unmet(replace(late, on=LAST + 400 * DAY)) == expected


def test_a_term_cut_by_age_is_not_renewed() -> None:
    """The worked example: 2024-03-15, born 1966-05-01, ends on 2026-04-30."""
    row = default_age_policy().in_force(sex=Sex.MALE, kind=SAFETY_MANAGER, on=date(2026, 5, 1))
    limit = row.limit_on(date(1966, 5, 1))
    case = with_certificate(
        replace(a_renewal(), on=date(2026, 4, 30)),
        valid_to=date(2026, 4, 30),
        renewing=replace(RENEWING, age_limit_on=limit, first_ce_deadline=date(2026, 4, 30)),
    )
    assert unmet(case) == ["second_ce_record_is_there", "age_allows_the_next_term"]


def test_the_names_must_agree() -> None:
    """K12."""
    assert unmet(with_renewing(a_renewal(), names_agree=False)) == ["unit_names_agree"]


@pytest.mark.parametrize("kind", [PRINCIPAL, SAFETY_MANAGER])
@pytest.mark.parametrize("held", ["G", "GPJ", "P"])
def test_the_letters_must_be_the_employers(kind: CertificateKind, held: str) -> None:
    other = with_employer(a_renewal(kind), categories=categories(held))
    assert unmet(other) == ["categories_agree"]


def test_of_an_operator_the_trade_must_be_permitted() -> None:
    permitted = with_employer(a_renewal(OPERATOR), permitted_trades=permitted_by("G"))
    assert unmet(permitted) == []
    assert unmet(with_employer(permitted, permitted_trades=permitted_by("P"))) == [
        "categories_agree"
    ]


def test_a_mark_for_the_trade_fails_it_until_it_is_lifted() -> None:
    """K4."""
    reasons = frozenset({AbnormalReason.TRADE_NOT_PERMITTED})
    assert unmet(a_renewal(OPERATOR, reasons=reasons)) == ["categories_agree"]
