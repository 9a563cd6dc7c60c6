"""What `verify` checks: it holds in a register at work, and each check is seen to bite."""

from collections.abc import Iterator
from typing import Final

import pytest
from sqlalchemy import text

from bus.invariants import BUS, Check, findings
from certificate.adapters.checks import CHECKS as CERTIFICATE
from contracts.certificate import DailyTask
from contracts.operations import CheckInvariants
from contracts.vocabulary import AbnormalReason, CertificateKind, Trade
from enterprise.adapters.checks import CHECKS as ENTERPRISE
from tests.applicants import approves, confirms, loses_employment
from tests.education import DEADLINE, START, a_student, day_is_done, recorded, reviewed
from tests.makers import BUILDS, World, a_stack
from tests.manual.changes import staffed
from tests.operators import OPERATOR
from tests.provision import Databases
from tests.renamings import a_renaming
from tests.renamings import approves as approve_name
from tests.renewals import NEXT, a_renewer
from tests.training import a_course, a_trainee
from tests.workers import a_worker, approved

FREE_NUMBERS: Final = """
    ALTER TABLE certificates DROP CONSTRAINT the_number_ends_in_its_suffix;
    ALTER TABLE certificates DROP CONSTRAINT a_core_is_given_once;
    DROP INDEX a_number_is_current_once
"""
DAMAGE: Final = {
    "certificate": {
        "JOB_ITEMS_ADD_UP": "UPDATE jobs SET total = total + 1",
        "JOB_ITEMS_ARE_ACCOUNTED_FOR": "UPDATE job_chunks SET done = done - 1",
        "ENDED_JOBS_HAVE_NOTHING_OPEN": "UPDATE job_chunks SET is_open = 1",
        "FAILED_ITEMS_ARE_KEPT": "UPDATE job_chunks SET failed = 1, done = done - 1",
        "DONE_IS_NOT_PARKED": "UPDATE inbox SET parked_at = now()",
        "DONE_COMMANDS_HAVE_A_REPLY": "UPDATE idempotency SET reply = NULL",
        "NUMBERS_ARE_GIVEN_ONCE": f"{FREE_NUMBERS}; UPDATE certificates SET number_core = 'x'",
        "NUMBERS_ARE_CURRENT_ONCE": f"{FREE_NUMBERS}; UPDATE certificates SET number = 'x'",
        "VERSIONS_ARE_GAPLESS": "UPDATE certificates SET version = version + 1",
        "CURRENT_IS_THE_NEWEST_VERSION": f"{FREE_NUMBERS};"
        " UPDATE certificates SET number = number || 'X'",
        "SEQUENCES_ARE_AHEAD": "UPDATE number_sequences SET last = 0",
        "LETTERS_ARE_THE_CATEGORIES": "UPDATE applied_categories SET letters = 'P'",
        "MARKS_ARE_THE_TRADES": "UPDATE applied_categories SET permitted_trades = '{}'",
        "MARKS_HAVE_A_HISTORY": "UPDATE certificates SET reasons = '{}'",
        "CE_RECORDS_LIE_IN_THEIR_TERMS": "ALTER TABLE ce_records DISABLE TRIGGER USER;"
        " UPDATE ce_records SET issued_on = issued_on + 1000",
        "REVIEWS_ARE_CARRIED_OUT": "UPDATE certificates SET reasons = '{}'",
        "RENEWALS_ARE_OPEN_CASES": "UPDATE certificates SET in_renewal = NOT in_renewal",
        "TERMS_FOLLOW_ONE_ANOTHER": "ALTER TABLE certificate_versions DISABLE TRIGGER USER;"
        " UPDATE certificate_versions SET valid_from = valid_from + 1 WHERE term = 2",
        "EXPIRED_ONES_HOLD_NO_PLACE": "UPDATE certificates SET expiry_recorded = false",
        "PARTS_STAND_WHERE_THEIR_CASE_TOOK_THEM": "UPDATE enterprise_name_changes"
        " SET status = 'withdrawn'",
        "ITEMS_ARE_PARTS_OR_HAVE_REASONS": "DELETE FROM enterprise_name_change_items"
        " WHERE part IS NOT NULL",
        "DECIDED_NAMES_ARE_PRINTED": "UPDATE enterprise_name_changes SET name = name || '更'",
        "PLACES_TAKEN_ARE_THE_ENROLMENTS": "UPDATE occasions SET taken = 0",
        "PLACES_ARE_COUNTED": "UPDATE holder_places SET others = others + 1 WHERE others > 0",
        "ISSUED_RESULTS_AND_CERTIFICATES_AGREE": "UPDATE exam_results SET person = imported_in",
    },
    "enterprise": {
        "CATEGORIES_ARE_HELD": "UPDATE enterprises SET category_version = category_version + 1",
        "CATEGORIES_COME_FROM_APPROVED_CASES": "UPDATE category_cases"
        " SET category_version = category_version + 10",
        "CASES_STAND_WHERE_THEIR_LAST_STEP_TOOK_THEM": "UPDATE category_case_steps"
        " SET step = 'withdrawn'",
    },
}
CHECKS: Final[dict[str, tuple[Check, ...]]] = {
    "certificate": (*BUS, *CERTIFICATE),
    "enterprise": ENTERPRISE,
}


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    """A register in which certificates were issued, reissued, marked and freed of marks."""
    with a_stack(amqp_uri, module_databases.fresh(*BUILDS)) as stack:
        world = World(stack=stack)
        staff = staffed(world)
        worker = a_worker(world, staff.firm)
        approved(world, worker.passed(CertificateKind.SAFETY_MANAGER))
        staff.firm.changes_to("G")
        staff.firm.changes_to("GJ")
        staff.firm.changes_to("G")
        live_and_expire(world)
        change_name(world)
        a_trainee(world).enrols(a_course(world))
        yield world


