"""Each invariant that is checked after a fault is seen to be broken by what should break it."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from sqlalchemy import text

from bus import topology
from contracts.enterprise import RegisterEnterprise, SubmitCategoryCase
from contracts.errors import NotFound
from tests.faults.invariants import PARKED, Evidence, violations
from tests.faults.queues import Queue
from tests.faults.register import Register

DAMAGE: Final[tuple[tuple[str, str, str], ...]] = (
    ("I1", "certificate", "DELETE FROM inbox WHERE id = (SELECT min(id) FROM inbox)"),
    ("I1", "certificate", "UPDATE inbox SET done_at = NULL, parked_at = now()"),
    (
        "I1",
        "certificate",
        """INSERT INTO job_failures (job, item, error)
        SELECT id, gen_random_uuid(), 'x' FROM jobs LIMIT 1""",
    ),
    (
        "I2",
        "certificate",
        """INSERT INTO mark_changes (certificate, reason, is_lifted, caused_by)
        SELECT certificate, reason, NOT is_lifted, caused_by FROM mark_changes LIMIT 1""",
    ),
    (
        "I2",
        "certificate",
        """INSERT INTO jobs (id, kind, key, params, headers, status, total, finished_at)
        SELECT gen_random_uuid(), kind, key || 'x', params, headers, status, 0, now()
        FROM jobs WHERE kind = 'category_change' LIMIT 1""",
    ),
    (
        "I2",
        "certificate",
        "DELETE FROM certificate_versions WHERE version = 1",
    ),
    (
        "I2",
        "certificate",
        """UPDATE certificate_versions SET number = (
            SELECT number FROM certificate_versions WHERE cause = 'category_change' LIMIT 1)
        WHERE cause = 'category_change'""",
    ),
    (
        "I2",
        "certificate",
        """UPDATE certificate_versions SET caused_by = (SELECT caused_by FROM certificate_versions
            WHERE cause = 'category_change' LIMIT 1) WHERE cause = 'category_change'""",
    ),
    (
        "I2",
        "enterprise",
        """INSERT INTO category_cases (id, kind, enterprise, enterprise_name, holdings,
            former_holdings, category_version, status, version)
        SELECT gen_random_uuid(), 'change', enterprise, enterprise_name, holdings, holdings,
            category_version, 'submitted', 1 FROM category_cases LIMIT 1""",
    ),
    (
        "I2",
        "enterprise",
        "UPDATE category_cases SET category_version = category_version + 1",
    ),
    ("I3", "enterprise", "DELETE FROM outbox WHERE name = 'enterprise_registered'"),
    ("I3", "enterprise", "DELETE FROM outbox WHERE name = 'category_changed'"),
    (
        "I3",
        "enterprise",
        """INSERT INTO outbox (event_id, source, name, body, headers, sent_at)
        SELECT gen_random_uuid(), source, name, body, headers, sent_at FROM outbox
        WHERE name = 'category_case_closed' LIMIT 1""",
    ),
    ("I3", "certificate", "DELETE FROM outbox WHERE name = 'certificates_reissued'"),
    ("I3", "certificate", "DELETE FROM outbox WHERE name = 'certificates_marked'"),
    ("I3", "certificate", "DELETE FROM mark_changes"),
    ("I4", "enterprise", "UPDATE enterprises SET uscc = overlay(uscc placing '11' from 1)"),
    ("I4", "enterprise", "DELETE FROM held_categories"),
    ("I4", "enterprise", "UPDATE category_cases SET id = gen_random_uuid()"),
    ("I5", "enterprise", "UPDATE outbox SET sent_at = NULL"),
    ("I5", "certificate", "UPDATE inbox SET done_at = NULL"),
    ("I5", "certificate", "UPDATE jobs SET finished_at = NULL"),
    ("I7", "certificate", "UPDATE certificates SET reasons = '{}' WHERE kind = 'operator'"),
    ("I7", "certificate", "UPDATE certificates SET reasons = '{TRADE_NOT_PERMITTED}'"),
    (
        "I7",
        "certificate",
        "UPDATE certificates SET number = number_core || 'X', letters = 'X' WHERE trade IS NULL",
    ),
    ("I9", "certificate", "UPDATE inbox SET error = '11010519491231002X'"),
    ("I9", "enterprise", "UPDATE outbox SET headers = '11010519491231002X'"),
)
FREE: Final = """
DO $$
DECLARE which record;
BEGIN
    FOR which IN SELECT conrelid::regclass AS of, conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u')
        ORDER BY contype <> 'f'
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', which.of, which.conname); END LOOP;
    FOR which IN SELECT indexrelid::regclass AS index FROM pg_index
        JOIN pg_class ON pg_class.oid = indexrelid
        WHERE indisunique AND NOT indisprimary AND relnamespace = 'public'::regnamespace
    LOOP EXECUTE format('DROP INDEX %s', which.index); END LOOP;
    FOR which IN SELECT tgrelid::regclass AS of, tgname FROM pg_trigger WHERE NOT tgisinternal
    LOOP EXECUTE format('DROP TRIGGER %I ON %s', which.tgname, which.of); END LOOP;
