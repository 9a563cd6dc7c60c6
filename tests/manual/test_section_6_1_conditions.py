"""六.1 发证条件: each condition that is not met keeps a result pending, until it is met (H9)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from contracts.certificate import (
    CheckIssuance,
    Finding,
    IssueCertificate,
    ListExamResults,
    ListJobs,
    RetriedIssuances,
    RetryPendingIssuances,
)
from contracts.errors import ConditionsNotMet, NotAllowed, NotFound
from contracts.principal import service_principal
from contracts.vocabulary import Province, ResultStatus, Trade
from tests.makers import Firm, World, an_id_number, write_certificate
from tests.manual.test_checklists import MANUAL
from tests.workers import (
    OPERATOR,
    PRINCIPAL,
    SAFETY,
    Exam,
    Worker,
    a_worker,
    an_account,
    approved,
)

TODAY, BIRTHDAY = date(2024, 3, 15), date(2024, 5, 1)
SCHEDULER = service_principal("review_scheduler")
STATION = Trade.VEHICLE_FILLING_STATION
SIX = (
    "person_is_verified",
    "photo_is_uploaded",
    "holder_has_an_employer",
    "certificate_may_be_held",
    "age_is_within_limits",
    "employer_has_registered_categories",
)
VERIFIED, PHOTO, EMPLOYER, HOLDING, AGE, CATEGORIES = SIX


@pytest.fixture(autouse=True)
def _the_day(world: World) -> None:
    world.stack.clock.move_to(TODAY)


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(TODAY)
    return world.an_enterprise("GJ")


def missing(worker: Worker, exam: Exam) -> set[str]:
    """What keeps the newest result of a worker from being issued, once it is approved."""
    approved(worker.world, exam)
    newest = worker.results[0]
    assert newest.status is ResultStatus.PENDING
    assert set(newest.missing) == worker.unmet(newest)
    return set(newest.missing)


def is_issued(worker: Worker) -> bool:
    worker.world.stack.settle()
    return worker.results[0].status is ResultStatus.ISSUED


def try_again(world: World, day: date) -> RetriedIssuances:
    """What the calendar does every night."""
    world.stack.clock.move_to(day)
    tried = world.stack.ask(RetryPendingIssuances(day=day), by=SCHEDULER)
    world.stack.settle()
    return tried


def test_1_real_name_verification(firm: Firm) -> None:
    worker = a_worker(firm.world, firm).is_no_longer_verified()
    assert missing(worker, worker.passed(SAFETY)) == {VERIFIED}
    worker.verifies()
    assert is_issued(worker)


def test_2_id_photo(firm: Firm) -> None:
    worker = an_account(firm.world).verifies().joins(firm)
    assert missing(worker, worker.passed(SAFETY)) == {PHOTO}
    worker.uploads_photo()
    assert is_issued(worker)


def test_3_an_employer_without_whom_there_are_no_categories_either(firm: Firm) -> None:
    worker = a_worker(firm.world)
    assert missing(worker, worker.passed(SAFETY)) == {EMPLOYER, CATEGORIES}
    worker.joins(firm)
    assert is_issued(worker)


def test_4_a_certificate_that_may_be_held_beside_the_others(firm: Firm) -> None:
    worker = a_worker(firm.world, firm)
    approved(firm.world, worker.passed(SAFETY))
    [held] = worker.certificates
    assert missing(worker, worker.passed(PRINCIPAL)) == {HOLDING}
    cancel = text(
        "UPDATE certificates SET cancelled_on = :day, holds_a_place = false WHERE id = :id"
    )
    with firm.world.stack.database("certificate").independent() as transaction:
        transaction.execute(cancel, {"day": TODAY, "id": held.id})
    try_again(firm.world, date(2024, 3, 16))
    assert is_issued(worker)


def test_5_an_age_of_18_from_the_birthday_on(firm: Firm) -> None:
    worker = a_worker(firm.world, firm, id_number=an_id_number("20060501"))
    assert missing(worker, worker.passed(SAFETY)) == {AGE}
    assert finding(worker, AGE).met_from == BIRTHDAY
    try_again(firm.world, date(2024, 4, 30))
    assert not is_issued(worker)
    try_again(firm.world, BIRTHDAY)
    assert is_issued(worker)
    assert worker.certificates[0].valid_from == BIRTHDAY


@pytest.mark.parametrize("birthday", ["male 19640315", "female 19690315"])
def test_5_an_age_below_the_limit_until_the_birthday(firm: Firm, birthday: str) -> None:
    sex, born = birthday.split()
    male = sex == "male"
    worker = a_worker(firm.world, firm, id_number=an_id_number(born, male=male))
    assert missing(worker, worker.passed(SAFETY)) == {AGE}
    assert finding(worker, AGE).met_from is None
    younger = an_id_number(born[:-2] + "16", male=male)
    last = a_worker(firm.world, firm, id_number=younger)
    approved(firm.world, last.passed(SAFETY))
    assert [each.valid_to for each in last.certificates] == [TODAY]


def test_6_categories_that_the_employer_has_registered(world: World) -> None:
    firm = world.an_enterprise()
    worker = a_worker(world, firm)
    assert missing(worker, worker.passed(SAFETY)) == {CATEGORIES}
    firm.changes_to("PQ")
    assert is_issued(worker)
    assert worker.certificates[0].number.endswith("PQ")


def test_h7_a_trade_that_the_employers_categories_permit(world: World) -> None:
    firm = world.an_enterprise("G")
    worker = a_worker(world, firm)
    assert missing(worker, worker.passed(OPERATOR, STATION)) == {"employer_permits_the_trade"}
    firm.changes_to("GJ")
    assert is_issued(worker)


def test_k10_an_employer_of_this_province(world: World) -> None:
    """The categories of an enterprise elsewhere are approved by its own authority."""
    there = replace(world, staff=replace(world.staff, province=Province.GANSU))
    firm = there.an_enterprise("GJ", province=Province.GANSU)
    worker = a_worker(world, firm)
    assert missing(worker, worker.passed(SAFETY)) == {"employer_is_local"}


def test_all_six_are_told_at_once(world: World) -> None:
    exam = Exam(name="示例·新人", id_number=an_id_number("20070101"), kind=SAFETY)
    report = approved(world, exam)
    call = ListExamResults(imported_in=report.id)
    [result] = world.stack.ask(call, by=world.staff).items
    write_certificate(
        world,
        enterprise=world.an_enterprise().id,
        kind=SAFETY,
        letters="G",
        printed="G",
        holder=result.person,
    )
    try_again(world, date(2024, 3, 17))
    [result] = world.stack.ask(call, by=world.staff).items
    assert result.missing == SIX


def test_a_command_is_refused_with_every_condition_in_the_manuals_words(world: World) -> None:
    worker = an_account(world).verifies().is_no_longer_verified()
    missing(worker, worker.passed(SAFETY))
    with pytest.raises(ConditionsNotMet) as refusal:
        world.stack.ask(IssueCertificate(result=worker.results[0].id), by=worker.by)
    unmet = refusal.value.facts["unmet"]
    wordings = MANUAL["六.1"]["conditions"]
    assert [each["code"] for each in unmet] == [VERIFIED, PHOTO, EMPLOYER, CATEGORIES]
    for each in unmet:
        assert each["section"] == f"六.1({each['number']})"
        assert each["wording"] == wordings[each["number"] - 1]
        assert each["remedy"]


def test_one_sees_ones_own_checklist_and_the_authority_sees_all(firm: Firm) -> None:
    worker, stranger = a_worker(firm.world, firm), a_worker(firm.world)
    approved(firm.world, worker.passed(SAFETY))
    call, stack = CheckIssuance(result=worker.results[0].id), firm.world.stack
    mine = stack.ask(call, by=worker.by)
    assert mine.is_met
    assert [each.number for each in mine.findings] == [1, 2, 3, 4, 5, 6, None, None]
    assert stack.ask(call, by=firm.world.staff) == mine
    elsewhere = replace(firm.world.staff, province=Province.GANSU)
    for other in (stranger.by, elsewhere):
        with pytest.raises(NotFound):
            stack.ask(call, by=other)
        assert stack.ask(ListExamResults(person=worker.person), by=other).items == ()
    with pytest.raises(NotAllowed):
        stack.ask(call, by=firm.account)


def test_a_day_is_tried_once_and_by_the_calendar_only(world: World) -> None:
    day = date(2024, 3, 20)
    assert try_again(world, day) == try_again(world, day)
    for by in (world.staff, service_principal("enterprise")):
        with pytest.raises(NotAllowed):
            world.stack.ask(RetryPendingIssuances(day=day), by=by)


def test_a_fact_that_nobody_waits_for_starts_no_job(world: World) -> None:
    before = world.stack.ask(ListJobs(), by=world.staff).items
    a_worker(world)
    world.stack.settle()
    assert world.stack.ask(ListJobs(), by=world.staff).items == before


def finding(worker: Worker, code: str) -> Finding:
    [found] = [each for each in worker.checklist(worker.results[0]).findings if each.code == code]
    return found
