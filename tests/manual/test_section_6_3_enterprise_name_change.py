"""六.3 企业名称变更: 企业名称变化，系统检测出需要变更的证书，提交后等待审批 (K2, K7, K8)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.certificate import (
    CheckEnterpriseNameChange,
    ListEnterpriseNameChangeItems,
)
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseStatus,
    CertificateCaseStep,
    JobStatus,
    Trade,
    VersionCause,
    VersionStatus,
)
from tests.applicants import PRINTED
from tests.makers import World
from tests.manual.changes import approve_renewal
from tests.renamings import (
    KIND,
    Renaming,
    a_renaming,
    approves,
    codes,
    job_of,
    part_of,
)
from tests.workers import OPERATOR

WAITING = CertificateCaseStatus.WAITING_FOR_AUTHORITY
APPROVED = CertificateCaseStatus.APPROVED


@pytest.fixture
def renaming(world: World) -> Renaming:
    return a_renaming(world)


class TestThePath:
    def test_the_system_finds_the_certificates_and_the_enterprise_asks_once_for_all(
        self, world: World, renaming: Renaming
    ) -> None:
        people = [renaming.employs(), renaming.employs(trade=Trade.LPG_DEPOT)]
        name = renaming.takes_name()
        found = renaming.finds()
        assert set(found) == {each.certificate for each in people}
        assert {each.enterprise_name for each in found.values()} == {renaming.firm.enterprise.name}
        case = renaming.submits()
        assert (case.name, case.status, case.job_key) == (name, WAITING, None)
        assert (case.included, case.left_out) == (2, 0)
        assert case.timeline[0].by == renaming.firm.account.subject
        assert {each.status for each in renaming.items(case).values()} == {WAITING}

    def test_an_approval_prints_the_new_name_and_nothing_else_is_new(
        self, world: World, renaming: Renaming
    ) -> None:
        applicant = renaming.employs()
        name, before = renaming.takes_name(), applicant.shown
        case = approves(world, renaming.submits())
        assert applicant.shown == replace(before, enterprise_name=name, version=2)
        [newest, first] = applicant.versions
        assert (newest.enterprise_name, first.enterprise_name) == (name, before.enterprise_name)
        assert (newest.number, newest.holder_name) == (first.number, PRINTED)
        assert newest.cause is VersionCause.ENTERPRISE_NAME_CHANGE
        assert newest.caused_by == part_of(applicant).id
        assert (newest.photo != first.photo, first.status) == (True, VersionStatus.SUPERSEDED)
        job, after = job_of(world, case), renaming.now(case)
        assert (job.status, job.counts["reissued"]) == (JobStatus.DONE, 1)
        assert (after.status, after.reissued, after.rejected) == (APPROVED, 1, 0)

    def test_the_holder_sees_it_in_their_cases_with_every_step(
        self, world: World, renaming: Renaming
    ) -> None:
        applicant = renaming.employs()
        renaming.takes_name()
        case = renaming.submits()
        waiting = part_of(applicant)
        assert (waiting.kind, waiting.parent, waiting.status) == (KIND, case.id, WAITING)
        approves(world, case)
        assert [(each.step, each.by) for each in part_of(applicant).timeline] == [
            (CertificateCaseStep.SUBMITTED, renaming.firm.account.subject),
            (CertificateCaseStep.APPROVED, world.staff.subject),
        ]

    def test_a_version_already_approved_for_later_gets_the_name_too(
        self, world: World, renaming: Renaming
    ) -> None:
        """D9: the version in force and the one of the next term."""
        applicant = renaming.employs()
        next_day = applicant.shown.valid_to + timedelta(days=1)
        approve_renewal(world, applicant.certificate, from_day=next_day)
        name = renaming.takes_name()
        approves(world, renaming.submits())
        old = renaming.firm.enterprise.name
        versions = [(each.version, each.term, each.enterprise_name) for each in applicant.versions]
        assert versions == [(4, 2, name), (3, 1, name), (2, 2, old), (1, 1, old)]

    def test_what_shows_the_name_already_needs_no_change(
        self, world: World, renaming: Renaming
    ) -> None:
        """Names are compared without regard to brackets, spaces and width."""
        same = renaming.employs(unit_name="青海甲（集团）有限公司")
        other = renaming.employs()
        renaming.takes_name("青海甲(集团) 有限公司")
        assert set(renaming.finds()) == {other.certificate}
        approves(world, renaming.submits())
        assert renaming.finds() == {}
        assert (same.shown.version, other.shown.version) == (1, 2)

    def test_the_name_printed_is_the_one_registered_at_the_decision(
        self, world: World, renaming: Renaming
    ) -> None:
        applicant = renaming.employs()
        renaming.takes_name()
        case = renaming.submits()
        newest = renaming.takes_name()
        assert approves(world, case).name == newest
        assert applicant.shown.enterprise_name == newest

    def test_a_name_taken_back_before_the_decision_changes_nothing(
        self, world: World, renaming: Renaming
    ) -> None:
        applicant = renaming.employs()
        renaming.takes_name()
        case = renaming.submits()
        renaming.takes_name(renaming.firm.enterprise.name)
        approves(world, case)
        assert codes(renaming.items(case)[applicant.certificate]) == ["unit_has_been_renamed"]
        assert applicant.shown.version == 1


class TestWhatIsFound:
    def test_neither_cancelled_nor_expired_ones_nor_those_of_another_enterprise(
        self, world: World, renaming: Renaming
    ) -> None:
        yesterday = world.today - timedelta(days=1)
        renaming.employs(cancelled_on=world.today)
        renaming.employs(valid_to=yesterday, ce_deadline=yesterday)
        world.an_enterprise("GJ").a_certificate(OPERATOR, trade=Trade.LPG_DEPOT)
        last_day = renaming.employs(valid_to=world.today, ce_deadline=world.today)
        renaming.takes_name()
        assert set(renaming.finds()) == {last_day.certificate}

    def test_it_is_paged_without_gap(self, world: World, renaming: Renaming) -> None:
        people = [renaming.employs() for _ in range(3)]
        renaming.takes_name()
        seen, cursor = [], None
        while True:
            call = CheckEnterpriseNameChange(cursor=cursor, size=1)
            page = world.stack.ask(call, by=renaming.firm.account)
            assert page.found == len(people)
            seen += [each.certificate for each in page.items]
            if (cursor := page.next) is None:
                break
        assert seen == sorted(each.certificate for each in people)

    def test_items_are_paged_and_told_apart(self, world: World, renaming: Renaming) -> None:
        people = [renaming.employs() for _ in range(2)]
        people += [renaming.employs(reasons=[AbnormalReason.CE_NOT_COMPLETED]) for _ in range(2)]
        renaming.takes_name()
        case = renaming.submits()

        def listed(**wanted: object) -> list[object]:
            call = ListEnterpriseNameChangeItems(case=case.id, size=1, **wanted)  # type: ignore[arg-type]  # as wanted
            page = world.stack.ask(call, by=world.staff)
            after = listed(**{**wanted, "cursor": page.next}) if page.next else []
            return [*(each.certificate for each in page.items), *after]

        certificates = [each.certificate for each in people]
        assert listed() == sorted(certificates)
        assert listed(is_included=True) == sorted(certificates[:2])
        assert listed(is_included=False) == sorted(certificates[2:])
