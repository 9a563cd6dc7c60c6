"""A day's review of 50,000 certificates, against bare SQL, and in ten times the register."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import text

from bus import context
from bus.rabbit import RabbitExchange
from bus.remote import Remote
from contracts.certificate import DailyRun, DailyTask, RunDailyWork
from tests.bench.bulk import fill
from tests.bench.house import House
from tests.operators import SCHEDULER

DUE: Final = 50_000
TIMES: Final = 10
DAY: Final = timedelta(days=1)

IMPORT: Final = """
INSERT INTO ce_imports (id, province, imported_by, imported_at, rows, accepted, already_known,
    refused) VALUES (:enterprise, '63', 'bench', now(), 0, 0, 0, 0)
"""
# Every second one has proved the education: half pass and half are marked.
PROVE: Final = """
INSERT INTO ce_records (id, certificate, term, ordinal, holder, issued_on, institution, imported_in)
SELECT gen_random_uuid(), id, 1, 1, holder, valid_from, '青海示例培训学校', :enterprise
FROM certificates
WHERE enterprise = :enterprise AND right(number_core, 1) IN ('0', '2', '4', '6', '8')
"""
BARE_REVIEWS: Final = """
INSERT INTO ce_reviews (certificate, term, ordinal, due_on, valid_from, deadline, valid_to, record,
    record_issued_on, has_passed, job)
SELECT certificates.id, 1, 1, ce_deadline + 1, valid_from, ce_deadline, valid_to, record.id,
    issued_on, record.id IS NOT NULL, enterprise
FROM certificates LEFT JOIN ce_records AS record ON record.certificate = certificates.id
WHERE enterprise = %s
"""
BARE_MARKS: Final = """
INSERT INTO mark_changes (certificate, reason, is_lifted, caused_by)
SELECT certificate, 'CE_NOT_COMPLETED', false, job FROM ce_reviews WHERE job = %s AND NOT has_passed
"""
BARE_CERTIFICATES: Final = """
UPDATE certificates SET
    ce_deadline = CASE WHEN has_passed THEN certificates.valid_to ELSE ce_deadline END,
    reasons = CASE WHEN has_passed THEN reasons ELSE reasons || ARRAY['CE_NOT_COMPLETED'] END
FROM ce_reviews WHERE certificate = certificates.id AND job = %s
"""


@dataclass(frozen=True, kw_only=True)
class Review:
    """How many were reviewed a second: by the service, by bare SQL, and in the larger register."""

    per_second: float
    bare_per_second: float
    in_ten_times: float


def measure(house: House) -> Review:
    """Review two equal days, the second in a register ten times as large."""
    today = house.today
    yesterday = today - DAY
    bare_seconds = _bare(house, _due(house, year=2001, deadline=yesterday - DAY))
    _due(house, year=2002, deadline=yesterday - DAY)
    seconds = _reviewed(house, yesterday)
    with house.mortals.reading("certificate") as connection:
        held = connection.execute(text("SELECT count(*) FROM certificates")).scalar_one()
    fill(house, uuid4(), year=2003, number=(TIMES - 1) * held)
    _due(house, year=2004, deadline=yesterday)
    in_ten_times = _reviewed(house, today)
    return Review(
        per_second=DUE / seconds,
        bare_per_second=DUE / bare_seconds,
        in_ten_times=DUE / in_ten_times,
    )


def _due(house: House, *, year: int, deadline: date) -> UUID:
    """Fill in certificates of one deadline, half of them with a record; gives their enterprise."""
    enterprise = fill(house, uuid4(), year=year, number=DUE, deadline=deadline)
    with house.mortals.reading("certificate") as connection:
        for statement in (IMPORT, PROVE):
            connection.execute(text(statement), {"enterprise": enterprise})
    house.tidy("certificate")
    return enterprise


def _bare(house: House, enterprise: UUID) -> float:
    with psycopg.connect(house.mortals.database("certificate")) as connection:
        began = time.perf_counter()
        for statement in (BARE_REVIEWS, BARE_MARKS, BARE_CERTIFICATES):
            connection.execute(statement, (enterprise,))
        connection.commit()
        return time.perf_counter() - began


def _reviewed(house: House, day: date) -> float:
    """Have a day reviewed as the scheduler does; the seconds until its job is done."""
    caller = RabbitExchange(house.mortals.amqp_uri).connect_caller("bench")
    ask = Remote("review_scheduler", caller)
    call = RunDailyWork(task=DailyTask.REVIEW, day=day, through=day)
    try:
        began = time.perf_counter()
        while not (run := _asked(ask, call)).is_done:
            time.sleep(0.1)
        seconds = time.perf_counter() - began
    finally:
        caller.stop()
    if run.counts.get("passed") != DUE / 2 or run.counts.get("marked") != DUE / 2:
        raise RuntimeError(f"another number was reviewed: {run.counts}")
    return seconds


def _asked(ask: Remote, call: RunDailyWork) -> DailyRun:
    with context.acting(SCHEDULER, correlation_id=context.Context().correlation_id):
        return ask(call, timeout=30)
