"""六.3 企业名称变更: 撤回、驳回、审批，一本证书只有一个在办业务 (K1, K2, K6)."""

from dataclasses import replace
from functools import partial

import pytest

from contracts.certificate import (
    ApproveEnterpriseNameChange,
    GetEnterpriseNameChange,
    ListCertificateCases,
    ListEnterpriseNameChangeItems,
    ListEnterpriseNameChanges,
)
from contracts.errors import NotAllowed, NotFound, Refused
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    Province,
    Role,
)
from tests.applicants import Applicant
from tests.applicants import approves as approves_one
from tests.makers import World
from tests.renamings import (
    KIND,
    Renaming,
    a_renaming,
    approves,
    codes,
    part_of,
    rejects,
)

WAITING = CertificateCaseStatus.WAITING_FOR_AUTHORITY
REJECTED = CertificateCaseStatus.REJECTED
FREE = "certificate_is_free"


@pytest.fixture
def renaming(world: World) -> Renaming:
    return a_renaming(world)


def cancels(applicant: Applicant) -> Applicant:
    """The same person, who would have the certificate cancelled."""
    return replace(applicant, kind=CertificateCaseKind.CANCELLATION)


class TestRefusals:
    def test_nothing_to_change(self, renaming: Renaming) -> None:
        renaming.employs()
        with pytest.raises(Refused) as refused:
            renaming.submits()
        assert refused.value.code == "NO_OTHER_NAME_PRINTED"

    def test_none_that_meets_the_conditions(self, world: World, renaming: Renaming) -> None:
        for _ in range(2):
            renaming.employs(reasons=[AbnormalReason.CE_NOT_COMPLETED])
        renaming.takes_name()
        with pytest.raises(Refused) as refused:
            renaming.submits()
        assert refused.value.code == "NO_CERTIFICATE_MEETS_THE_CONDITIONS"
        [told] = refused.value.facts["unmet"]
        assert (told["code"], told["certificates"]) == ("continuing_education_was_completed", 2)
        listed = world.stack.ask(ListEnterpriseNameChanges(), by=renaming.firm.account)
        assert listed.items == ()

    def test_one_that_is_open_already(self, renaming: Renaming) -> None:
        renaming.employs()
        renaming.takes_name()
        renaming.submits()
        renaming.employs()
        with pytest.raises(Refused) as refused:
            renaming.submits()
        assert refused.value.code == "NAME_CHANGE_OPEN"

    def test_a_holder_cannot_ask_for_it(self, renaming: Renaming) -> None:
        applicant = renaming.employs()
        for ask in (applicant.submits, applicant.findings):
            with pytest.raises(Refused) as refused:
                ask()
            assert refused.value.code == "ASKED_BY_THE_ENTERPRISE"


class TestOneOpenCaseACertificate:
    """K1."""

    def test_another_business_must_wait_until_the_case_is_closed(
        self, world: World, renaming: Renaming
    ) -> None:
        applicant = renaming.employs()
        renaming.takes_name()
        case = renaming.submits()
        assert cancels(applicant).unmet() == {FREE}
        approves(world, case)
        assert cancels(applicant).unmet() == set()

    def test_a_certificate_in_another_business_is_left_out(
        self, world: World, renaming: Renaming
    ) -> None:
        busy, free = renaming.employs(), renaming.employs()
        cancels(busy).submits()
        renaming.takes_name()
        case = renaming.submits()
        assert codes(renaming.items(case)[busy.certificate]) == [FREE]
        assert renaming.items(case)[free.certificate].status is WAITING

    def test_a_part_is_withdrawn_and_decided_with_all_the_others(
        self, world: World, renaming: Renaming
    ) -> None:
        applicant = renaming.employs()
        renaming.takes_name()
        renaming.submits()
        part = part_of(applicant)
        steps = (partial(applicant.withdraws, part), partial(approves_one, world, part))
        for step in steps:
            with pytest.raises(Refused) as refused:
                step()
            assert refused.value.code == "CASE_OF_ENTERPRISE"
        assert part_of(applicant) == part

    def test_staff_find_the_parts_where_they_ask_for_them(
        self, world: World, renaming: Renaming
    ) -> None:
        applicant = renaming.employs()
        renaming.takes_name()
        renaming.submits()
        part = part_of(applicant)

        def listed(**wanted: object) -> set[object]:
            call = ListCertificateCases(size=200, **wanted)  # type: ignore[arg-type]  # as wanted
            return {each.id for each in world.stack.ask(call, by=world.staff).items}

        assert part.id not in listed()
        assert part.id in listed(kind=KIND)
        assert part.id in listed(certificate=applicant.certificate)


