"""A change of 100,000 certificates, against the bare SQL that writes the same rows."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import text

from tests.bench.house import House
from tests.bench.load import Measured, load
from tests.system.visitors import Visitor

CERTIFICATES: Final = 100_000

FILL: Final = """
INSERT INTO certificates (id, holder, kind, number_core, number, letters, enterprise, province,
    represents, valid_from, valid_to, ce_deadline, version)
SELECT gen_random_uuid(), gen_random_uuid(), 'safety_manager', core, core || 'GJ', 'GJ',
    :enterprise, '63', false, :first, :last, :deadline, 1
FROM (SELECT '青RQB' || :year || lpad(n::text, 6, '0') AS core
    FROM generate_series(1, :number) AS n) AS made
"""
PRINT: Final = """
INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
    enterprise_name, categories, photo, valid_from, valid_to, first_ce_deadline, age_rule, cause)
SELECT id, 1, 1, number, '示例', enterprise, '示例', 'GJ', id, valid_from, valid_to, ce_deadline,
    'default', 'issuance' FROM certificates WHERE enterprise = :enterprise
"""
BARE_VERSIONS: Final = """
INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
    enterprise_name, categories, photo, valid_from, valid_to, first_ce_deadline, age_rule, cause,
    caused_by)
SELECT certificate, 2, term, left(number, -1), holder_name, enterprise, enterprise_name, 'G',
    photo, valid_from, valid_to, first_ce_deadline, age_rule, 'category_change', enterprise
FROM certificate_versions WHERE enterprise = %s AND version = 1
"""
BARE_CERTIFICATES: Final = """
UPDATE certificates SET letters = 'G', number = left(number, -1), version = 2
WHERE enterprise = %s
"""


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """What one change of all certificates took, and what reads felt of it."""

    per_second: float
    bare_per_second: float
    reads_before: Measured
    reads_during: Measured
    peak_memory: dict[str, int]


def measure(house: House) -> Bulk:
    """Write the same rows with bare SQL and with an approved change, and read meanwhile."""
    staff, firm = house.staff(), house.enterprise()
    change(staff, firm, "GJ")
    enterprise = UUID(firm.account["enterprise"])
    fill(house, enterprise, year=2002)
    bare_seconds = _bare(house, fill(house, uuid4(), year=2001))
    seconds = _timed_change(staff, firm, "G")
    url = f"{house.base}/certificates/{_some(house, enterprise)}"
    before = load(url, seconds=5, token=staff.token, connections=2)
    job = change(staff, firm, "GJ", wait=False)
    during = load(url, seconds=5, token=staff.token, connections=2)
    wait_for_job(staff, job)
    return Bulk(
        per_second=CERTIFICATES / seconds,
        bare_per_second=CERTIFICATES / bare_seconds,
        reads_before=before,
        reads_during=during,
        peak_memory=house.peak_memory(),
    )


def _timed_change(staff: Visitor, firm: Visitor, letters: str) -> float:
    """The seconds from the approval's answer to the job's end."""
    job = change(staff, firm, letters, wait=False)
    began = time.perf_counter()
    wait_for_job(staff, job)
    return time.perf_counter() - began


def fill(
    house: House,
    enterprise: UUID,
    *,
    year: int,
    number: int = CERTIFICATES,
    deadline: date | None = None,
) -> UUID:
    """Give an enterprise so many safety managers' certificates; their CE deadline may be told."""
    deadline = deadline or house.today + timedelta(days=99)
    values = {
        "enterprise": enterprise,
        "year": str(year),
        "number": number,
        "first": deadline - timedelta(days=400),
        "deadline": deadline,
        "last": deadline + timedelta(days=900),
    }
    with house.mortals.reading("certificate") as connection:
        connection.execute(text(FILL), values)
        connection.execute(text(PRINT), {"enterprise": enterprise})
    with psycopg.connect(house.mortals.database("certificate"), autocommit=True) as connection:
        connection.execute("ANALYZE certificates, certificate_versions")
    return enterprise


def _bare(house: House, enterprise: UUID) -> float:
    with psycopg.connect(house.mortals.database("certificate")) as connection:
        began = time.perf_counter()
        connection.execute(BARE_VERSIONS, (enterprise,))
        connection.execute(BARE_CERTIFICATES, (enterprise,))
        connection.commit()
        return time.perf_counter() - began


def _some(house: House, enterprise: UUID) -> UUID:
    found: UUID = house.mortals.value(
        "certificate", "SELECT id FROM certificates WHERE enterprise = :e LIMIT 1", e=enterprise
    )
    return found


def change(staff: Visitor, firm: Visitor, letters: str, *, wait: bool = True) -> str:
    """Have an enterprise's categories changed; gives the key of the job that follows."""
    job = propose(staff, firm, letters)()
    if wait:
        wait_for_job(staff, job)
    return job


def propose(staff: Visitor, firm: Visitor, letters: str) -> Callable[[], str]:
    """Bring a change as far as its preview; gives what approves it and tells the job's key."""
    categories = [{"category": letter, "gas_sources": ["natural_gas"]} for letter in letters]
    case = firm.post("/category-cases", {"categories": categories}).json()["id"]
    seen = staff.get(f"/category-cases/{case}/preview").json()
    approval = {"case_version": seen["case_version"], "fingerprint": seen["fingerprint"]}
    return lambda: str(staff.post(f"/category-cases/{case}/approve", approval).json()["job_key"])


def wait_for_job(staff: Visitor, key: str) -> None:
    """Wait until a job is done."""
    while True:
        answer = staff.send("GET", "/jobs/by-key", params={"key": key})
        if answer.ok and answer.json()["status"] == "done":
            return
        # Often enough to time a job of seconds, and too seldom to be what it waits for.
        time.sleep(0.2)
