"""六.2 工作单位变更: 当前聘用单位与证书上所在单位不一致时，经其确认后审批 (K2, K13, H6, H7)."""

from datetime import date, timedelta

import pytest

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
    VersionStatus,
)
from tests.applicants import (
    PRINTED,
    Applicant,
    an_applicant,
    approves,
    codes_unmet,
    confirms,
    loses_employment,
    refuses,
)
from tests.makers import Firm, World, an_id_number
from tests.manual.changes import approve_renewal
from tests.manual.staffing import Worker as Boss
from tests.manual.staffing import an_enterprise_of
from tests.workers import OPERATOR, PRINCIPAL, Worker, a_worker, an_account

KIND = CertificateCaseKind.WORK_UNIT_CHANGE
FOR_EMPLOYER = CertificateCaseStatus.WAITING_FOR_EMPLOYER
NOT_PERMITTED = AbnormalReason.TRADE_NOT_PERMITTED
EXPIRED = "certificate_is_in_force"
AGE = "age_is_within_limits"
STATION = Trade.VEHICLE_FILLING_STATION
LISTED = [
    "是否上传证件照",
    "是否有聘用关系，且聘用单位是本省企业",
    "当前证书是否在办理其他业务",
    "当前证书是否在有效期内",
    "年龄限制（满 18 周岁，且男性不超过 60 周岁，女性不超过 55 周岁）",
    "是否是本省证书",
    "聘用企业是否完成经营类别登记",
]


@pytest.fixture(scope="module")
def old(world: World) -> Firm:
    return world.an_enterprise("GJ")


@pytest.fixture(scope="module")
def new(world: World) -> Firm:
    return world.an_enterprise("PQ")


@pytest.fixture
def moving(world: World, old: Firm, new: Firm) -> Applicant:
    """A safety manager whose certificate names the old unit and whom the new one employs."""
    return an_applicant(world, KIND, unit=old, employer=new)


def born(years: int, today: date, *, days: int = 0) -> str:
    """An ID number of a man who is so old today, or so many days later."""
    on = today.replace(year=today.year - years) + timedelta(days=days)
    return an_id_number(on.strftime("%Y%m%d"))


class TestThePath:
    def test_the_present_employer_confirms_and_the_authority_approves(
        self, world: World, moving: Applicant, old: Firm, new: Firm
    ) -> None:
        case = moving.submits()
        assert (case.status, case.employer) == (FOR_EMPLOYER, new.id)
        decided = approves(world, confirms(new, case))
        assert [each.step for each in decided.timeline] == [
            CertificateCaseStep.SUBMITTED,
            CertificateCaseStep.CONFIRMED,
            CertificateCaseStep.APPROVED,
        ]

    def test_a_new_version_names_the_new_unit_with_its_letters(
        self, world: World, moving: Applicant, old: Firm, new: Firm
    ) -> None:
        before = moving.shown
        case = approves(world, confirms(new, moving.submits()))
        after, [newest, first] = moving.shown, moving.versions
        assert (after.enterprise, after.enterprise_name) == (new.id, new.enterprise.name)
        assert after.number == before.number.removesuffix("GJ") + "PQ"
        assert (newest.version, newest.cause) == (2, VersionCause.WORK_UNIT_CHANGE)
        assert newest.caused_by == case.id
        assert (first.enterprise, first.categories) == (old.id, "GJ")
        assert first.status is VersionStatus.SUPERSEDED
        dates = (before.valid_from, before.valid_to, before.ce_deadline)
        assert (after.valid_from, after.valid_to, after.ce_deadline) == dates

    def test_an_operators_number_does_not_change(self, world: World, old: Firm, new: Firm) -> None:
        operator = {"trade": Trade.LPG_DEPOT}
        moving = an_applicant(world, KIND, unit=old, employer=new, **operator)
        number = moving.shown.number
        approves(world, confirms(new, moving.submits()))
        assert (moving.shown.number, moving.shown.enterprise) == (number, new.id)

    def test_a_version_already_approved_moves_too(
        self, world: World, moving: Applicant, new: Firm
    ) -> None:
        """D9: the version in force and the one of the next term."""
        approve_renewal(
            world, moving.certificate, from_day=moving.shown.valid_to + timedelta(days=1)
        )
        approves(world, confirms(new, moving.submits()))
        versions = moving.versions
        assert [(each.version, each.term, each.categories) for each in versions] == [
            (4, 2, "PQ"),
            (3, 1, "PQ"),
            (2, 2, "GJ"),
            (1, 1, "GJ"),
        ]
        assert [each.status for each in versions[:2]] == [
            VersionStatus.UPCOMING,
            VersionStatus.IN_FORCE,
        ]

    def test_the_employer_may_refuse(self, moving: Applicant, new: Firm, old: Firm) -> None:
        assert refuses(new, moving.submits()).status is CertificateCaseStatus.REFUSED
        assert moving.shown.enterprise == old.id


