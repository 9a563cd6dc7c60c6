"""六.1 and C8: nothing slips between an issuance and whatever happens in the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest

from contracts.certificate import (
    ApproveExamResults,
    Certificate,
    CertificateVersion,
    ExamResult,
    GetCertificateVersions,
    IssueCertificate,
)
from contracts.errors import ConditionsNotMet
from contracts.vocabulary import AbnormalReason, CertificateStatus, ResultStatus, Trade
from tests.makers import World
from tests.manual.moments import (
    Moments,
    a_stack_with_moments,
    begun,
    changes_quickly,
    holding,
    wait_until_blocked,
)
from tests.provision import Databases
from tests.workers import OPERATOR, SAFETY, Exam, Worker, a_worker, approved, imported

STATION = Trade.VEHICLE_FILLING_STATION
HOLDING = ("certificate_may_be_held",)


@pytest.fixture(scope="module")
def moments() -> Moments:
    return Moments()


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases, moments: Moments) -> Iterator[World]:
    with a_stack_with_moments(amqp_uri, module_databases, moments) as stack:
        yield World(stack=stack)


def issue(worker: Worker, result: ExamResult) -> Certificate:
    return worker.world.stack.ask(IssueCertificate(result=result.id), by=worker.by)


@contextmanager
def about_to_commit(world: World, *exams: Exam) -> Iterator[None]:
    """Approve exams, hold the job at its end, and let it go when another waits for its locks."""
    approved(world, a_worker(world, world.an_enterprise("GJ")).passed(SAFETY))
    report = imported(world, *exams)
    assert report.id is not None
    numbers = "SELECT * FROM number_sequences WHERE kind = 'safety_manager' FOR UPDATE"
    with holding(world, numbers):
        world.stack.ask(ApproveExamResults(imported_in=report.id), by=world.staff)
        wait_until_blocked(world)
        yield
        wait_until_blocked(world, 2)


def versions(world: World, made: Certificate) -> tuple[CertificateVersion, ...]:
    call = GetCertificateVersions(certificate=made.id)
    return world.stack.ask(call, by=world.staff).items


def qualified(worker: Worker, *trades: Trade) -> list[ExamResult]:
    """Results that issue at the person's command only, with nothing in their way (H8)."""
    world = worker.world
    approved(world, worker.passed(OPERATOR, Trade.LPG_DEPOT))
    approved(world, *(worker.passed(OPERATOR, each) for each in trades))
    cancel = "UPDATE certificates SET cancelled_on = :day, holds_a_place = false"
    values = {"holder": worker.person, "day": world.today}
    with holding(world, f"{cancel} WHERE holder = :holder", **values):
        return [each for each in worker.results if each.status is ResultStatus.QUALIFIED]


class TestCategoriesThatChangeMeanwhile:
    """C8."""

    def test_a_job_gathers_again_where_newer_categories_have_come(
        self, world: World, moments: Moments
    ) -> None:
        firm = world.an_enterprise("GJ")
        safety, operator = a_worker(world, firm), a_worker(world, firm)
        asked = moments.asked
        moments.then.append(lambda: changes_quickly(firm, "G"))
        approved(world, safety.passed(SAFETY), operator.passed(OPERATOR, STATION))
        assert moments.asked - asked >= 2
        [made] = safety.certificates
        assert (made.number[-1], made.version) == ("G", 1)
        assert not operator.certificates
        assert operator.results[0].missing == ("employer_permits_the_trade",)

    def test_so_does_a_persons_command(self, world: World, moments: Moments) -> None:
        firm = world.an_enterprise("GJ")
        worker = a_worker(world, firm)
        [result] = qualified(worker, Trade.PIPE_NETWORK)
        asked = moments.asked
        moments.then.append(lambda: changes_quickly(firm, "G"))
        made = issue(worker, result)
        assert moments.asked - asked == 2
        assert [each.categories for each in versions(world, made)] == ["G"]

    def test_one_waiting_for_the_first_registration_is_not_forgotten(
        self, world: World, moments: Moments
    ) -> None:
        firm = world.an_enterprise()
        worker = a_worker(world, firm)
        moments.then.append(lambda: changes_quickly(firm, "GJ"))
        approved(world, worker.passed(SAFETY))
        assert [each.number[-2:] for each in worker.certificates] == ["GJ"]

    def test_a_certificate_about_to_be_committed_is_reissued_after_it(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        worker, station = a_worker(world, firm), a_worker(world, firm)
        with about_to_commit(world, worker.passed(SAFETY), station.passed(OPERATOR, STATION)):
            firm.is_approved(firm.submits("G"))
        world.stack.settle()
        [made], [mark] = worker.certificates, station.certificates
        assert (made.number[-1], made.version) == ("G", 2)
        assert mark.status is CertificateStatus.ABNORMAL
        assert mark.reasons == (AbnormalReason.TRADE_NOT_PERMITTED,)
        assert [each.categories for each in versions(world, made)] == ["G", "GJ"]

    def test_a_result_about_to_be_left_pending_is_tried_again_after_it(self, world: World) -> None:
        firm, newcomer = world.an_enterprise("GJ"), world.an_enterprise()
        worker, other = a_worker(world, newcomer), a_worker(world, firm)
        with about_to_commit(world, worker.passed(SAFETY), other.passed(SAFETY)):
            newcomer.is_approved(newcomer.submits("PQ"))
        world.stack.settle()
        assert [each.number[-2:] for each in worker.certificates] == ["PQ"]


class TestTwoIssuancesToOnePerson:
    """H1: one certificate, and the other result waits for the true reason."""

    def test_of_two_imports_approved_at_once(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        worker = a_worker(world, firm)
        earlier, later = worker.passed(SAFETY), replace(worker.passed(SAFETY), on=world.today)
        reports = [imported(world, exam) for exam in (earlier, later)]
        calls = [ApproveExamResults(imported_in=each.id) for each in reports if each.id]
        for each in begun(*(partial(world.stack.ask, call, by=world.staff) for call in calls)):
            each.wait()
        world.stack.settle()
        assert len(worker.certificates) == 1
        assert sorted(each.status for each in worker.results) == [
            ResultStatus.ISSUED,
            ResultStatus.PENDING,
        ]
        assert {each.missing for each in worker.results} == {(), HOLDING}

    def test_of_two_commands_at_once(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        worker = a_worker(world, firm)
        results = qualified(worker, Trade.PIPE_NETWORK, STATION)
        numbers = "SELECT * FROM number_sequences WHERE kind = 'operator' FOR UPDATE"
        with holding(world, numbers):
            both = begun(*(partial(issue, worker, each) for each in results))
            wait_until_blocked(world, 2)
        answers = [each.wait() for each in both]
        [refusal] = [each for each in answers if isinstance(each, ConditionsNotMet)]
        assert [each["code"] for each in refusal.facts["unmet"]] == list(HOLDING)
        [made] = [each for each in answers if isinstance(each, Certificate)]
        assert made in worker.certificates

    def test_a_clash_that_only_a_constraint_sees_is_judged_anew(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        worker = a_worker(world, firm)
        [result] = qualified(worker, STATION)
        other = firm.a_certificate(OPERATOR, trade=Trade.PIPE_NETWORK)
        move = "UPDATE certificates SET holder = :holder WHERE id = :id"
        with holding(world, move, id=other, holder=worker.person):
            [command] = begun(partial(issue, worker, result))
            wait_until_blocked(world)
        refusal = command.wait()
        assert isinstance(refusal, ConditionsNotMet)
        [unmet] = refusal.facts["unmet"]
        assert (unmet["code"], unmet["facts"]["certificates"]) == (*HOLDING, [str(other)])
