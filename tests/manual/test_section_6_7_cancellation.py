"""六.7 证书注销: 检测条件通过后提交聘用单位确认，无聘用关系的直接等待审批 (K2, K5, H6)."""

from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import text

from contracts.certificate import (
    CertificateCase,
    GetCertificateCase,
    ListCertificateCases,
    SubmitCertificateCase,
)
from contracts.errors import ConditionsNotMet, InvalidMessage, NotAllowed, NotFound, Refused
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateCaseStep,
    CertificateStatus,
    Province,
    ResultStatus,
    Role,
)
from tests.applicants import (
    Applicant,
    an_applicant,
    approves,
    codes_unmet,
    confirms,
    loses_employment,
    refuses,
    rejects,
)
from tests.makers import Firm, World, an_id_number
from tests.workers import SAFETY, a_worker, approved

KIND = CertificateCaseKind.CANCELLATION
FOR_EMPLOYER = CertificateCaseStatus.WAITING_FOR_EMPLOYER
FOR_AUTHORITY = CertificateCaseStatus.WAITING_FOR_AUTHORITY


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    return world.an_enterprise("GJ")


@pytest.fixture
def employed(world: World, firm: Firm) -> Applicant:
    """Employed by the unit on the certificate."""
    return an_applicant(world, KIND, unit=firm, employer=firm)


@pytest.fixture
def unemployed(world: World, firm: Firm) -> Applicant:
    """Without any employer."""
    return an_applicant(world, KIND, unit=firm)


def steps(case: CertificateCase) -> list[CertificateCaseStep]:
    return [each.step for each in case.timeline]


class TestThePath:
    def test_with_an_employer_it_is_the_employer_that_is_asked(
        self, employed: Applicant, firm: Firm
    ) -> None:
        case = employed.submits()
        assert (case.status, case.employer) == (FOR_EMPLOYER, firm.id)
        assert case.number == employed.shown.number
        assert confirms(firm, case).status is FOR_AUTHORITY

    def test_without_one_it_waits_for_the_authority_at_once(self, unemployed: Applicant) -> None:
        case = unemployed.submits()
        assert (case.status, case.employer) == (FOR_AUTHORITY, None)

    def test_the_present_employer_is_asked_not_the_unit_on_the_certificate(
        self, world: World, firm: Firm
    ) -> None:
        other = world.an_enterprise()
        case = an_applicant(world, KIND, unit=firm, employer=other).submits()
        assert case.employer == other.id

    def test_approved_it_is_cancelled_from_that_day_and_holds_no_place(
        self, world: World, employed: Applicant, firm: Firm
    ) -> None:
        case = approves(world, confirms(firm, employed.submits()))
        assert case.status is CertificateCaseStatus.APPROVED
        assert employed.shown.status is CertificateStatus.CANCELLED
        with world.stack.database("certificate").reading() as connection:
            row = connection.execute(
                text("SELECT cancelled_on, holds_a_place FROM certificates WHERE id = :id"),
                {"id": employed.certificate},
            ).one()
        assert row == (world.today, False)

    def test_the_holder_follows_every_step_who_when_and_what(
        self, world: World, employed: Applicant, firm: Firm
    ) -> None:
        case = approves(world, confirms(firm, employed.submits()))
        listed = world.stack.ask(ListCertificateCases(), by=employed.worker.by)
        assert listed.items == (case,)
        assert [(each.step, each.by) for each in case.timeline] == [
            (CertificateCaseStep.SUBMITTED, employed.worker.by.subject),
            (CertificateCaseStep.CONFIRMED, firm.account.subject),
            (CertificateCaseStep.APPROVED, world.staff.subject),
        ]
        moments = [each.at for each in case.timeline]
        assert moments == sorted(moments)
        assert (case.submitted_at, case.closed_at) == (moments[0], moments[-1])

    def test_the_place_is_free_for_a_result_that_waited_for_it(
        self, world: World, employed: Applicant, firm: Firm
    ) -> None:
        approved(world, employed.worker.passed(SAFETY))
        [waiting] = employed.worker.results
        assert waiting.missing == ("certificate_may_be_held",)
        approves(world, confirms(firm, employed.submits()))
        world.stack.settle()
        [issued] = employed.worker.results
        assert issued.status is ResultStatus.ISSUED


