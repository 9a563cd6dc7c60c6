"""六.6 证书延期: 个人发起, 当前的聘用企业确认, 等待审批 (K2, D1, D2, D9, D10)."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.certificate import DailyTask
from contracts.vocabulary import (
    CeRecordStatus,
    CertificateCaseStatus,
    CertificateCaseStep,
    CertificateStatus,
    VersionCause,
    VersionStatus,
)
from tests.applicants import (
    Applicant,
    approves,
    confirms,
)
from tests.education import (
    DAY,
    DEADLINE,
    DUE,
    LAST,
    START,
    a_student,
    day_is_done,
    no_day_has_been_done,
    recorded,
    reviewed,
)
from tests.makers import Firm, World
from tests.renewals import NEXT, OPENS, a_renewer, applies, days_of, renewed

NEXT_LAST, NEXT_DEADLINE = date(2034, 3, 14), date(2031, 9, 14)


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(START)
    return world.an_enterprise("GJ")


@pytest.fixture
def renewer(world: World, firm: Firm) -> Applicant:
    """On the last day, with everything in order."""
    return a_renewer(world, firm)


class TestThePath:
    def test_the_employer_is_asked_first_then_the_authority(
        self, world: World, firm: Firm, renewer: Applicant
    ) -> None:
        case = renewer.submits()
        assert (case.status, case.employer) == (
            CertificateCaseStatus.WAITING_FOR_EMPLOYER,
            firm.id,
        )
        case = confirms(firm, case)
        assert case.status is CertificateCaseStatus.WAITING_FOR_AUTHORITY
        case = approves(world, case)
        assert case.status is CertificateCaseStatus.APPROVED
        assert [each.step for each in case.timeline] == [
            CertificateCaseStep.SUBMITTED,
            CertificateCaseStep.CONFIRMED,
            CertificateCaseStep.APPROVED,
        ]

    @pytest.mark.parametrize("decided_on", [LAST, NEXT, NEXT + 90 * DAY])
    def test_the_new_term_begins_the_day_after_however_late_it_is_decided(
        self, world: World, firm: Firm, renewer: Applicant, decided_on: date
    ) -> None:
        renewed(world, firm, renewer, decided_on=decided_on)
        assert days_of(renewer) == (NEXT, NEXT_LAST, NEXT_DEADLINE)
        newest, first = renewer.versions
        assert (newest.version, newest.term, newest.cause) == (2, 2, VersionCause.RENEWAL)
        assert (newest.valid_from, newest.valid_to) == (NEXT, NEXT_LAST)
        assert (first.valid_from, first.valid_to) == (START, LAST)
        assert newest.number == first.number

    def test_until_then_the_old_version_is_in_force(self, world: World, firm: Firm) -> None:
        renewer = renewed(world, firm, a_renewer(world, firm, on=OPENS), decided_on=OPENS + DAY)
        told = []
        for day in (OPENS + DAY, LAST, NEXT):
            world.stack.clock.move_to(day)
            assert renewer.shown.status is CertificateStatus.VALID
            told.append([version.status for version in renewer.versions])
        upcoming = [VersionStatus.UPCOMING, VersionStatus.IN_FORCE]
        assert told == [upcoming, upcoming, [VersionStatus.IN_FORCE, VersionStatus.SUPERSEDED]]

    def test_the_record_is_used_up_by_the_approval(
        self, world: World, firm: Firm, renewer: Applicant
    ) -> None:
        student = replace(a_student(world, firm), worker=renewer.worker)
        case = confirms(firm, renewer.submits())
        before = student.records[0].status
        approves(world, case)
        after = student.records[0].status
        assert (before, after) == (CeRecordStatus.AVAILABLE, CeRecordStatus.USED)

    def test_age_cuts_the_new_term(self, world: World, firm: Firm) -> None:
        """D1: 超出从业年龄限制的人员，有效期截止日期为生日前一天."""
        renewer = a_renewer(world, firm, born="19700501")
        renewed(world, firm, renewer, decided_on=LAST)
        assert days_of(renewer) == (NEXT, date(2030, 4, 30), date(2030, 4, 30))


class TestTheWindow:
    @pytest.mark.parametrize(
        ("on", "unmet"),
        [
            (OPENS - DAY, {"window_is_open"}),
            (OPENS, set()),
            (OPENS + DAY, set()),
            (LAST - DAY, set()),
            (LAST, set()),
            (NEXT, {"window_is_open"}),
        ],
    )
    def test_it_is_the_last_three_months(
        self, world: World, firm: Firm, renewer: Applicant, on: date, unmet: set[str]
    ) -> None:
        world.stack.clock.move_to(on)
        assert renewer.unmet() == unmet

    def test_before_it_the_day_is_told_on_which_it_opens(
        self, world: World, renewer: Applicant
    ) -> None:
        world.stack.clock.move_to(OPENS - DAY)
        [finding] = [each for each in renewer.findings() if not each.is_met]
        assert (finding.number, finding.met_from) == (4, OPENS)
        world.stack.clock.move_to(NEXT)
        [finding] = [each for each in renewer.findings() if not each.is_met]
        assert finding.met_from is None

    @pytest.mark.parametrize(
        ("opens", "days"),
        [
            (date(2028, 11, 28), (date(2024, 2, 29), date(2026, 8, 28), date(2029, 2, 27))),
            (date(2029, 5, 31), (date(2024, 8, 31), date(2027, 2, 27), date(2029, 8, 30))),
        ],
    )
    def test_at_the_ends_of_months(
        self, world: World, firm: Firm, opens: date, days: tuple[date, date, date]
    ) -> None:
        start, deadline, last = days
        about = {"valid_from": start, "ce_deadline": deadline, "valid_to": last}
        renewer = a_renewer(world, firm, on=opens - DAY, second=deadline + DAY, **about)
        assert renewer.unmet() == {"window_is_open"}
        world.stack.clock.move_to(opens)
        assert renewer.unmet() == set()

    def test_only_the_submission_is_tested(
        self, world: World, firm: Firm, renewer: Applicant
    ) -> None:
        """证书到期后将无法申请证书延期, but a decision may come later."""
        case = renewer.submits()
        world.stack.clock.move_to(NEXT + 30 * DAY)
        while_it_ran = renewer.shown
        assert (while_it_ran.status, while_it_ran.is_usable) == (CertificateStatus.EXPIRED, False)
        approves(world, confirms(firm, case))
        assert renewer.shown.is_usable


def test_a_certificate_s_whole_life(world: World, firm: Firm) -> None:
    """Both continuing educations, a renewal, and a second term that misses its review."""
    no_day_has_been_done(world)
    world.stack.clock.move_to(DEADLINE)
    student = a_student(world, firm)
    recorded(world, student.proves(1, on=START))
    assert reviewed(student).shown.ce_deadline == LAST
    world.stack.clock.move_to(OPENS)
    recorded(world, student.proves(2, on=DUE))
    renewer = applies(student)
    renewed(world, firm, renewer, decided_on=NEXT)
    assert days_of(renewer) == (NEXT, NEXT_LAST, NEXT_DEADLINE)
    due = NEXT_DEADLINE + DAY
    reviewed(student, due)
    assert student.shown.status is CertificateStatus.ABNORMAL
    assert [each.term for each in student.reviews] == [2, 1]
    world.stack.clock.move_to(due + DAY)
    day_is_done(world, DailyTask.REVIEW)
    recorded(world, student.proves(1, on=NEXT))
    assert student.shown.ce_deadline == NEXT_LAST
    assert [(each.term, each.ordinal) for each in student.records] == [(2, 1), (1, 2), (1, 1)]
