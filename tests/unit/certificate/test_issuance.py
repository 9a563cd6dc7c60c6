"""What becomes of one person's passed results on a day, without any server (六.1, H4, H8, H9)."""

import json
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from certificate.application.findings import report_of
from certificate.domain.age import age_policy_of
from certificate.domain.businesses import ISSUANCE
from certificate.domain.facts import Employer
from certificate.domain.holding import Ties
from certificate.domain.issuance import (
    Candidate,
    Circumstances,
    Issue,
    LeaveToHolder,
    Wait,
    case_of,
    outcome_at_command,
    outcomes,
)
from certificate.domain.results import Passed
from contracts.message import from_wire, to_wire
from contracts.vocabulary import CertificateKind, Sex, Trade
from tests.unit.certificate.makers import (
    ELSEWHERE,
    HERE,
    OPERATOR,
    PRINCIPAL,
    SAFETY_MANAGER,
    an_id,
    categories,
    default_age_policy,
    default_text,
    held,
    permitted_by,
)

TODAY = date(2024, 3, 15)
PHOTO = an_id("the photo")
CODES = {
    "is_verified": "person_is_verified",
    "photo": "photo_is_uploaded",
    "born_on": "age_is_within_limits",
}


def an_employer(enterprise: UUID = HERE, letters: str = "GJ", **differs: Any) -> Employer:
    """Give an enterprise that may employ whomever it likes."""
    made = Employer(
        enterprise=enterprise,
        is_home_province=True,
        categories=categories(letters),
        permitted_trades=permitted_by(letters),
    )
    return replace(made, **differs)


def circumstances(**differs: Any) -> Circumstances:
    """Give those in which any one certificate is issued; what differs is the candidate's."""
    candidate = Candidate(
        is_verified=True,
        photo=PHOTO,
        sex=Sex.MALE,
        born_on=date(1990, 5, 1),
        ties=Ties(employed_by=HERE),
    )
    return Circumstances(
        on=TODAY,
        policy=default_age_policy(),
        candidate=replace(candidate, **differs),
        employers={each: an_employer(each) for each in (HERE, ELSEWHERE)},
        held=(),
    )


def passed(
    kind: CertificateKind = SAFETY_MANAGER,
    trade: Trade | None = None,
    on: date = date(2024, 3, 1),
) -> Passed:
    """Give a passed result."""
    return Passed(result=an_id(f"{kind} {trade} {on}"), kind=kind, trade=trade, exam_on=on)


def test_a_certificate_is_issued_where_all_conditions_are_met() -> None:
    issued = outcome_at_command(passed(), circumstances())
    assert isinstance(issued, Issue)
    assert (issued.employer, issued.photo, issued.represents) == (HERE, PHOTO, False)
    assert issued.age_rule == "male-60"
    assert (issued.term.valid_from, issued.term.valid_to) == (TODAY, date(2029, 3, 14))


@pytest.mark.parametrize(
    ("on", "rule", "valid_to"),
    [
        (date(2024, 12, 31), "male-60", date(2026, 4, 30)),
        (date(2025, 1, 1), "male-60-to-63-from-2025", date(2026, 9, 30)),
        (date(2025, 1, 2), "male-60-to-63-from-2025", date(2026, 9, 30)),
    ],
)
def test_the_age_rule_in_force_on_the_day_of_decision_counts_and_is_kept(
    on: date, rule: str, valid_to: date
) -> None:
    """D4: with the gradual scheme switched on, 60 becomes 60 and 5 months for this one."""
    gradual = default_text("age_limits.toml").replace("active = false", "active = true")
    found = replace(circumstances(born_on=date(1966, 5, 1)), on=on, policy=age_policy_of(gradual))
    issued = outcome_at_command(passed(PRINCIPAL), found)
    assert isinstance(issued, Issue)
    assert (issued.age_rule, issued.term.valid_to) == (rule, valid_to)


