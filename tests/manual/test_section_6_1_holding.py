"""六.1(4) 证书类型限制: what one person may hold, and which results issue by themselves (H1–H8)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from contracts.certificate import (
    Certificate,
    CheckIssuance,
    ExamResult,
    IssueCertificate,
    RetryPendingIssuances,
)
from contracts.errors import ConditionsNotMet, NotFound, Refused
from contracts.principal import service_principal
from contracts.vocabulary import CertificateKind, ResultStatus, Trade
from tests.makers import Firm, World, an_id_number, write_certificate
from tests.workers import OPERATOR, PRINCIPAL, SAFETY, Worker, a_worker, an_account, approved

TODAY = date(2024, 3, 15)
MARCH, FEBRUARY, JANUARY = date(2024, 3, 1), date(2024, 2, 1), date(2024, 1, 5)
PIPES, STATION = Trade.PIPE_NETWORK, Trade.VEHICLE_FILLING_STATION
ISSUED, PENDING, QUALIFIED = ResultStatus.ISSUED, ResultStatus.PENDING, ResultStatus.QUALIFIED
HOLDING = ("certificate_may_be_held",)


@pytest.fixture(autouse=True)
def _the_day(world: World) -> None:
    world.stack.clock.move_to(TODAY)


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(TODAY)
    return world.an_enterprise("GJ")


@dataclass(frozen=True, kw_only=True)
class Boss:
    """The legal representative of several enterprises, employed by none."""

    worker: Worker
    firms: tuple[Firm, ...]


def a_boss(world: World, firms: int) -> Boss:
    worker = an_account(world, name="示例·法人", id_number=an_id_number())
    represented = tuple(
        world.an_enterprise("GJ", legal_representative_id_number=worker.id_number)
        for _ in range(firms)
    )
    return Boss(worker=worker.verifies().uploads_photo(), firms=represented)


def kinds_of(worker: Worker) -> set[CertificateKind]:
    return {each.kind for each in worker.certificates}


def by_exam(worker: Worker) -> dict[date, ExamResult]:
    return {each.exam_on: each for each in worker.results}


def issue(worker: Worker, result: ExamResult, enterprise: UUID | None = None) -> Certificate:
    call = IssueCertificate(result=result.id, enterprise=enterprise)
    return worker.world.stack.ask(call, by=worker.by)


def ends(worker: Worker, **values: object) -> None:
    """Have the only certificate of a worker end: the business that does it comes later."""
    [held] = worker.certificates
    sets = ", ".join(f"{name} = :{name}" for name in values)
    with worker.world.stack.database("certificate").independent() as transaction:
        statement = text(f"UPDATE certificates SET {sets} WHERE id = :id")
        transaction.execute(statement, {**values, "id": held.id})


def try_again(world: World, day: date) -> None:
    world.stack.clock.move_to(day)
    world.stack.ask(RetryPendingIssuances(day=day), by=service_principal("review_scheduler"))
    world.stack.settle()


class TestSets:
    """H1."""

    def test_a_safety_manager_may_also_be_an_operator(self, firm: Firm) -> None:
        worker = a_worker(firm.world, firm)
        approved(firm.world, worker.passed(SAFETY), worker.passed(OPERATOR, PIPES))
        assert kinds_of(worker) == {SAFETY, OPERATOR}

    @pytest.mark.parametrize("other", [SAFETY, OPERATOR])
    def test_a_principal_holds_nothing_else_whichever_came_first(
        self, firm: Firm, other: CertificateKind
    ) -> None:
        trade = PIPES if other is OPERATOR else None
        for first, second in ((PRINCIPAL, other), (other, PRINCIPAL)):
            worker = a_worker(firm.world, firm)
            approved(
                firm.world,
                worker.passed(second, trade if second is OPERATOR else None, on=MARCH),
                worker.passed(first, trade if first is OPERATOR else None, on=FEBRUARY),
            )
            assert kinds_of(worker) == {first}
            assert by_exam(worker)[MARCH].missing == HOLDING

    def test_one_is_principal_once_who_does_not_represent_the_enterprises(self, firm: Firm) -> None:
        worker = a_worker(firm.world, firm)
        approved(firm.world, worker.passed(PRINCIPAL), worker.passed(PRINCIPAL, on=FEBRUARY))
        assert len(worker.certificates) == 1
        assert by_exam(worker)[MARCH].missing == HOLDING

    def test_a_legal_representative_is_principal_of_each_enterprise(self, world: World) -> None:
        boss = a_boss(world, firms=2)
        worker = boss.worker.joins(boss.firms[0])
        approved(world, worker.passed(PRINCIPAL), worker.passed(PRINCIPAL, on=FEBRUARY))
        assert {each.enterprise for each in worker.certificates} == {each.id for each in boss.firms}

    def test_one_who_came_to_represent_a_former_employer_may_be_principal_of_both(
        self, world: World
    ) -> None:
        boss = a_boss(world, firms=2)
        first, second = boss.firms
        write_certificate(
            world,
            enterprise=first.id,
            kind=PRINCIPAL,
            letters="GJ",
            printed="GJ",
            holder=boss.worker.person,
            represents=False,
        )
        approved(world, boss.worker.passed(PRINCIPAL))
        assert {each.enterprise for each in boss.worker.certificates} == {first.id, second.id}


class TestPlaces:
    """H2."""

    def test_an_expired_certificate_gives_its_place_free(self, firm: Firm) -> None:
        worker = a_worker(firm.world, firm)
        approved(firm.world, worker.passed(OPERATOR, PIPES))
        ends(worker, valid_to=TODAY, ce_deadline=TODAY)
        approved(firm.world, worker.passed(OPERATOR, PIPES, on=FEBRUARY))
        assert by_exam(worker)[FEBRUARY].missing == HOLDING
        try_again(firm.world, TODAY + timedelta(days=1))
        assert by_exam(worker)[FEBRUARY].status is ISSUED

    def test_one_in_renewal_keeps_its_place_though_expired(self, firm: Firm) -> None:
        """D9."""
        worker = a_worker(firm.world, firm)
        approved(firm.world, worker.passed(SAFETY))
        ends(worker, valid_to=TODAY, ce_deadline=TODAY, in_renewal=True)
        approved(firm.world, worker.passed(SAFETY, on=FEBRUARY))
        try_again(firm.world, TODAY + timedelta(days=2))
        assert by_exam(worker)[FEBRUARY].missing == HOLDING
        assert worker.checklist(by_exam(worker)[FEBRUARY]).findings[3].met_from is None

    def test_the_checklist_tells_from_when_a_place_is_free(self, firm: Firm) -> None:
        worker = a_worker(firm.world, firm)
        approved(firm.world, worker.passed(SAFETY))
        approved(firm.world, worker.passed(SAFETY, on=FEBRUARY))
        finding = worker.checklist(by_exam(worker)[FEBRUARY]).findings[3]
        assert finding.met_from == date(2029, 3, 15)


class TestLegalRepresentatives:
    """H4."""

    def test_a_principal_needs_no_employment_with_an_enterprise_represented(
        self, world: World
    ) -> None:
        boss = a_boss(world, firms=1)
        approved(world, boss.worker.passed(PRINCIPAL))
        assert [each.enterprise for each in boss.worker.certificates] == [boss.firms[0].id]

    def test_others_need_it(self, world: World) -> None:
        boss = a_boss(world, firms=1)
        approved(world, boss.worker.passed(SAFETY))
        assert "holder_has_an_employer" in boss.worker.results[0].missing

    def test_a_pending_principal_is_issued_when_the_enterprise_gets_its_categories(
        self, world: World
    ) -> None:
        worker = an_account(world, name="示例·法人").verifies().uploads_photo()
        approved(world, worker.passed(PRINCIPAL))
        assert not worker.certificates
        firm = world.an_enterprise("GJ", legal_representative_id_number=worker.id_number)
        assert [each.enterprise for each in worker.certificates] == [firm.id]

    def test_where_several_are_left_the_person_names_one(self, world: World) -> None:
        boss = a_boss(world, firms=2)
        approved(world, boss.worker.passed(PRINCIPAL))
        [result] = boss.worker.results
        assert (result.status, result.missing[0]) == (PENDING, "holder_has_an_employer")
        named = boss.firms[1].id
        check = CheckIssuance(result=result.id, enterprise=named)
        assert world.stack.ask(check, by=boss.worker.by).is_met
        assert issue(boss.worker, result, named).enterprise == named

    def test_no_one_is_issued_for_an_enterprise_of_others(self, firm: Firm) -> None:
        boss = a_boss(firm.world, firms=2)
        approved(firm.world, boss.worker.passed(PRINCIPAL))
        with pytest.raises(ConditionsNotMet):
            issue(boss.worker, boss.worker.results[0], firm.id)


class TestSeveralTrades:
    """H8."""

    def test_the_earliest_exam_issues_by_itself_and_the_other_stays_qualified(
        self, firm: Firm
    ) -> None:
        worker = a_worker(firm.world, firm)
        approved(
            firm.world,
            worker.passed(OPERATOR, STATION, on=MARCH),
            worker.passed(OPERATOR, PIPES, on=FEBRUARY),
        )
        assert [each.trade for each in worker.certificates] == [PIPES]
        assert by_exam(worker)[MARCH].status is QUALIFIED

    def test_a_qualified_result_issues_at_the_persons_command_when_the_place_is_free(
        self, firm: Firm
    ) -> None:
        worker = a_worker(firm.world, firm)
        approved(firm.world, worker.passed(OPERATOR, PIPES, on=JANUARY))
        approved(firm.world, worker.passed(OPERATOR, STATION, on=FEBRUARY))
        qualified = by_exam(worker)[FEBRUARY]
        assert qualified.status is QUALIFIED
        with pytest.raises(ConditionsNotMet):
            issue(worker, qualified)
        ends(worker, cancelled_on=TODAY, holds_a_place=False)
        try_again(firm.world, TODAY + timedelta(days=3))
        assert by_exam(worker)[FEBRUARY].status is QUALIFIED
        assert issue(worker, qualified).trade is STATION
        assert by_exam(worker)[FEBRUARY].status is ISSUED

    def test_a_certificate_is_issued_once_however_often_it_is_asked_for(self, firm: Firm) -> None:
        worker = a_worker(firm.world, firm)
        approved(firm.world, worker.passed(OPERATOR, PIPES))
        with pytest.raises(Refused) as refusal:
            issue(worker, worker.results[0])
        assert refusal.value.code == "RESULT_NOT_WAITING"
        assert len(worker.certificates) == 1

    def test_nobody_has_a_result_of_someone_else_issued(self, firm: Firm) -> None:
        worker, stranger = a_worker(firm.world), a_worker(firm.world, firm)
        approved(firm.world, worker.passed(OPERATOR, PIPES))
        with pytest.raises(NotFound):
            issue(stranger, worker.results[0])
