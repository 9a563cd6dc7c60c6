"""二.4(2) 申请解除聘用关系, 等待企业进行确认, 企业同意即可解除; and the reverse (H5)."""

import pytest
from sqlalchemy import text

from contracts.certificate import GetCertificateUnit
from contracts.employment import (
    ConfirmDissolution,
    GetEmployment,
    ListEmployees,
    RequestDissolution,
)
from contracts.errors import InvalidMessage, NotAllowed, NotFound, Refused
from contracts.principal import ANONYMOUS
from contracts.vocabulary import (
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateKind,
    DissolutionStatus,
    Side,
)
from tests.applicants import Applicant, an_applicant
from tests.makers import Firm, World
from tests.manual.dissolutions import (
    CERTIFICATE,
    announced,
    asked,
    codes_of,
    confirmed,
    employers_of,
    employments_of,
    refused_with,
    withdrawn,
)
from tests.manual.staffing import (
    Worker,
    a_worker,
    accepted,
    an_enterprise_of,
    dissolved,
    employed,
    offered,
)


class TestTheEnd:
    """申请解除聘用关系后，等待企业进行确认，企业同意即可解除聘用关系."""

    def test_comes_when_the_person_asks_and_the_enterprise_agrees(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        request = asked(world, begun, worker.account, " 另有发展 ")
        assert (request.status, request.requested_by) == (DissolutionStatus.OPEN, Side.PERSON)
        assert request.reason == "另有发展"
        assert employers_of(world, worker) == [firm.id]
        ended = confirmed(world, request, firm.account)
        assert (ended.ended_on, ended.version) == (world.today, begun.version + 1)
        assert employers_of(world, worker) == []

    def test_comes_when_the_enterprise_asks_and_the_person_agrees(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        request = asked(world, employed(world, firm, worker), firm.account)
        assert request.requested_by is Side.ENTERPRISE
        assert confirmed(world, request, worker.account).ended_on == world.today
        assert employers_of(world, worker) == []
        assert world.stack.ask(ListEmployees(), by=firm.account).items == ()

    def test_does_not_come_by_the_word_of_one_side_alone(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        for by, other in ((worker.account, firm.account), (firm.account, worker.account)):
            request = asked(world, begun, by)
            for answer in (confirmed, refused_with):
                with pytest.raises(Refused) as refused:
                    answer(world, request, by)
                assert refused.value.code == "DISSOLUTION_REQUESTED_BY_ONESELF"
            with pytest.raises(Refused) as refused:
                withdrawn(world, request, other)
            assert refused.value.code == "DISSOLUTION_REQUESTED_BY_OTHER_SIDE"
            withdrawn(world, request, by)
        assert employers_of(world, worker) == [firm.id]

    def test_needs_two_accounts_even_where_the_boss_is_the_worker(self, world: World) -> None:
        boss = a_worker(world, "法人兼负责人")
        firm = an_enterprise_of(world, boss)
        request = asked(world, employed(world, firm, boss), boss.account)
        with pytest.raises(Refused):
            confirmed(world, request, boss.account)
        assert confirmed(world, request, firm.account).ended_on == world.today

    def test_is_announced_once_with_ids_only_and_not_before(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        request = asked(world, begun, worker.account, "家庭原因")
        assert announced(world, begun) == []
        confirmed(world, request, firm.account)
        (body,) = announced(world, begun)
        assert str(worker.account.person) in body
        assert not any(word in body for word in (worker.name, worker.id_number, "家庭原因"))

    def test_makes_room_for_another_employment_at_once(self, world: World) -> None:
        firm, other, worker = world.an_enterprise(), world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        waiting = offered(world, other, worker)
        confirmed(world, asked(world, begun, worker.account), firm.account)
        assert accepted(world, waiting, worker).enterprise == other.id
        assert employments_of(world, worker) == [(other.id, True), (firm.id, False)]

    def test_leaves_room_also_to_come_back(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        first = employed(world, firm, worker)
        dissolved(world, firm, worker)
        second = employed(world, firm, worker)
        assert second.id != first.id
        assert employers_of(world, worker) == [firm.id]


class TestARequest:
    """One at a time, taken back by its side, refused by the other; the employment goes on."""

    def test_that_is_refused_with_a_reason_leaves_the_employment(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        told = refused_with(world, asked(world, begun, worker.account), firm.account)
        assert (told.status, told.answer) == (DissolutionStatus.REFUSED, "合同未到期")
        assert employers_of(world, worker) == [firm.id]
        assert asked(world, begun, worker.account).status is DissolutionStatus.OPEN

    def test_is_not_refused_without_a_reason(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        request = asked(world, employed(world, firm, worker), worker.account)
        with pytest.raises(InvalidMessage) as refused:
            refused_with(world, request, firm.account, "  　 ")
        assert [fault.path for fault in refused.value.faults] == ["reason"]

    def test_that_is_withdrawn_leaves_the_employment(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        request = asked(world, employed(world, firm, worker), firm.account)
        assert withdrawn(world, request, firm.account).status is DissolutionStatus.WITHDRAWN
        with pytest.raises(Refused) as refused:
            confirmed(world, request, worker.account)
        assert refused.value.code == "DISSOLUTION_CLOSED"
        assert employers_of(world, worker) == [firm.id]

    def test_is_one_at_a_time_and_the_other_side_is_told_which(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        request = asked(world, begun, worker.account)
        for by in (worker.account, firm.account):
            with pytest.raises(Refused) as refused:
                asked(world, begun, by)
            assert codes_of(refused) == ["DISSOLUTION_OPEN_ALREADY"]
            assert refused.value.facts["dissolution"] == str(request.id)
            assert refused.value.facts["requested_by"] == "person"

    def test_is_answered_once(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        request = asked(world, begun, worker.account)
        confirmed(world, request, firm.account)
        for answer in (confirmed, refused_with):
            with pytest.raises(Refused) as refused:
                answer(world, request, firm.account)
            assert codes_of(refused) == ["DISSOLUTION_CLOSED"]
        assert len(announced(world, begun)) == 1

    def test_is_not_made_once_the_employment_has_ended(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        employed(world, firm, worker)
        ended = dissolved(world, firm, worker)
        with pytest.raises(Refused) as refused:
            asked(world, ended, worker.account)
        assert codes_of(refused) == ["EMPLOYMENT_ENDED"]

    def test_on_a_stale_view_changes_nothing_and_all_is_told_at_once(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        request = asked(world, begun, worker.account)
        stale = RequestDissolution(employment=begun.id, version=begun.version + 1)
        with pytest.raises(Refused) as refused:
            world.stack.ask(stale, by=firm.account)
        assert codes_of(refused) == ["DISSOLUTION_OPEN_ALREADY", "STALE_VIEW"]
        answer = ConfirmDissolution(dissolution=request.id, version=request.version + 1)
        with pytest.raises(Refused) as refused:
            world.stack.ask(answer, by=worker.account)
        assert codes_of(refused) == ["DISSOLUTION_REQUESTED_BY_ONESELF", "STALE_VIEW"]
        assert employers_of(world, worker) == [firm.id]

    def test_is_another_s_affair_to_nobody_else(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        request = asked(world, begun, worker.account)
        for by in (a_worker(world).account, world.an_enterprise().account):
            for act in (confirmed, refused_with, withdrawn):
                with pytest.raises(NotFound):
                    act(world, request, by)
            with pytest.raises(NotFound):
                asked(world, begun, by)
            with pytest.raises(NotFound):
                world.stack.ask(GetEmployment(employment=begun.id), by=by)
        for by in (ANONYMOUS, world.staff, CERTIFICATE):
            with pytest.raises(NotAllowed):
                confirmed(world, request, by)


class TestWhatWaitedForTheEmployer:
    """H6, by a dissolution that both sides wanted and not by an event alone."""

    def test_moves_on_to_the_authority_if_it_is_a_cancellation(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        applicant = an_applicant(world, CertificateCaseKind.CANCELLATION, unit=firm, employer=firm)
        case = applicant.submits()
        assert case.status is CertificateCaseStatus.WAITING_FOR_EMPLOYER
        leaves(applicant, firm)
        assert applicant.now(case).status is CertificateCaseStatus.WAITING_FOR_AUTHORITY

    def test_is_terminated_if_it_is_a_change_of_work_unit(self, world: World) -> None:
        former, firm = world.an_enterprise("GJ"), world.an_enterprise("GJ")
        kind = CertificateCaseKind.WORK_UNIT_CHANGE
        applicant = an_applicant(world, kind, unit=former, employer=firm)
        case = applicant.submits()
        leaves(applicant, firm)
        assert applicant.now(case).status is CertificateCaseStatus.TERMINATED


def leaves(applicant: Applicant, firm: Firm) -> None:
    worker = applicant.worker
    same = Worker(name=worker.name, id_number=worker.id_number, account=worker.by)
    dissolved(worker.world, firm, same)
    worker.world.stack.settle()


def test_the_certificates_of_the_old_unit_are_left_alone(world: World) -> None:
    firm, worker = world.an_enterprise("G"), a_worker(world)
    kind, person = CertificateKind.SAFETY_MANAGER, worker.account.person
    certificate = firm.a_certificate(kind, letters="G", holder=person)
    employed(world, firm, worker)

    def shown() -> list[bool]:
        """What the holder, the unit and the authority see of a current employer."""
        call = GetCertificateUnit(certificate=certificate)
        seen = (worker.account, firm.account, world.staff)
        return [world.stack.ask(call, by=each).is_current_employer for each in seen]

    assert shown() == [True, True, True]
    dissolved(world, firm, worker)
    world.stack.settle()
    assert shown() == [False, False, False]
    others = world.an_enterprise().account
    with pytest.raises(NotFound):
        world.stack.ask(GetCertificateUnit(certificate=certificate), by=others)
    with world.stack.database("certificate").reading() as connection:
        named = text("SELECT enterprise, version FROM certificates WHERE id = :id")
        assert connection.execute(named, {"id": certificate}).one() == (firm.id, 1)