@pytest.mark.parametrize(
    "lacking", [{"is_verified": False}, {"photo": None}, {"born_on": date(2006, 3, 16)}]
)
def test_one_lacking_condition_of_the_person_is_told_alone(lacking: dict[str, Any]) -> None:
    waits = outcome_at_command(passed(), circumstances(**lacking))
    [field] = lacking
    assert waits == Wait(passed=passed(), missing=(CODES[field],), employer=HERE)


@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        ({"categories": frozenset()}, "employer_has_registered_categories"),
        ({"permitted_trades": frozenset()}, "employer_permits_the_trade"),
        ({"is_home_province": False}, "employer_is_local"),
    ],
)
def test_one_lacking_condition_of_the_employer_is_told_alone(
    lacking: dict[str, Any], code: str
) -> None:
    found = replace(circumstances(), employers={HERE: an_employer(**lacking)})
    waits = outcome_at_command(passed(OPERATOR, Trade.PIPE_NETWORK), found)
    assert isinstance(waits, Wait)
    assert waits.missing == (code,)


def test_everything_is_told_at_once_in_the_manuals_order() -> None:
    found = circumstances(
        is_verified=False, photo=None, born_on=date(2010, 1, 1), ties=Ties(employed_by=None)
    )
    waits = outcome_at_command(passed(), replace(found, held=(held(SAFETY_MANAGER),)))
    assert isinstance(waits, Wait)
    assert waits.missing == tuple(each.code for each in ISSUANCE.conditions)
    assert waits.employer is None


def test_the_earliest_exam_comes_first_in_whatever_order_results_are_given() -> None:
    results = [
        passed(PRINCIPAL, None, date(2024, 2, 1)),
        passed(SAFETY_MANAGER, None, date(2024, 1, 1)),
        passed(OPERATOR, Trade.PIPE_NETWORK, date(2024, 3, 1)),
        passed(OPERATOR, Trade.LPG_DEPOT, date(2024, 2, 15)),
    ]
    found = circumstances()
    for order in permutations(results):
        judged = {each.passed.result: type(each) for each in outcomes(order, order, found)}
        assert [judged[each.result] for each in results] == [Wait, Issue, LeaveToHolder, Issue]


def test_only_what_is_due_is_judged_though_all_that_waits_counts() -> None:
    earlier = passed(OPERATOR, Trade.PIPE_NETWORK, date(2024, 1, 1))
    later = passed(OPERATOR, Trade.LPG_DEPOT, date(2024, 2, 1))
    judged = outcomes((earlier, later), (later,), circumstances())
    assert judged == (LeaveToHolder(passed=later),)


def test_a_legal_representative_is_issued_one_for_each_enterprise() -> None:
    ties = Ties(employed_by=HERE, represents=frozenset((HERE, ELSEWHERE)))
    results = [passed(PRINCIPAL, None, date(2024, month, 1)) for month in (1, 2, 3)]
    judged = outcomes(results, results, circumstances(ties=ties))
    assert [each.employer for each in judged if isinstance(each, Issue)] == [HERE, ELSEWHERE]
    assert judged[-1] == Wait(
        passed=results[-1], missing=("certificate_may_be_held",), employer=HERE
    )


def test_an_enterprise_is_named_by_those_only_whose_employer_it_is() -> None:
    ties = Ties(employed_by=None, represents=frozenset((HERE, ELSEWHERE)))
    found, result = circumstances(ties=ties), passed(PRINCIPAL)
    assert isinstance(outcome_at_command(result, found), Wait)
    named = outcome_at_command(result, found, named=ELSEWHERE)
    assert isinstance(named, Issue)
    assert (named.employer, named.represents) == (ELSEWHERE, True)
    assert isinstance(outcome_at_command(passed(), found, named=ELSEWHERE), Wait)


def test_a_report_travels_as_plain_values_and_comes_back_as_it_was() -> None:
    found = replace(circumstances(photo=None), held=(held(SAFETY_MANAGER),))
    report = report_of(ISSUANCE, case_of(passed(), found))
    assert not report.is_met
    assert from_wire(type(report), json.loads(json.dumps(to_wire(report)))) == report
    remedies = {each.code: each.remedy is not None for each in report.findings}
    assert remedies == {each.code: not each.is_met for each in report.findings}