class TestTheDecision:
    """K6."""

    def test_a_rejection_tells_its_reason_and_frees_the_certificates(
        self, world: World, renaming: Renaming
    ) -> None:
        applicant = renaming.employs()
        renaming.takes_name()
        closed = rejects(world, renaming.submits(), "请先核对名称")
        assert (closed.status, closed.reason) == (REJECTED, "请先核对名称")
        part = part_of(applicant)
        assert (part.status, part.reason, applicant.shown.version) == (REJECTED, "请先核对名称", 1)
        assert renaming.submits().status is WAITING

    def test_the_enterprise_may_withdraw_it_until_then(
        self, world: World, renaming: Renaming
    ) -> None:
        applicant = renaming.employs()
        renaming.takes_name()
        case = renaming.withdraws(renaming.submits())
        assert case.status is CertificateCaseStatus.WITHDRAWN
        assert part_of(applicant).status is CertificateCaseStatus.WITHDRAWN
        assert cancels(applicant).unmet() == set()
        decided = approves(world, renaming.submits())
        with pytest.raises(Refused) as refused:
            renaming.withdraws(decided)
        assert refused.value.code == "CASE_CLOSED"

    def test_twice_or_on_a_stale_view_changes_nothing(
        self, world: World, renaming: Renaming
    ) -> None:
        renaming.employs()
        renaming.takes_name()
        case = renaming.submits()
        with pytest.raises(Refused) as refused:
            approves(world, replace(case, version=case.version + 1))
        assert refused.value.code == "STALE_VIEW"
        assert renaming.now(case) == case
        decided = approves(world, case)
        for again in (approves, rejects):
            with pytest.raises(Refused) as refused:
                again(world, decided)
            assert refused.value.code == "CASE_CLOSED"

    def test_only_those_who_decide_may_decide(self, world: World, renaming: Renaming) -> None:
        renaming.employs()
        renaming.takes_name()
        case = renaming.submits()
        call = ApproveEnterpriseNameChange(case=case.id, version=case.version)
        reader = replace(world.staff, roles=(Role.READER,))
        for by in (reader, renaming.firm.account):
            with pytest.raises(NotAllowed):
                world.stack.ask(call, by=by)
        elsewhere = replace(world.staff, province=Province.GANSU)
        with pytest.raises(NotFound):
            world.stack.ask(call, by=elsewhere)

    def test_others_do_not_find_it(self, world: World, renaming: Renaming) -> None:
        renaming.employs()
        renaming.takes_name()
        case = renaming.submits()
        stranger = world.an_enterprise()
        elsewhere = replace(world.staff, province=Province.GANSU)
        for by in (stranger.account, elsewhere):
            for call in (
                GetEnterpriseNameChange(case=case.id),
                ListEnterpriseNameChangeItems(case=case.id),
            ):
                with pytest.raises(NotFound):
                    world.stack.ask(call, by=by)
            assert world.stack.ask(ListEnterpriseNameChanges(), by=by).items == ()
        listed = world.stack.ask(ListEnterpriseNameChanges(status=WAITING), by=world.staff)
        assert case in listed.items
