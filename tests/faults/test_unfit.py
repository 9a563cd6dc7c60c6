"""F20: of what no one can read or do, that alone is put aside; all others are done."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID, uuid4

import amqp
import pytest
from sqlalchemy import text

from bus import topology
from bus.link import connect
from contracts.operations import ReplayParkedEvents, RetryBulkJob
from contracts.vocabulary import CertificateKind
from tests.faults.clients import Firm
from tests.faults.register import Register
from tests.faults.trials import Trials
from tests.operators import OPERATOR

PRINCIPAL, SAFETY, _ = CertificateKind
MARKED: Final = ("01", "05")  # by category P
PERSONAL: Final = "11010519491231002X"
GOOD: Final[dict[str, Any]] = {
    "enterprise": str(uuid4()),
    "case": str(uuid4()),
    "category_version": 1,
    "categories": ["G"],
    "permitted_trades": ["01"],
    "decided_on": "2024-03-15",
}
UNREADABLE: Final = {
    "broken JSON": (f'{{"name": "{PERSONAL}"', "application/json"),
    "no object": (f'["{PERSONAL}"]', "application/json"),
    "foreign content type": (json.dumps({**GOOD, "note": PERSONAL}), "application/x-python-pickle"),
    "oversized": (json.dumps({**GOOD, "note": PERSONAL * 300_000}), "application/json"),
}
UNDOABLE: Final = {
    "unknown version": {**GOOD, "categories": ["G", "of a later release"]},
    "a field missing": {key: value for key, value in GOOD.items() if key != "case"},
    "wrong type": {**GOOD, "category_version": "one"},
}
BUG: Final = """
CREATE FUNCTION a_bug() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a bug that tells {personal}'; END $$;
CREATE TRIGGER a_bug BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW
    WHEN (NEW.{column} = '{which}') EXECUTE FUNCTION a_bug()
"""
MENDED: Final = "DROP FUNCTION a_bug() CASCADE"


def publish(register: Register, body: str, kind: str = "application/json") -> UUID:
    """Send certificate a category change that nobody has made."""
    event = uuid4()
    connection = connect(register.mortals.amqp_uri, "tests")
    channel = connection.channel()
    channel.confirm_select()
    channel.basic_publish_confirm(
        amqp.Message(body, content_type=kind, message_id=str(event), application_headers={}),
        topology.events_exchange("enterprise"),
        "category_changed",
    )
    connection.close()
    return event


@pytest.fixture(autouse=True)
def _hasty(register: Register) -> None:
    """Certificate gives up soon, where it otherwise waits for minutes."""
    if "PATIENCE" not in register.mortals.environment:
        register.mortals.environment["PATIENCE"] = "brief"
        register.mortals.restart("certificate")
        register.mortals.wait_until_ready()


def test_what_cannot_be_read_goes_to_the_dead_letters_alone(trial: Trials) -> None:
    with trial("F20") as run:
        for body, kind in UNREADABLE.values():
            publish(run.register, body, kind)
            run.fault()
        run.register.expected_dead += len(UNREADABLE)
        run.loaded(firms=2, changes=2)()


def test_what_cannot_be_done_is_parked_alone(trial: Trials) -> None:
    with trial("F20") as run:
        for body in UNDOABLE.values():
            run.register.expected_parked.add(publish(run.register, json.dumps(body)))
            run.fault()
        run.loaded(firms=2, changes=2)()
    assert parked(run.register) == run.register.expected_parked


def test_a_bug_with_one_enterprise_parks_its_event_until_it_is_mended(trial: Trials) -> None:
    with trial("F20") as run:
        register = run.register
        unlucky, before = register.a_firm(), set(register.expected_parked)
        unlucky.registers()
        with a_bug(register, "applied_categories", "enterprise", unlucky.id):
            run.fault()
            unlucky.changes_to("P")
            run.loaded(firms=2, changes=2)()
            register.mortals.wait_for(lambda: len(parked(register)) == len(before) + 1)
        [event] = parked(register) - before
        register.clients.insist(
            ReplayParkedEvents(service="certificate", events=(event,)), OPERATOR
        )


def test_a_bug_with_one_certificate_gives_up_that_one_alone_until_it_is_mended(
    trial: Trials,
) -> None:
    with trial("F20") as run:
        register = run.register
        firm = register.a_firm()
        firm.registers()
        of_kind = {kind: each for each, (kind, _) in firm.certificates.items()}
        unlucky, principal = of_kind[SAFETY], of_kind[PRINCIPAL]
        with a_bug(register, "certificates", "id", unlucky):
            run.fault()
            firm.changes_to("P")
            register.mortals.wait_for(lambda: given_up(register) == [unlucky])
            marked = {each for each, (_, trade) in firm.certificates.items() if trade in MARKED}
            assert changed(register, firm) == marked | {principal}
        job = register.mortals.value("certificate", "SELECT job FROM job_failures")
        register.clients.insist(RetryBulkJob(service="certificate", job=job), OPERATOR)


def test_a_call_that_cannot_be_read_is_refused_and_not_told_of(trial: Trials) -> None:
    with trial("F20") as run:
        connection = connect(run.register.mortals.amqp_uri, "tests")
        for body in (f'{{"args": [], "kwargs": {{"certificate": "{PERSONAL}"', f'["{PERSONAL}"]'):
            connection.channel().basic_publish(
                amqp.Message(body), topology.RPC_EXCHANGE, "certificate.get_certificate"
            )
            run.fault()
        run.loaded(firms=1, changes=1)()
        connection.close()


@contextmanager
def a_bug(register: Register, table: str, column: str, which: UUID) -> Iterator[None]:
    """Whoever writes this one row of certificate fails, and tells an ID number."""
    bug = BUG.format(table=table, column=column, which=which, personal=PERSONAL)
    with register.mortals.reading("certificate") as connection:
        connection.execute(text(bug))
    yield
    with register.mortals.reading("certificate") as connection:
        connection.execute(text(MENDED))


def parked(register: Register) -> set[UUID]:
    """The events that stand parked."""
    with register.mortals.reading("certificate") as connection:
        found = "SELECT event_id FROM inbox WHERE parked_at IS NOT NULL AND done_at IS NULL"
        return set(connection.scalars(text(found)))


def given_up(register: Register) -> list[UUID]:
    """The items that jobs have given up."""
    with register.mortals.reading("certificate") as connection:
        return list(connection.scalars(text("SELECT item FROM job_failures")))


def changed(register: Register, firm: Firm) -> set[UUID]:
    """A firm's certificates on which its categories have had an effect."""
    with register.mortals.reading("certificate") as connection:
        found = """
            SELECT certificate FROM certificate_versions WHERE cause = 'category_change'
                AND certificate = ANY(:ids)
            UNION SELECT certificate FROM mark_changes WHERE certificate = ANY(:ids)"""
        return set(connection.scalars(text(found), {"ids": list(firm.certificates)}))
