"""六.1 主管部门审核人员的考核成绩信息: who imports and decides, and that it is decided once."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.certificate import (
    ApproveExamResults,
    GetJob,
    GetRefusedRows,
    ImportExamResults,
    ListExamResults,
    ListImports,
    RejectedResults,
    RejectExamResults,
)
from contracts.errors import InvalidMessage, NotAllowed, NotFound, Refused
from contracts.principal import Principal
from contracts.vocabulary import JobStatus, Province, ResultStatus, Role
from tests.makers import World
from tests.workers import SAFETY, a_sheet, a_worker, approved, imported

REASON = "成绩单未盖章"


def test_the_job_tells_how_many_were_issued_and_how_many_wait(world: World) -> None:
    firm = world.an_enterprise("GJ")
    employed = [a_worker(world, firm) for _ in range(2)]
    idle = a_worker(world)
    failed = replace(idle.passed(SAFETY, on=date(2024, 1, 8)), has_passed=False)
    exams = [each.passed(SAFETY) for each in (*employed, idle)]
    report = imported(world, *exams, failed)
    assert report.id is not None
    started = world.stack.ask(ApproveExamResults(imported_in=report.id), by=world.staff)
    world.stack.settle()
    job = world.stack.ask(GetJob(job=started.job), by=world.staff)
    assert (job.status, job.total, job.done) == (JobStatus.DONE, 3, 3)
    assert job.counts == {"issued": 2, "pending": 1}
    [summary] = world.stack.ask(ListImports(size=1), by=world.staff).items
    assert summary.counts == {"issued": 2, "pending": 1, "failed": 1}


def test_a_rejection_has_a_reason_and_leads_to_no_certificate(world: World) -> None:
    worker = a_worker(world, world.an_enterprise("GJ"))
    report = imported(world, worker.passed(SAFETY))
    assert report.id is not None
    rejection = RejectExamResults(imported_in=report.id, reason=REASON)
    with pytest.raises(InvalidMessage):
        world.stack.ask(replace(rejection, reason="   "), by=world.staff)
    assert world.stack.ask(rejection, by=world.staff) == RejectedResults(rejected=1)
    world.stack.settle()
    assert [each.status for each in worker.results] == [ResultStatus.REJECTED]
    assert not worker.certificates


def test_a_rejected_row_may_be_imported_again_once_it_is_corrected(world: World) -> None:
    worker = a_worker(world, world.an_enterprise("GJ"))
    report = imported(world, worker.passed(SAFETY))
    assert report.id is not None
    world.stack.ask(RejectExamResults(imported_in=report.id, reason=REASON), by=world.staff)
    assert approved(world, worker.passed(SAFETY)).accepted == 1
    assert len(worker.certificates) == 1
    assert imported(world, worker.passed(SAFETY)).already_known == 1


@pytest.mark.parametrize("first", ["approve", "reject"])
def test_what_is_decided_is_decided(world: World, first: str) -> None:
    """K6."""
    report = imported(world, a_worker(world).passed(SAFETY))
    assert report.id is not None
    decisions = {
        "approve": ApproveExamResults(imported_in=report.id),
        "reject": RejectExamResults(imported_in=report.id, reason=REASON),
    }
    world.stack.ask(decisions[first], by=world.staff)
    call = ListExamResults(imported_in=report.id)
    world.stack.settle()
    before = world.stack.ask(call, by=world.staff)
    for decision in decisions.values():
        with pytest.raises(Refused) as refusal:
            world.stack.ask(decision, by=world.staff)
        assert refusal.value.code == "NOTHING_TO_REVIEW"
    assert world.stack.ask(call, by=world.staff) == before


def test_each_role_does_its_own_part(world: World) -> None:
    worker = a_worker(world)
    report = imported(world, worker.passed(SAFETY))
    assert report.id is not None

    def staff(*roles: Role) -> Principal:
        return replace(world.staff, roles=roles)

    examiner, decider, reader = map(staff, (Role.EXAMINER, Role.DECIDER, Role.READER))
    firm = world.an_enterprise()
    content = a_sheet([worker.passed(SAFETY, on=date(2024, 1, 9))])
    refused = {
        ImportExamResults(content=content): (decider, reader, worker.by, firm.account),
        GetRefusedRows(content=content): (decider, reader, worker.by, firm.account),
        ApproveExamResults(imported_in=report.id): (examiner, reader, worker.by, firm.account),
        RejectExamResults(imported_in=report.id, reason=REASON): (examiner, reader, worker.by),
        ListImports(): (worker.by, firm.account),
        ListExamResults(): (firm.account,),
    }
    for call, others in refused.items():
        for by in others:
            with pytest.raises(NotAllowed):
                world.stack.ask(call, by=by)
    assert world.stack.ask(ImportExamResults(content=content), by=examiner).accepted == 1
    started = world.stack.ask(ApproveExamResults(imported_in=report.id), by=decider)
    assert world.stack.ask(GetJob(job=started.job), by=reader).total == 1


def test_staff_of_another_province_finds_nothing(world: World) -> None:
    report = imported(world, a_worker(world).passed(SAFETY))
    assert report.id is not None
    elsewhere = replace(world.staff, province=Province.GANSU)
    for call in (
        ApproveExamResults(imported_in=report.id),
        RejectExamResults(imported_in=report.id, reason=REASON),
    ):
        with pytest.raises(NotFound):
            world.stack.ask(call, by=elsewhere)
    assert world.stack.ask(ListImports(), by=elsewhere).items == ()
    assert world.stack.ask(ListExamResults(), by=elsewhere).items == ()