class TestConditions:
    def test_all_are_told_with_wording_section_and_facts(self, employed: Applicant) -> None:
        findings = employed.findings()
        assert [(each.section, each.wording) for each in findings[:2]] == [
            ("六.7(1)", "当前证书是否在办理其他业务"),
            ("六.7(2)", "是否是本省证书，且聘用单位是本省企业"),
        ]
        assert all(each.is_met for each in findings)

    def test_a_certificate_with_an_open_case_is_not_free(self, unemployed: Applicant) -> None:
        unemployed.submits()
        with pytest.raises(ConditionsNotMet) as refused:
            unemployed.submits()
        assert codes_unmet(refused.value) == ["certificate_is_free"]

    def test_an_employer_of_another_province_stands_against_it(
        self, world: World, firm: Firm
    ) -> None:
        abroad = world.an_enterprise(province=Province.GANSU)
        assert an_applicant(world, KIND, unit=firm, employer=abroad).unmet() == {
            "certificate_and_employer_are_local"
        }

    def test_a_certificate_of_another_province_is_not_cancelled_here(
        self, world: World, unemployed: Applicant
    ) -> None:
        with world.stack.database("certificate").independent() as transaction:
            move = text("UPDATE certificates SET province = '62' WHERE id = :id")
            transaction.execute(move, {"id": unemployed.certificate})
        assert unemployed.unmet() == {"certificate_and_employer_are_local"}

    def test_neither_validity_nor_marks_nor_age_nor_photo_matter(
        self, world: World, firm: Firm
    ) -> None:
        """K4, K5: it is the one business that is left to a certificate marked by the review."""
        ended = world.today.replace(year=world.today.year - 1)
        applicant = an_applicant(
            world,
            KIND,
            unit=firm,
            id_number=an_id_number("19500101"),
            reasons=[AbnormalReason.CE_NOT_COMPLETED],
            valid_from=ended.replace(year=ended.year - 5),
            valid_to=ended,
            ce_deadline=ended,
        )
        assert approves(world, applicant.submits()).status is CertificateCaseStatus.APPROVED

    def test_what_is_cancelled_cannot_be_cancelled_again(
        self, world: World, unemployed: Applicant
    ) -> None:
        approves(world, unemployed.submits())
        assert unemployed.unmet() == {"certificate_is_not_cancelled"}

    def test_they_are_judged_again_at_the_decision(self, world: World, firm: Firm) -> None:
        applicant = an_applicant(world, KIND, unit=firm)
        case = applicant.submits()
        applicant.worker.joins(world.an_enterprise(province=Province.GANSU))
        with pytest.raises(ConditionsNotMet) as refused:
            approves(world, case)
        assert codes_unmet(refused.value) == ["certificate_and_employer_are_local"]
        assert applicant.now(case).status is FOR_AUTHORITY


