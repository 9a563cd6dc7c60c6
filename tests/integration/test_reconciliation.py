"""Reconciling a register at work: nothing lacks, what was lost comes back, and every night."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from bus import telemetry
from bus.status import refresh_metrics
from contracts.errors import NotAllowed, Unavailable
from contracts.review_scheduler import ListDayTasks, Reconcile, Reconciled
from contracts.vocabulary import CertificateCaseKind, CertificateKind
from review_scheduler.domain.calendar import Task
from tests.applicants import an_applicant, approves, confirms
from tests.makers import STAFF
from tests.manual.changes import staffed
from tests.operators import ADMINISTRATOR, LONG_AGO, OTHERS, SCHEDULER, later
from tests.provision import Databases, Vhosts
from tests.renamings import a_renaming
from tests.renamings import approves as approves_name
from tests.restores import Restorable, a_restorable_register, line_of
from tests.workers import a_worker, approved

CHANGES = "enterprise.category_changed → certificate.categories_changed"


@pytest.fixture(scope="module")
def register(amqp_uri: str, module_databases: Databases, vhosts: Vhosts) -> Iterator[Restorable]:
    """A register in which certificates were issued, reissued and marked."""
    with a_restorable_register(amqp_uri, module_databases, vhosts) as register:
        firm = register.world.an_enterprise("GJ")
        worker = a_worker(register.world, firm)
        approved(register.world, worker.passed(CertificateKind.SAFETY_MANAGER))
        staffed(register.world).firm.changes_to("G")
        renaming = a_renaming(register.world, "")
        renaming.employs()
        renaming.takes_name()
        approves_name(register.world, renaming.submits())
        register.stack.settle()
        yield register


def forget_changes(register: Restorable) -> None:
    """Take certificate's inbox its category changes away, as a lost message would."""
    with register.stack.database("certificate").transaction() as transaction:
        transaction.execute(text("DELETE FROM inbox WHERE name = 'category_changed'"))


def test_a_register_at_work_lacks_nothing(register: Restorable) -> None:
    table = register.reconcile()
    assert {line.of for line in table.lines} >= {
        CHANGES,
        "identity.person_verified → certificate.person_verified",
        "employment.employment_started → certificate.employment_started",
        "certificate ← enterprise",
        "certificate: category_change",
        "certificate: issuance",
        "certificate: enterprise_name_change",
        "category_change",
        "enterprise_name_change",
        "certificate ↔ enterprise",
    }
    for line in table.lines:
        if line.of != "issuance":  # the makers write certificates without results
            assert (line.done, line.lacking) == (line.total, 0), line
    issued = line_of(table, "issuance")
    assert issued.done == 1


def test_what_was_lost_is_found_and_comes_back_with_no_effect_twice(register: Restorable) -> None:
    before = register.reconcile(Reconciled.JOBS, Reconciled.VERSIONS).lines
    forget_changes(register)
    assert register.lacking(Reconciled.EVENTS) == {CHANGES: 3}
    assert line_of(register.reconcile(Reconciled.EVENTS, mend=True), CHANGES).mended == 3
    register.stack.settle()
    assert register.lacking(Reconciled.EVENTS) == {}
    assert register.reconcile(Reconciled.JOBS, Reconciled.VERSIONS).lines == before


def test_a_version_whose_case_was_not_approved_is_told(register: Restorable) -> None:
    of, lacking = "enterprise_name_change", register.lacking(Reconciled.VERSIONS)
    statement = text("UPDATE certificate_cases SET status = :status WHERE parent IS NOT NULL")
    with register.stack.database("certificate").transaction() as transaction:
        transaction.execute(statement, {"status": "rejected"})
    assert register.lacking(Reconciled.VERSIONS) == {**lacking, of: 1}
    with register.stack.database("certificate").transaction() as transaction:
        transaction.execute(statement, {"status": "approved"})
    assert register.lacking(Reconciled.VERSIONS) == lacking


def test_the_night_mends_once_and_keeps_what_it_found(register: Restorable) -> None:
    forget_changes(register)
    clock = register.stack.clock
    tomorrow = clock.today() + timedelta(days=1)
    clock.move_to(tomorrow)
    daily_work = register.stack.running["review_scheduler"].service.use.daily_work
    while daily_work.advance():
        pass
    register.stack.settle()
    items = register.stack.ask(ListDayTasks(), by=STAFF).items
    [night] = [item for item in items if (item.day, item.task) == (tomorrow, Task.RECONCILE)]
    assert (night.attempts, night.counts["mended"], night.counts["unknown"]) == (1, 3, 0)
    assert night.closed_at is not None
    refresh_metrics(list(register.stack.running.values()))
    figure = telemetry.REGISTRY.get_sample_value
    assert figure("gascert_reconciled", {"what": "mended"}) == 3
    assert figure("gascert_days_open", {"task": "reconcile"}) == 0
    assert register.lacking(Reconciled.EVENTS) == {}


def test_a_version_whose_case_was_not_approved_lacks_its_cause(register: Restorable) -> None:
    world, kind = register.world, CertificateCaseKind.WORK_UNIT_CHANGE
    old, new = world.an_enterprise("GJ"), world.an_enterprise("PQ")
    applicant = an_applicant(world, kind, unit=old, employer=new)
    approves(world, confirms(new, applicant.submits()))
    line = line_of(register.reconcile(Reconciled.VERSIONS), kind.value)
    assert (line.total, line.done, line.lacking) == (1, 1, 0)
    with register.stack.database("certificate").transaction() as transaction:
        transaction.execute(text("UPDATE certificate_cases SET status = 'withdrawn'"))
    line = line_of(register.reconcile(Reconciled.VERSIONS), kind.value)
    assert (line.done, line.lacking, line.examples) == (0, 1, (str(applicant.certificate),))


def test_a_service_that_does_not_answer_is_told_as_such(register: Restorable) -> None:
    register.stack.stop("employment")
    with pytest.raises(Unavailable):
        register.reconcile(Reconciled.JOBS)
    register.stack.start("employment")
    register.stack.wait_until_ready()


def test_it_is_the_operators_and_administrators_to_do(register: Restorable) -> None:
    call = Reconcile(since=LONG_AGO, until=later(), what=(Reconciled.JOBS,))
    register.stack.ask(call, by=ADMINISTRATOR)
    for by in (*OTHERS, SCHEDULER):
        with pytest.raises(NotAllowed):
            register.stack.ask(call, by=by)