class TestConditions:
    def test_they_are_the_manuals_in_its_order(self, moving: Applicant) -> None:
        findings = moving.findings()
        assert [each.wording for each in findings if each.number] == LISTED
        assert all(each.is_met for each in findings)

    def test_all_that_is_unmet_is_told_at_once_in_that_order(self, world: World, old: Firm) -> None:
        worker = an_account(world, name=PRINTED, id_number=an_id_number("19500101")).verifies()
        ended = world.today - timedelta(days=1)
        certificate = old.a_certificate(
            OPERATOR, trade=STATION, holder=worker.person, valid_to=ended, ce_deadline=ended
        )
        moving = Applicant(worker=worker, certificate=certificate, kind=KIND)
        with pytest.raises(ConditionsNotMet) as refused:
            moving.submits()
        assert codes_unmet(refused.value) == [
            "photo_is_uploaded",
            "holder_has_a_local_employer",
            "certificate_is_in_force",
            "age_is_within_limits",
            "employer_has_registered_categories",
        ]

    def test_an_employer_of_another_province_does_not_count(self, world: World, old: Firm) -> None:
        abroad = world.an_enterprise(province=Province.GANSU)
        unmet = an_applicant(world, KIND, unit=old, employer=abroad).unmet()
        assert "holder_has_a_local_employer" in unmet

    @pytest.mark.parametrize(("days", "unmet"), [(-1, {EXPIRED}), (0, set()), (1, set())])
    def test_the_last_day_of_validity_still_counts(
        self, world: World, old: Firm, new: Firm, days: int, unmet: set[str]
    ) -> None:
        last = world.today + timedelta(days=days)
        differs = {"valid_to": last, "ce_deadline": last}
        moving = an_applicant(world, KIND, unit=old, employer=new, **differs)
        assert moving.unmet() == unmet

    @pytest.mark.parametrize(("days", "unmet"), [(-1, {AGE}), (0, {AGE}), (1, set())])
    def test_a_man_must_be_below_his_60th_birthday(
        self, world: World, old: Firm, new: Firm, days: int, unmet: set[str]
    ) -> None:
        id_number = born(60, world.today, days=days)
        moving = an_applicant(world, KIND, unit=old, employer=new, id_number=id_number)
        assert moving.unmet() == unmet

    @pytest.mark.parametrize(("days", "unmet"), [(-1, set()), (0, set()), (1, {AGE})])
    def test_nobody_is_moved_before_the_18th_birthday(
        self, world: World, old: Firm, new: Firm, days: int, unmet: set[str]
    ) -> None:
        id_number = born(18, world.today, days=days)
        moving = an_applicant(world, KIND, unit=old, employer=new, id_number=id_number)
        assert moving.unmet() == unmet

    def test_an_employer_without_categories_stands_against_it(
        self, world: World, old: Firm
    ) -> None:
        moving = an_applicant(world, KIND, unit=old, employer=world.an_enterprise())
        assert moving.unmet() == {"employer_has_registered_categories"}

    def test_there_is_nothing_to_change_at_the_same_unit(self, world: World, old: Firm) -> None:
        moving = an_applicant(world, KIND, unit=old, employer=old)
        assert moving.unmet() == {"employer_is_another_unit"}

    def test_an_operator_cannot_move_where_the_trade_is_not_permitted(
        self, world: World, old: Firm, new: Firm
    ) -> None:
        """H7, told apart from the manual's list."""
        operator = {"trade": Trade.PIPE_NETWORK}
        moving = an_applicant(world, KIND, unit=old, employer=new, **operator)
        [unmet] = [each for each in moving.findings() if not each.is_met]
        assert (unmet.code, unmet.section, unmet.number) == (
            "employer_permits_the_trade",
            "H7",
            None,
        )

    def test_with_a_missed_review_only_cancellation_is_possible(
        self, world: World, old: Firm, new: Firm
    ) -> None:
        """六.5, K4."""
        marked = {"reasons": [AbnormalReason.CE_NOT_COMPLETED]}
        moving = an_applicant(world, KIND, unit=old, employer=new, **marked)
        assert moving.unmet() == {"continuing_education_was_completed"}

    def test_a_mark_of_the_old_units_categories_is_lifted_by_the_move(
        self, world: World, old: Firm, new: Firm
    ) -> None:
        """K13: the trade is judged anew at the new unit."""
        operator = {"trade": Trade.LPG_DEPOT, "reasons": [NOT_PERMITTED]}
        moving = an_applicant(world, KIND, unit=old, employer=new, **operator)
        approves(world, confirms(new, moving.submits()))
        assert moving.shown.status is CertificateStatus.VALID

    def test_they_are_judged_again_at_the_decision(self, world: World, old: Firm) -> None:
        shrinking = world.an_enterprise("GJ")
        operator = {"trade": STATION}
        moving = an_applicant(world, KIND, unit=old, employer=shrinking, **operator)
        case = confirms(shrinking, moving.submits())
        shrinking.changes_to("G")
        with pytest.raises(ConditionsNotMet) as refused:
            approves(world, case)
        assert codes_unmet(refused.value) == ["employer_permits_the_trade"]
        assert moving.shown.enterprise == old.id

    def test_only_the_employer_that_confirmed_counts_at_the_decision(
        self, world: World, moving: Applicant, new: Firm
    ) -> None:
        case = confirms(new, moving.submits())
        loses_employment(moving.worker)
        moving.worker.joins(world.an_enterprise("G"))
        with pytest.raises(ConditionsNotMet) as refused:
            approves(world, case)
        assert codes_unmet(refused.value)[0] == "holder_has_a_local_employer"


