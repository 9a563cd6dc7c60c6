"""六.6 检测条件: at submission and again at the decision, all at once (K3, K4, K11)."""

from datetime import date

import pytest

from contracts.errors import ConditionsNotMet
from contracts.vocabulary import AbnormalReason, CertificateCaseStatus, CertificateKind, Trade
from tests.applicants import (
    Applicant,
    approves,
    codes_unmet,
    confirms,
    loses_employment,
    settled,
)
from tests.education import DAY, DUE, LAST, START
from tests.makers import Firm, World
from tests.renewals import OPENS, a_renewer

OPERATOR, PRINCIPAL = CertificateKind.OPERATOR, CertificateKind.PRINCIPAL
LISTED = [
    "是否上传证件照",
    "是否有聘用单位，且当前聘用单位和证书所在单位是同一家单位",
    "当前证书是否在办理其他业务",
    "当前证书是否在延期时间内（到期前的三个月内可申请）",
    "系统内是否有符合要求的继续教育记录",
    "是否是本省证书，且聘用单位是本省企业",
    "年龄限制（满18周岁，且男性不超过60周岁，女性不超过55周岁）",
    "证书所在单位名称与当前聘用单位名称是否一致",
    "证书所属经营类别与当前聘用单位的经营类别是否相符",
]


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(START)
    return world.an_enterprise("GJ")


@pytest.fixture
def renewer(world: World, firm: Firm) -> Applicant:
    return a_renewer(world, firm)


def test_they_are_the_manuals_in_its_order(renewer: Applicant) -> None:
    findings = renewer.findings()
    assert [each.wording for each in findings if each.number] == LISTED
    assert all(each.is_met for each in findings)


def test_all_that_is_unmet_is_told_at_once(world: World, firm: Firm) -> None:
    renewer = a_renewer(world, firm, on=OPENS - DAY, second=None)
    loses_employment(renewer.worker)
    with pytest.raises(ConditionsNotMet) as refused:
        renewer.submits()
    assert codes_unmet(refused.value) == [
        "employer_is_the_unit",
        "window_is_open",
        "second_ce_record_is_there",
        "unit_names_agree",
        "categories_agree",
    ]
    [window] = [each for each in refused.value.facts["unmet"] if each["number"] == 4]
    assert window["met_from"] == "2028-12-15"


@pytest.mark.parametrize(
    ("born", "male", "unmet"),
    [
        ("19690316", True, set()),
        ("19690315", True, {"age_allows_the_next_term"}),
        ("19740316", False, set()),
        ("19740315", False, {"age_allows_the_next_term"}),
    ],
)
def test_age_counts_on_the_day_after_the_last(
    world: World, firm: Firm, born: str, *, male: bool, unmet: set[str]
) -> None:
    """D10: 60 and 55 years on 2029-03-15, the first day of the new term."""
    assert a_renewer(world, firm, born=born, male=male).unmet() == unmet


def test_a_missed_review_forbids_it(world: World, firm: Firm) -> None:
    """K4, 六.5."""
    renewer = a_renewer(world, firm, reasons=[AbnormalReason.CE_NOT_COMPLETED])
    assert renewer.unmet() == {"continuing_education_was_completed"}


def test_a_mark_for_the_trade_fails_the_ninth(world: World, firm: Firm) -> None:
    """K4."""
    trade, reasons = Trade.BOTTLE_DELIVERY, [AbnormalReason.TRADE_NOT_PERMITTED]
    renewer = a_renewer(world, firm, kind=OPERATOR, trade=trade, reasons=reasons)
    assert renewer.unmet() == {"categories_agree"}


def test_an_operator_of_a_permitted_trade_renews(world: World, firm: Firm) -> None:
    renewer = a_renewer(world, firm, kind=OPERATOR, trade=Trade.LPG_DEPOT)
    approves(world, confirms(firm, renewer.submits()))
    assert renewer.shown.valid_from == date(2029, 3, 15)


@pytest.mark.parametrize(
    ("told", "unmet"),
    [
        ("青海从前燃气有限公司", {"unit_names_agree"}),
        ("青海 示例（集团）公司", set()),
        ("青海示例(集团)公司", set()),
    ],
)
def test_a_new_name_of_the_unit_fails_the_eighth(world: World, told: str, unmet: set[str]) -> None:
    """K12: names are compared when normalised."""
    world.stack.clock.move_to(START)
    firm = world.an_enterprise("GJ", name="青海示例（集团）公司")
    assert a_renewer(world, firm, unit_name=told).unmet() == unmet


def test_a_record_issued_by_the_first_deadline_is_no_second(world: World, firm: Firm) -> None:
    renewer = a_renewer(world, firm, second=None)
    assert renewer.unmet() == {"second_ce_record_is_there"}


class TestAtTheDecision:
    def test_they_are_judged_again(self, world: World, firm: Firm, renewer: Applicant) -> None:
        case = confirms(firm, renewer.submits())
        loses_employment(renewer.worker)
        refused = settled(lambda: approves(world, case))
        assert codes_unmet(refused) == [
            "employer_is_the_unit",
            "unit_names_agree",
            "categories_agree",
        ]
        assert renewer.now(case).status is CertificateCaseStatus.WAITING_FOR_AUTHORITY

    def test_a_trade_that_is_no_longer_permitted_refuses(self, world: World) -> None:
        """C5: the case meets the new facts."""
        firm = world.an_enterprise("GJ")
        renewer = a_renewer(world, firm, kind=OPERATOR, trade=Trade.VEHICLE_FILLING_STATION)
        case = confirms(firm, renewer.submits())
        world.stack.clock.move_to(LAST + DAY)
        firm.changes_to("G")
        assert renewer.shown.reasons == (AbnormalReason.TRADE_NOT_PERMITTED,)
        assert codes_unmet(settled(lambda: approves(world, case))) == ["categories_agree"]
        firm.changes_to("GJ")
        approves(world, case)
        assert renewer.shown.is_usable

    def test_the_record_that_counted_at_submission_still_counts(
        self, world: World, firm: Firm
    ) -> None:
        """D9: from submission the certificate keeps its record."""
        renewer = a_renewer(world, firm, second=DUE)
        case = confirms(firm, renewer.submits())
        world.stack.clock.move_to(LAST + 400 * DAY)
        approves(world, case)
        assert renewer.shown.is_usable