END $$
"""


@pytest.fixture(scope="module")
def seen(register: Register) -> Iterator[Evidence]:
    """What a run without any fault has left."""
    register.load(random.Random(7), firms=3, changes=4)()  # noqa: S311  # no secret
    assert register.settles()
    with register.evidence() as evidence:
        yield evidence


def broken(seen: Evidence) -> set[str]:
    """The invariants that do not hold."""
    return {violation.invariant for violation in violations(seen)}


def test_all_hold_where_no_fault_was_done(seen: Evidence) -> None:
    assert violations(seen) == ()


@pytest.mark.parametrize(
    ("invariant", "service", "damage"),
    DAMAGE,
    ids=[f"{invariant}-{number}" for number, (invariant, *_) in enumerate(DAMAGE)],
)
def test_damaged_tables_are_seen(seen: Evidence, invariant: str, service: str, damage: str) -> None:
    connection = seen.connections[service]
    with connection.begin_nested() as damaged:
        connection.execute(text(FREE))
        assert connection.execute(text(damage)).rowcount > 0
        found = broken(seen)
        damaged.rollback()
    assert invariant in found


def test_what_stands_parked_on_purpose_is_no_violation(seen: Evidence) -> None:
    connection = seen.connections["certificate"]
    with connection.begin_nested() as damaged:
        parked = connection.scalars(text("UPDATE inbox SET parked_at = now() RETURNING event_id"))
        known = replace(seen, expected_parked=frozenset(parked.all()))
        found = [each for each in violations(known) if each.how == PARKED]
        damaged.rollback()
    assert found == []


@pytest.mark.parametrize(
    "queue", [None, Queue(messages=0, consumers=0), Queue(messages=1, consumers=1)]
)
def test_a_queue_that_is_not_as_before_is_seen(seen: Evidence, queue: Queue | None) -> None:
    name = topology.calls_queue("certificate")
    assert broken(replace(seen, queues={**seen.queues, name: queue})) == {"I8"}


def test_a_connection_too_many_is_seen(seen: Evidence) -> None:
    assert broken(replace(seen, links=seen.links + 1)) == {"I8"}


@pytest.mark.parametrize("written", ["id=11010519491231002X,", None])
def test_an_id_number_in_a_log_is_seen(seen: Evidence, tmp_path: Path, written: str | None) -> None:
    log = tmp_path / "some.log"
    log.write_text(written or f"x{seen.firms[0].id_number}x")
    assert broken(replace(seen, logs=(log,))) == {"I9"}


def test_what_only_looks_like_an_id_number_is_left_alone(seen: Evidence, tmp_path: Path) -> None:
    log = tmp_path / "some.log"
    log.write_text("f110105194912310021 110105194912310021 1764111111.123456 11010519491231002Xa")
    assert broken(replace(seen, logs=(log,))) == set()


def test_an_id_number_in_an_error_is_seen(seen: Evidence) -> None:
    telling = replace(seen.clients, told=[f"no {seen.firms[0].id_number}"])
    assert broken(replace(seen, clients=telling)) == {"I9"}


def test_another_answer_to_the_same_key_is_seen(seen: Evidence) -> None:
    (first, reply), (second, _), *others = seen.repeated
    assert broken(replace(seen, repeated=[(first, reply), (second, reply), *others])) == {"I10"}
    assert broken(replace(seen, repeated=[(first, NotFound()), *others])) == {"I10"}


def test_an_effect_that_was_not_commanded_is_seen(seen: Evidence) -> None:
    firm = seen.firms[0]
    [*others, _] = seen.clients.asked(SubmitCategoryCase, firm.account)
    forgetful = replace(seen.clients, answers=others)
    assert broken(replace(seen, clients=forgetful)) == {"I2"}


def test_an_answer_whose_effect_is_gone_is_seen(seen: Evidence) -> None:
    answered = seen.clients.asked(RegisterEnterprise, seen.firms[0].account)
    gone = replace(answered[0], reply=replace(answered[0].reply, id=uuid4()))
    remembering = replace(seen.clients, answers=[*seen.clients.answers, gone])
    assert broken(replace(seen, clients=remembering)) == {"I4"}