def change_name(world: World) -> None:
    """Certificates that got their enterprise's new name, one rejected and one left out."""
    renaming = a_renaming(world)
    renaming.employs()
    leaving = renaming.employs()
    renaming.employs(reasons=[AbnormalReason.TRADE_NOT_PERMITTED], trade=Trade.BOTTLE_DELIVERY)
    renaming.firm.a_certificate(CertificateKind.SAFETY_MANAGER)
    renaming.takes_name()
    case = renaming.submits()
    loses_employment(leaving.worker)
    approve_name(world, case)
    renaming.takes_name()
    renaming.withdraws(renaming.submits())


def live_and_expire(world: World) -> None:
    """Certificates that pass and miss their reviews, are renewed, are being so, and expire."""
    firm = world.an_enterprise("GJ")
    world.stack.clock.move_to(DEADLINE)
    learned, missed, late = (a_student(world, firm) for _ in range(3))
    recorded(world, learned.proves(1, on=START))
    for student in (learned, missed, late):
        reviewed(student)
    recorded(world, late.proves(1, on=START))
    renewed, renewing = (a_renewer(world, firm) for _ in range(2))
    approves(world, confirms(firm, renewed.submits()))
    renewing.submits()
    world.stack.clock.move_to(NEXT)
    day_is_done(world, DailyTask.RECORD_EXPIRIES)


@pytest.mark.parametrize("service", BUILDS)
def test_a_register_at_work_keeps_them_all(world: World, service: str) -> None:
    told = world.stack.ask(CheckInvariants(service=service), by=OPERATOR)
    assert len(told.items) >= len(BUS)
    assert {each.code: each.examples for each in told.items if each.violations} == {}


@pytest.mark.parametrize(
    ("service", "check"),
    [(service, check) for service, checks in CHECKS.items() for check in checks],
    ids=lambda given: given.code if isinstance(given, Check) else given,
)
def test_each_is_seen_to_bite(world: World, service: str, check: Check) -> None:
    with world.stack.database(service).engine.connect() as connection:
        [before] = findings(connection, [check])
        for statement in DAMAGE[service][check.code].split(";"):
            connection.execute(text(statement))
        [after] = findings(connection, [check])
        connection.rollback()
    assert before.violations == 0
    assert after.violations > 0
    assert 0 < len(after.examples) <= 10
