"""`gascert reconcile`, `verify` and `restored`: what was lost or damaged is found, and mended."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from contracts.vocabulary import CertificateKind
from gascert_operator import reconciling
from gascert_operator.screen import Exit
from tests.integration.test_reconciliation import CHANGES, forget_changes
from tests.manual.changes import staffed
from tests.operators import Ended, Shell
from tests.provision import Databases, Vhosts
from tests.restores import Restorable, a_restorable_register
from tests.workers import a_worker, approved

ALL = "--since 2000-01-01"


@pytest.fixture(scope="module")
def register(amqp_uri: str, module_databases: Databases, vhosts: Vhosts) -> Iterator[Restorable]:
    """A register in which certificates were issued and reissued by changes."""
    with a_restorable_register(amqp_uri, module_databases, vhosts) as register:
        firm = register.world.an_enterprise("GJ")
        worker = a_worker(register.world, firm)
        approved(register.world, worker.passed(CertificateKind.SAFETY_MANAGER))
        firm.changes_to("G")
        register.stack.settle()
        yield register


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "SECONDS_BETWEEN_LOOKS", 0.2)


def reconcile(shell: Shell, line: str = "") -> Ended:
    """Reconcile some days up to now, what was made this moment included."""
    since = datetime.now(UTC) - timedelta(days=3)
    until = datetime.now(UTC) + timedelta(hours=1)
    return shell.run(
        f"reconcile --since {since.isoformat()} --until {until.isoformat()} --timeout 30 {line}"
    )


def line_of(ended: Ended, of: str) -> dict[str, Any]:
    [line] = [line for line in ended.answer["lines"] if line["of"] == of]
    return dict(line)


def test_a_register_at_work_lacks_nothing(register: Restorable, shell: Shell) -> None:
    ended = reconcile(shell)
    assert ended.code is Exit.WELL, ended.out
    assert all(part in ended.out for part in CHANGES.split(" → "))
    assert "certificate ↔ enterprise" in ended.out


def test_a_loss_is_found_mended_and_watched_until_it_is_made_good(
    register: Restorable, shell: Shell
) -> None:
    forget_changes(register)
    lost = reconcile(shell, "--json --what events")
    assert (lost.code, line_of(lost, CHANGES)["lacking"]) == (Exit.FOUND, 2)
    mended = reconcile(shell, "--json --mend --watch")
    line = line_of(mended, CHANGES)
    assert (mended.code, line["done"], line["lacking"], line["mended"]) == (Exit.WELL, 2, 0, 2)
    assert {each["what"] for each in mended.answer["lines"]} >= {"events", "jobs", "categories"}


def test_a_period_that_ends_before_it_begins_is_refused(register: Restorable, shell: Shell) -> None:
    ended = shell.run("reconcile --since 2024-03-15 --until 2024-03-14")
    assert ended.code is Exit.REFUSED


def test_every_service_is_verified_and_a_violation_is_shown(
    register: Restorable, shell: Shell
) -> None:
    well = shell.run("verify --json --timeout 30")
    assert well.code is Exit.WELL
    assert len({each["service"] for each in well.answer}) == 5
    assert all(each["audit_chain"]["broken"] is None for each in well.answer)
    damage = "UPDATE jobs SET total = total + {}"
    with register.stack.database("certificate").transaction() as transaction:
        transaction.execute(text(damage.format(1)))
    found = shell.run("verify --timeout 30")
    with register.stack.database("certificate").transaction() as transaction:
        transaction.execute(text(damage.format(-1)))
    assert found.code is Exit.FOUND
    assert "JOB_ITEMS_ADD_UP" in found.out


def test_a_broken_audit_chain_is_shown_with_its_place(register: Restorable, shell: Shell) -> None:
    def alter(words: str) -> None:
        with register.stack.database("enterprise").transaction() as transaction:
            for statement in (
                "ALTER TABLE audit_trail DISABLE TRIGGER USER",
                f"UPDATE audit_trail SET subject = {words} WHERE position = 2",
                "ALTER TABLE audit_trail ENABLE TRIGGER USER",
            ):
                transaction.execute(text(statement))

    shell.run("verify --service enterprise")
    register.stack.wait_for(lambda: is_sealed_beyond(register, 2))
    alter("subject || 'x'")
    found = shell.run("verify --json --service enterprise --timeout 30")
    alter("rtrim(subject, 'x')")
    assert found.code is Exit.FOUND
    assert found.answer[0]["invariants"][-1]["examples"] == ["place 2 is altered"]
    assert shell.run("verify --service enterprise --timeout 30").code is Exit.WELL


def is_sealed_beyond(register: Restorable, place: int) -> bool:
    with register.stack.database("enterprise").reading() as connection:
        return (connection.scalar(text("SELECT max(position) FROM audit_trail")) or 0) > place


def test_the_trail_tells_what_was_done_in_one_connection(
    register: Restorable, shell: Shell
) -> None:
    every = shell.run("audit --json --service enterprise --service certificate").answer
    assert {each["service"] for each in every} == {"enterprise", "certificate"}
    one = every[0]["correlation_id"]
    told = shell.run(f"audit --json --correlation {one}").answer
    assert told
    assert {each["correlation_id"] for each in told} == {one}
    assert every[0]["subject"][:15] in shell.run("audit --most 1000").out


def test_numbers_jump_ahead_of_all_that_may_have_been_given(
    register: Restorable, shell: Shell
) -> None:
    [skipped, *_] = shell.run("restored certificate --json --margin 50").answer
    again = shell.run("restored certificate --json --margin 50").answer[0]
    assert (again["first"], again["last"]) == (skipped["first"] + 50, skipped["last"] + 50)
    refused = shell.run("restored certificate --seen nonsense")
    assert refused.code is Exit.REFUSED
    assert "seen.0" in refused.err


def test_decisions_that_enterprise_has_lost_are_named(register: Restorable, shell: Shell) -> None:
    assert shell.run("restored enterprise --json").answer == []
    staff = staffed(register.world, "GJ")
    case = staff.firm.submits("G")
    register.back_up("enterprise")
    staff.firm.is_approved(case)
    register.stack.settle()
    register.restore("enterprise")
    told = shell.run("restored enterprise --json")
    assert (told.code, told.answer) == (Exit.FOUND, [str(staff.firm.id)])