class TestClosingIt:
    def test_the_employer_may_refuse_with_a_reason(self, employed: Applicant, firm: Firm) -> None:
        case = refuses(firm, employed.submits(), "本人仍在岗")
        assert (case.status, case.reason) == (CertificateCaseStatus.REFUSED, "本人仍在岗")
        assert employed.shown.status is CertificateStatus.VALID
        assert employed.submits().status is FOR_EMPLOYER

    def test_so_may_the_authority(self, world: World, unemployed: Applicant) -> None:
        case = rejects(world, unemployed.submits(), "材料不全")
        assert (case.status, case.reason) == (CertificateCaseStatus.REJECTED, "材料不全")
        assert unemployed.shown.status is CertificateStatus.VALID

    @pytest.mark.parametrize("reason", ["  ", " 否 "])
    def test_not_without_one(self, world: World, unemployed: Applicant, reason: str) -> None:
        case = unemployed.submits()
        with pytest.raises(InvalidMessage):
            rejects(world, case, reason)

    def test_the_holder_may_withdraw_until_it_is_decided(
        self, world: World, employed: Applicant, firm: Firm
    ) -> None:
        assert employed.withdraws(employed.submits()).status is CertificateCaseStatus.WITHDRAWN
        confirmed = confirms(firm, employed.submits())
        assert employed.withdraws(confirmed).status is CertificateCaseStatus.WITHDRAWN
        decided = approves(world, confirms(firm, employed.submits()))
        with pytest.raises(Refused, match="CASE_CLOSED"):
            employed.withdraws(decided)

    def test_a_decision_twice_changes_nothing(self, world: World, unemployed: Applicant) -> None:
        case = unemployed.submits()
        decided = approves(world, case)
        with pytest.raises(Refused, match="CASE_CLOSED"):
            rejects(world, case)
        assert unemployed.now(case) == decided

    def test_a_stale_view_is_refused(self, world: World, employed: Applicant, firm: Firm) -> None:
        case = employed.submits()
        confirms(firm, case)
        with pytest.raises(Refused, match="STALE_VIEW"):
            approves(world, case)

    def test_the_authority_does_not_decide_before_the_employer(
        self, world: World, employed: Applicant
    ) -> None:
        with pytest.raises(Refused, match="CASE_WAITS_FOR_ANOTHER"):
            approves(world, employed.submits())


class TestAnEmploymentThatEnds:
    """H6."""

    def test_a_cancellation_moves_on_to_the_authority(
        self, world: World, employed: Applicant
    ) -> None:
        case = employed.submits()
        loses_employment(employed.worker)
        moved = employed.now(case)
        assert moved.status is FOR_AUTHORITY
        assert steps(moved)[-1] is CertificateCaseStep.EMPLOYMENT_ENDED
        assert approves(world, moved).status is CertificateCaseStatus.APPROVED

    def test_one_already_confirmed_stays_where_it_is(self, employed: Applicant, firm: Firm) -> None:
        case = confirms(firm, employed.submits())
        loses_employment(employed.worker)
        assert employed.now(case) == case

    def test_the_end_of_a_former_employment_does_not_touch_it(
        self, world: World, firm: Firm, employed: Applicant
    ) -> None:
        loses_employment(employed.worker)
        employed.worker.joins(firm)
        case = employed.submits()
        world.stack.settle()
        assert employed.now(case).status is FOR_EMPLOYER


class TestWhoMay:
    def test_only_the_holder_applies_and_withdraws(self, world: World, employed: Applicant) -> None:
        other = a_worker(world)
        apply = SubmitCertificateCase(certificate=employed.certificate, kind=KIND)
        with pytest.raises(NotFound):
            world.stack.ask(apply, by=other.by)
        case = employed.submits()
        with pytest.raises(NotFound):
            Applicant(worker=other, certificate=employed.certificate, kind=KIND).withdraws(case)

    def test_only_the_enterprise_asked_answers_and_sees_it(
        self, world: World, employed: Applicant, firm: Firm
    ) -> None:
        case = employed.submits()
        other = world.an_enterprise()
        with pytest.raises(NotFound):
            confirms(other, case)
        get = GetCertificateCase(case=case.id)
        with pytest.raises(NotFound):
            world.stack.ask(get, by=other.account)
        assert world.stack.ask(get, by=firm.account) == case

    def test_only_a_decider_of_the_province_decides(
        self, world: World, unemployed: Applicant
    ) -> None:
        case = unemployed.submits()
        staff = partial(Principal, kind=PrincipalKind.AUTHORITY, account=uuid4())
        reader = staff(province=Province.QINGHAI, roles=(Role.READER,))
        with pytest.raises(NotAllowed):
            approves(World(stack=world.stack, staff=reader), case)
        elsewhere = staff(province=Province.GANSU, roles=tuple(Role))
        with pytest.raises(NotFound):
            approves(World(stack=world.stack, staff=elsewhere), case)
        with pytest.raises(NotFound):
            rejects(World(stack=world.stack, staff=elsewhere), case)
