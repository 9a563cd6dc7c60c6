"""A day's review, expiries and reminders find their rows by index, whatever else is stored."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bus import jobs
from bus.database import Database
from certificate.adapters.daily_records import WORKS, DatabaseDailyRecords
from certificate.adapters.expiry_jobs import ExpiryJob
from certificate.adapters.reminder_jobs import ReminderJob
from certificate.adapters.review_jobs import ReviewJob
from contracts.certificate import DailyTask
from tests.integration.plans import Register, a_register, assert_indexed, in_transaction
from tests.provision import Databases

TODAY: Final = date(2026, 9, 15)
JOBS: Final[dict[DailyTask, jobs.Job]] = {
    DailyTask.REVIEW: ReviewJob(),
    DailyTask.RECORD_EXPIRIES: ExpiryJob(),
    DailyTask.REMIND: ReminderJob(),
}
# Terms begin on each of 6,000 days: most are over, and what is over was dealt with.
CERTIFICATES: Final = """
INSERT INTO certificates (id, holder, kind, number_core, number, letters, enterprise, province,
    represents, holds_a_place, expiry_recorded, valid_from, valid_to, ce_deadline, version)
SELECT gen_random_uuid(), gen_random_uuid(), 'safety_manager', number, number || 'G', 'G',
    gen_random_uuid(), '63', false, last >= :today, last < :today, first, last,
    CASE WHEN middle < :today THEN last ELSE middle END, 1
FROM (
    SELECT number, first, first + 1825 AS last, first + 912 AS middle
    FROM generate_series(1, 30000) AS number, LATERAL (
        SELECT CAST(:today AS date) - 6000 + number % 6000 AS first) AS days
) AS made
"""
VERSIONS: Final = """
INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
    enterprise_name, categories, photo, valid_from, valid_to, first_ce_deadline, age_rule, cause)
SELECT id, 1, 1, number, 'x', enterprise, 'x', 'G', id, valid_from, valid_to, valid_from + 912,
    'default', 'issuance'
FROM certificates
"""
IMPORTS: Final = """
INSERT INTO ce_imports (id, province, imported_by, imported_at, rows, accepted, already_known,
    refused)
SELECT gen_random_uuid(), '63', 'x', now(), 1, 1, 0, 0
"""
RECORDS: Final = """
INSERT INTO ce_records (id, certificate, term, ordinal, holder, issued_on, institution,
    imported_in)
SELECT gen_random_uuid(), certificates.id, 1, 1, holder, valid_from, 'x', ce_imports.id
FROM certificates, ce_imports WHERE valid_from + 912 < :today
"""


@pytest.fixture(scope="module")
def register(module_databases: Databases) -> Iterator[Register]:
    database = Database(module_databases.fresh("certificate")["certificate"])
    with database.independent() as transaction:
        for statement in (CERTIFICATES, VERSIONS, IMPORTS, RECORDS):
            transaction.execute(text(statement), {"today": TODAY})
    yield a_register(database)
    database.dispose()


def day_of(task: DailyTask) -> date:
    """A day with work: of today's deadlines tomorrow's review, of today the reminders."""
    return TODAY if task is DailyTask.REMIND else TODAY + timedelta(days=1)


def due(transaction: Any, task: DailyTask) -> list[UUID]:
    return list(transaction.execute(WORKS[task].due(day_of(task))).scalars())


@pytest.mark.parametrize("task", DailyTask)
def test_a_day_has_few_of_them(register: Register, task: DailyTask) -> None:
    with register.database.independent() as transaction:
        assert 2 <= len(due(transaction, task)) <= 100


@pytest.mark.parametrize("task", DailyTask)
def test_a_day_s_work_is_found_by_index(register: Register, task: DailyTask) -> None:
    def starts(transaction: Any) -> None:
        records = DatabaseDailyRecords(transaction=transaction)
        assert records.start(task, day_of(task), TODAY) is not None

    assert_indexed(register.plans_of(lambda: in_transaction(register, starts)), task)


@pytest.mark.parametrize("task", DailyTask)
def test_a_chunk_s_rows_are_found_by_index(register: Register, task: DailyTask) -> None:
    params = {"day": day_of(task).isoformat(), "today": TODAY.isoformat()}
    running = jobs.Running(id=uuid4(), key="x", params=params)

    def acts(transaction: Any) -> None:
        items = due(transaction, task)
        counts = JOBS[task].act(transaction, running, items, None)
        assert sum(counts.values()) >= len(items)

    assert_indexed(register.plans_of(lambda: in_transaction(register, acts)), task)
