"""六.4 姓名变更: 身份证号不变，以新姓名重新实名认证后发起，等待审批 (K2, K4, K7)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.certificate import ListCertificateCases
from contracts.errors import ConditionsNotMet
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateCaseStep,
    CertificateStatus,
    Province,
    Trade,
    VersionCause,
)
from tests.applicants import (
    PRINTED,
    Applicant,
    an_applicant,
    approves,
    codes_unmet,
    loses_employment,
    rejects,
)
from tests.makers import Firm, World, an_id_number
from tests.workers import OPERATOR, an_account

KIND = CertificateCaseKind.PERSON_NAME_CHANGE
NEW_NAME = "示例·新姓名"
EXPIRED = "certificate_is_in_force"
LISTED = [
    "是否上传证件照",
    "是否有聘用关系，且聘用单位是本省企业",
    "当前证书是否在办理其他业务",
    "当前证书是否在有效期内",
    "年龄限制（满 18 周岁，且男性不超过 60 周岁，女性不超过 55 周岁）",
    "是否是本省证书",
]


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    return world.an_enterprise("GJ")


@pytest.fixture
def renamed(world: World, firm: Firm) -> Applicant:
    """Employed, and verified anew under another name."""
    return renames(an_applicant(world, KIND, unit=firm, employer=firm))


def renames(applicant: Applicant) -> Applicant:
    """Verify the real name again, with another name and the same ID number."""
    worker = replace(applicant.worker, name=NEW_NAME).verifies()
    assert worker.person == applicant.worker.person
    return replace(applicant, worker=worker)


class TestThePath:
    def test_no_employer_is_asked(self, renamed: Applicant) -> None:
        case = renamed.submits()
        assert case.status is CertificateCaseStatus.WAITING_FOR_AUTHORITY
        assert case.employer is None

    def test_a_new_version_bears_the_new_name_and_nothing_else_is_new(
        self, world: World, renamed: Applicant
    ) -> None:
        before = renamed.shown
        case = approves(world, renamed.submits())
        [newest, first] = renamed.versions
        assert (newest.holder_name, first.holder_name) == (NEW_NAME, PRINTED)
        assert (newest.cause, newest.caused_by) == (VersionCause.PERSON_NAME_CHANGE, case.id)
        assert renamed.shown == replace(before, holder_name=NEW_NAME, version=2)

    def test_the_timeline_tells_every_step(self, world: World, renamed: Applicant) -> None:
        case = rejects(world, renamed.submits(), "照片与本人不符")
        [listed] = world.stack.ask(ListCertificateCases(), by=renamed.worker.by).items
        assert listed == case
        assert [(each.step, each.by, each.reason) for each in listed.timeline] == [
            (CertificateCaseStep.SUBMITTED, renamed.worker.by.subject, None),
            (CertificateCaseStep.REJECTED, world.staff.subject, "照片与本人不符"),
        ]
        assert renamed.versions[0].holder_name == PRINTED


class TestConditions:
    def test_they_are_the_manuals_in_its_order(self, renamed: Applicant) -> None:
        findings = renamed.findings()
        assert [each.wording for each in findings if each.number] == LISTED
        assert all(each.is_met for each in findings)

    def test_all_that_is_unmet_is_told_at_once_in_that_order(
        self, world: World, firm: Firm
    ) -> None:
        worker = an_account(world, name=PRINTED, id_number=an_id_number("19500101")).verifies()
        ended = world.today - timedelta(days=1)
        certificate = firm.a_certificate(
            OPERATOR,
            trade=Trade.LPG_DEPOT,
            holder=worker.person,
            valid_to=ended,
            ce_deadline=ended,
        )
        with pytest.raises(ConditionsNotMet) as refused:
            Applicant(worker=worker, certificate=certificate, kind=KIND).submits()
        assert codes_unmet(refused.value) == [
            "photo_is_uploaded",
            "holder_has_a_local_employer",
            "certificate_is_in_force",
            "age_is_within_limits",
            "holder_has_been_renamed",
        ]

    def test_the_verification_comes_first(self, world: World, firm: Firm) -> None:
        applicant = an_applicant(world, KIND, unit=firm, employer=firm)
        assert applicant.unmet() == {"holder_has_been_renamed"}
        assert renames(applicant).unmet() == set()

    def test_the_employer_need_not_be_the_unit_on_the_certificate(
        self, world: World, firm: Firm
    ) -> None:
        other = world.an_enterprise()
        applicant = an_applicant(world, KIND, unit=firm, employer=other)
        assert renames(applicant).unmet() == set()

    def test_but_it_must_be_one_of_this_province(self, world: World, firm: Firm) -> None:
        abroad = world.an_enterprise(province=Province.GANSU)
        applicant = an_applicant(world, KIND, unit=firm, employer=abroad)
        assert renames(applicant).unmet() == {"holder_has_a_local_employer"}

    @pytest.mark.parametrize(("days", "unmet"), [(-1, {EXPIRED}), (0, set()), (1, set())])
    def test_the_last_day_of_validity_still_counts(
        self, world: World, firm: Firm, days: int, unmet: set[str]
    ) -> None:
        last = world.today + timedelta(days=days)
        differs = {"valid_to": last, "ce_deadline": last}
        applicant = an_applicant(world, KIND, unit=firm, employer=firm, **differs)
        assert renames(applicant).unmet() == unmet

    def test_a_mark_of_the_trade_does_not_hinder_it_and_stays(
        self, world: World, firm: Firm
    ) -> None:
        """K4: name changes keep the record true."""
        reasons = [AbnormalReason.TRADE_NOT_PERMITTED]
        marked = {"trade": Trade.BOTTLE_DELIVERY, "reasons": reasons}
        applicant = renames(an_applicant(world, KIND, unit=firm, employer=firm, **marked))
        approves(world, applicant.submits())
        assert applicant.shown.status is CertificateStatus.ABNORMAL
        assert applicant.shown.holder_name == NEW_NAME

    def test_a_missed_review_does(self, world: World, firm: Firm) -> None:
        """K4, 六.5: only cancellation is possible."""
        missed = {"reasons": [AbnormalReason.CE_NOT_COMPLETED]}
        applicant = an_applicant(world, KIND, unit=firm, employer=firm, **missed)
        assert renames(applicant).unmet() == {"continuing_education_was_completed"}

    def test_they_are_judged_again_at_the_decision(self, world: World, renamed: Applicant) -> None:
        case = renamed.submits()
        loses_employment(renamed.worker)
        with pytest.raises(ConditionsNotMet) as refused:
            approves(world, case)
        assert codes_unmet(refused.value) == ["holder_has_a_local_employer"]
        assert renamed.now(case) == case
