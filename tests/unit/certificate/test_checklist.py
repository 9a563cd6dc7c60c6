"""How a checklist is judged: every finding, in order, with all that a reader needs (K3)."""

from dataclasses import replace
from datetime import date

from certificate.domain.checklist import Checklist, Condition, Mender, Remedy, condition
from certificate.domain.facts import Case
from tests.unit.certificate.makers import a_case, with_holder

REMEDY = Remedy(who=(Mender.PERSON,), zh="本人办理", en="The person does it")
DAY = date(2024, 4, 1)


@condition(
    "甲",
    remedy=REMEDY,
    facts=lambda case: {"is_verified": case.holder.is_verified},
    earliest=lambda _: DAY,
)
def first(case: Case) -> bool:
    """Hold for the verified."""
    return case.holder.is_verified


@condition("乙", remedy=REMEDY, facts=lambda _: {})
def second(case: Case) -> bool:
    """Hold for those with a photo."""
    return case.holder.has_id_photo


@condition("丙", rule="H7", remedy=REMEDY, facts=lambda _: {})
def implied(case: Case) -> bool:
    """Hold for the verified."""
    return case.holder.is_verified


LIST = Checklist("某业务", (first, second), section="六.9", also=(implied,))
FINE = a_case()
WRONG = with_holder(FINE, is_verified=False, has_id_photo=False)


def test_a_condition_can_be_asked_like_the_predicate_it_was() -> None:
    assert isinstance(first, Condition)
    assert first(FINE)
    assert not first(WRONG)


def test_every_condition_is_found_met_or_not() -> None:
    half = with_holder(FINE, has_id_photo=False)
    assert [(each.code, each.met) for each in LIST.judge(half)] == [
        ("first", True),
        ("second", False),
        ("implied", True),
    ]


def test_all_that_is_unmet_is_told_at_once() -> None:
    assert [each.code for each in LIST.unmet(WRONG)] == ["first", "second", "implied"]


def test_nothing_is_unmet_where_all_is_well() -> None:
    assert LIST.unmet(FINE) == ()


def test_the_manuals_conditions_are_numbered_as_it_does_and_the_others_are_not() -> None:
    assert [(each.number, each.section) for each in LIST.judge(FINE)] == [
        (1, "六.9(1)"),
        (2, "六.9(2)"),
        (None, "H7"),
    ]


def test_a_number_is_the_place_in_the_list_even_where_earlier_lines_are_met() -> None:
    (found,) = LIST.unmet(with_holder(FINE, has_id_photo=False))
    assert found.number == 2


def test_a_finding_carries_wording_facts_remedy_and_the_earliest_day() -> None:
    found = LIST.unmet(WRONG)[0]
    assert (found.wording, found.facts, found.remedy, found.earliest) == (
        "甲",
        {"is_verified": False},
        REMEDY,
        DAY,
    )


def test_a_condition_that_is_met_awaits_no_day() -> None:
    assert LIST.judge(FINE)[0].earliest is None


def test_a_condition_can_stand_in_another_list_in_other_words() -> None:
    other = Checklist("另一业务", (second.worded("是否乙"),), section="六.8")
    (found,) = other.judge(FINE)
    assert (found.code, found.wording, found.section) == ("second", "是否乙", "六.8(1)")
    assert second.wording == "乙"


def test_a_list_without_implied_conditions_has_the_manuals_only() -> None:
    assert len(replace(LIST, also=()).judge(FINE)) == 2
