"""Every condition of every checklist, whatever it is told: an answer, never an error (K3)."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain import businesses
from certificate.domain.checklist import Checklist, Condition, Finding
from certificate.domain.facts import Case
from tests.unit.certificate.makers import PRINCIPAL, SAFETY_MANAGER, a_case, held, with_holder

CHECKLISTS: Final = {
    each.business: each for each in vars(businesses).values() if isinstance(each, Checklist)
}
# Built from the types alone: a fact that is added later is made up here as well, or left out
# where its type says that there may be none.
cases: Final = st.from_type(Case)
# K3: the day can be known where nothing but time must pass.
DAYS_TOLD: Final = {
    "age_is_within_limits",
    "certificate_may_be_held",
    "certificate_may_be_held_there",
    "window_is_open",
}
SECTION: Final = re.compile(r"六\.[1-7](\([1-9]\))?|[DHK]\d{1,2}")

of_every_business = pytest.mark.parametrize("business", CHECKLISTS)


def conditions_of(checklist: Checklist) -> tuple[Condition, ...]:
    return (*checklist.conditions, *checklist.also)


def test_all_seven_sections_but_the_review_have_a_checklist() -> None:
    sections = sorted(each.section for each in CHECKLISTS.values())
    assert sections == ["六.1", "六.2", "六.3", "六.4", "六.6", "六.7"]


@of_every_business
@given(case=cases)
def test_every_condition_is_answered_whatever_the_facts(business: str, case: Case) -> None:
    checklist = CHECKLISTS[business]
    findings = checklist.judge(case)
    assert [each.code for each in findings] == [each.code for each in conditions_of(checklist)]
    assert all(type(each.met) is bool for each in findings)
    assert checklist.judge(case) == findings


@of_every_business
@given(case=cases)
def test_every_answer_says_all_that_its_reader_needs(business: str, case: Case) -> None:
    for finding in CHECKLISTS[business].judge(case):
        assert finding.wording.strip()
        assert SECTION.fullmatch(finding.section), finding.section
        assert finding.facts
        json.dumps(dict(finding.facts))
        assert finding.remedy.zh.strip()
        assert finding.remedy.en.strip()


@of_every_business
@given(case=cases)
def test_a_day_is_told_only_where_it_is_still_to_come(business: str, case: Case) -> None:
    for finding in CHECKLISTS[business].judge(case):
        if finding.earliest is not None:
            assert not finding.met
            assert finding.code in DAYS_TOLD


@of_every_business
def test_who_can_mend_it_is_somebody_or_the_words_say_that_nobody_can(business: str) -> None:
    for condition in conditions_of(CHECKLISTS[business]):
        nobody = condition.remedy.en.startswith(("Nobody", "Nothing"))
        assert nobody is not bool(condition.remedy.who) or condition.code in MENDED_OR_NEEDLESS


# Where the person may do something, and where there is nothing to do at all.
MENDED_OR_NEEDLESS: Final = {"employer_is_another_unit"}


def finding_of(case: Case, business: str, code: str) -> Finding:
    return next(each for each in CHECKLISTS[business].judge(case) if each.code == code)


@given(case=cases)
def test_the_age_told_is_the_first_day_on_which_it_is_met(case: Case) -> None:
    found = finding_of(case, "新发证", "age_is_within_limits")
    if found.earliest is not None:
        assert age_is_met(case, found.earliest)
        assert not age_is_met(case, found.earliest - timedelta(days=1))


def age_is_met(case: Case, on: date) -> bool:
    return finding_of(replace(case, on=on), "新发证", "age_is_within_limits").met


@given(case=cases)
def test_the_window_told_is_the_first_day_on_which_it_is_met(case: Case) -> None:
    found = finding_of(case, "证书延期", "window_is_open")
    if found.earliest is None:
        return
    assert found.earliest > case.on or submitted_on(case) is not None
    assert window_is_met(case, found.earliest)
    assert not window_is_met(case, found.earliest - timedelta(days=1))


def submitted_on(case: Case) -> date | None:
    renewing = case.certificate.renewing if case.certificate else None
    return renewing.submitted_on if renewing else None


def window_is_met(case: Case, on: date) -> bool:
    """As if the renewal were submitted on that day."""
    assert case.certificate is not None
    certificate = replace(case.certificate, renewing=None)
    case = replace(case, on=on, certificate=certificate)
    return finding_of(case, "证书延期", "window_is_open").met


def test_a_move_tells_from_when_the_place_is_free() -> None:
    """As issuance does: what stands in the way expires by itself (H2)."""
    in_the_way = replace(held(SAFETY_MANAGER), free_from=date(2028, 1, 1))
    case = with_holder(a_case(PRINCIPAL), held=(in_the_way,))
    assert moving(case).earliest == date(2028, 1, 1)
    in_renewal = replace(in_the_way, free_from=None)
    assert moving(with_holder(case, held=(in_renewal,))).earliest is None


def moving(case: Case) -> Finding:
    return finding_of(case, "工作单位变更", "certificate_may_be_held_there")