class TestPrincipals:
    """H1, H4."""

    def boss(self, world: World) -> Worker:
        return a_worker(world, name=PRINTED)

    def firm_of(self, world: World, worker: Worker, letters: str) -> Firm:
        known = Boss(name=worker.name, id_number=worker.id_number, account=worker.by)
        firm = an_enterprise_of(world, known)
        firm.changes_to(letters)
        return firm

    def test_one_moves_to_an_enterprise_represented_which_is_named(
        self, world: World, old: Firm
    ) -> None:
        worker = self.boss(world)
        firm, _other = self.firm_of(world, worker, "P"), self.firm_of(world, worker, "Q")
        certificate = old.a_certificate(PRINCIPAL, holder=worker.person)
        moving = Applicant(worker=worker, certificate=certificate, kind=KIND)
        assert "holder_has_a_local_employer" in moving.unmet()
        case = moving.submits(enterprise=firm.id)
        approves(world, confirms(firm, case))
        assert (moving.shown.enterprise, moving.shown.number[-1]) == (firm.id, "P")

    def test_not_where_one_holds_a_principals_certificate_already(
        self, world: World, old: Firm
    ) -> None:
        worker = self.boss(world)
        firm = self.firm_of(world, worker, "P")
        there = firm.a_certificate(PRINCIPAL, "P", holder=worker.person, represents=True)
        certificate = old.a_certificate(PRINCIPAL, holder=worker.person, represents=True)
        moving = Applicant(worker=worker, certificate=certificate, kind=KIND)
        [unmet] = [each for each in moving.findings() if not each.is_met]
        assert (unmet.code, unmet.section) == ("certificate_may_be_held_there", "H1")
        assert unmet.facts["certificates"] == [str(there)]


class TestAnEmploymentThatEnds:
    """H6."""

    def test_the_case_that_waited_for_that_employer_is_terminated(
        self, moving: Applicant, new: Firm
    ) -> None:
        case = moving.submits()
        loses_employment(moving.worker)
        ended = moving.now(case)
        assert ended.status is CertificateCaseStatus.TERMINATED
        assert ended.timeline[-1].step is CertificateCaseStep.EMPLOYMENT_ENDED
        moving.worker.joins(new)
        assert moving.submits().status is FOR_EMPLOYER
