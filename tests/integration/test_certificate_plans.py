"""Issuance finds its rows by index: its cost follows what changes, not what is stored."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bus.database import Database
from certificate.adapters import issuance_jobs
from certificate.adapters.issuing import DatabaseIssuingRecords
from certificate.adapters.register import BATCH, DatabaseRegister
from certificate.adapters.result_records import DatabaseResultRecords
from certificate.adapters.results import DatabaseResults
from certificate.application.ports import Sight
from certificate.application.ports_results import NewResult, Review, WantedResults
from contracts.enterprise import CategoryChanged
from contracts.vocabulary import Category, CertificateKind, Province, ResultStatus, Trade
from tests.integration.plans import Register, a_register, assert_indexed, in_transaction
from tests.provision import Databases

IMPORT, PERSON, EMPLOYER, RESULT, OWNER = (UUID(int=number) for number in range(1, 6))
TODAY = date(2024, 3, 15)

IMPORTS = """
INSERT INTO exam_imports (id, province, imported_by, imported_at, rows, accepted, already_known,
    refused)
SELECT CASE number WHEN 1 THEN CAST(:import AS uuid) ELSE gen_random_uuid() END, '63', 'x', now(),
    200, 200, 0, 0
FROM generate_series(1, 200) AS number
"""
RESULTS = """
INSERT INTO exam_results (id, person, kind, trade, exam_on, has_passed, institution, status,
    imported_in, employer)
SELECT gen_random_uuid(), gen_random_uuid(), 'operator', '01', date '2024-01-01', false, 'x',
    CASE WHEN random() < 0.9 THEN 'failed' ELSE 'imported' END, exam_imports.id, NULL
FROM exam_imports, generate_series(1, 150)
"""
WAITING = """
INSERT INTO exam_results (id, person, kind, exam_on, has_passed, institution, status, missing,
    imported_in, employer)
SELECT CASE number WHEN 1 THEN CAST(:result AS uuid) ELSE gen_random_uuid() END,
    CASE number WHEN 1 THEN CAST(:person AS uuid) ELSE gen_random_uuid() END,
    'safety_manager', date '2024-01-01', true, 'x', 'pending',
    '{employer_has_registered_categories}', :import,
    CASE number WHEN 1 THEN CAST(:employer AS uuid) ELSE gen_random_uuid() END
FROM generate_series(1, 2000) AS number
"""
CERTIFICATES = """
INSERT INTO certificates (id, holder, kind, number_core, number, letters, enterprise, province,
    represents, valid_from, valid_to, ce_deadline, version)
SELECT gen_random_uuid(), gen_random_uuid(), 'safety_manager', number, number || 'G', 'G',
    gen_random_uuid(), '63', false, date '2020-01-01', date '2024-12-31', date '2022-06-30', 1
FROM generate_series(1, 10000) AS number
"""

OF_ONE_ENTERPRISE = """
INSERT INTO certificates (id, holder, kind, number_core, number, letters, enterprise, province,
    represents, valid_from, valid_to, ce_deadline, version)
SELECT gen_random_uuid(), gen_random_uuid(), 'safety_manager', 'E' || number, 'E' || number || 'G',
    'G', :owner, '63', false, date '2020-01-01', date '2024-12-31', date '2022-06-30', 1
FROM generate_series(1, 5000) AS number
"""
PRINTED = """
INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
    enterprise_name, categories, photo, valid_from, valid_to, first_ce_deadline, age_rule, cause)
SELECT id, 1, 1, number, 'x', enterprise, 'x', 'G', id, valid_from, valid_to, ce_deadline,
    'default', 'issuance' FROM certificates WHERE enterprise = :owner
"""


@pytest.fixture(scope="module")
def register(module_databases: Databases) -> Iterator[Register]:
    database = Database(module_databases.fresh("certificate")["certificate"])
    values = {"import": IMPORT, "person": PERSON, "employer": EMPLOYER, "result": RESULT}
    values["owner"] = OWNER
    with database.independent() as transaction:
        for statement in (IMPORTS, RESULTS, WAITING, CERTIFICATES, OF_ONE_ENTERPRISE, PRINTED):
            transaction.execute(text(statement), values)
    yield a_register(database)
    database.dispose()


def category_changed() -> CategoryChanged:
    return CategoryChanged(
        enterprise=EMPLOYER,
        case=uuid4(),
        category_version=1,
        categories=(Category.PIPELINE,),
        permitted_trades=(Trade.OTHER,),
        decided_on=TODAY,
    )


def a_result() -> NewResult:
    return NewResult(
        person=PERSON,
        kind=CertificateKind.SAFETY_MANAGER,
        trade=None,
        exam_on=TODAY,
        score=None,
        has_passed=True,
        institution="x",
    )


ON_TRANSACTIONS: dict[str, Callable[[Any], object]] = {
    "a person's pending results": lambda transaction: issuance_jobs.start_for_person(
        transaction, PERSON, cause=str(uuid4())
    ),
    "an import's pending results": lambda transaction: issuance_jobs.start_for_import(
        transaction, IMPORT
    ),
    "what waits for categories": lambda transaction: issuance_jobs.start_after_categories(
        transaction, category_changed()
    ),
    "results to lock": lambda transaction: DatabaseIssuingRecords(
        transaction=transaction
    ).lock_results((RESULT,)),
    "places to free": lambda transaction: DatabaseIssuingRecords(
        transaction=transaction
    ).free_expired_places((PERSON,), TODAY),
    "what is held": lambda transaction: DatabaseIssuingRecords(transaction=transaction).held(
        (PERSON,), TODAY
    ),
    "results to review": lambda transaction: DatabaseResultRecords(transaction=transaction).reject(
        Review(imported_in=uuid4(), by="x", at=datetime.now(UTC))
    ),
}
ON_READING: dict[str, Callable[[DatabaseResults], object]] = {
    "known keys": lambda results: results.known((a_result(),)),
    "one's own results": lambda results: results.results(
        WantedResults(size=50), Sight(holder=PERSON)
    ),
    "an import's results": lambda results: results.results(
        WantedResults(size=50, imported_in=IMPORT, status=ResultStatus.FAILED),
        Sight(province=Province.QINGHAI),
    ),
    "a page of imports": lambda results: results.imports(Province.QINGHAI, None, 20),
    "persons of results": lambda results: results.persons_of((RESULT,)),
    "what is held beside": lambda results: results.held_beside(RESULT, PERSON, TODAY),
}


@pytest.mark.parametrize("what", ON_TRANSACTIONS)
def test_what_is_written_is_found_by_index(register: Register, what: str) -> None:
    plans = register.plans_of(lambda: in_transaction(register, ON_TRANSACTIONS[what]))
    assert_indexed(plans, what)


@pytest.mark.parametrize("what", ON_READING)
def test_what_is_read_is_found_by_index(register: Register, what: str) -> None:
    results = DatabaseResults(database=register.database)
    assert_indexed(register.plans_of(lambda: ON_READING[what](results)), what)


def test_a_later_page_of_a_preview_begins_where_the_page_before_has_ended(
    register: Register,
) -> None:
    seen = DatabaseRegister(database=register.database)
    register.sent.clear()
    assert sum(1 for _ in seen.concerned(OWNER, TODAY)) == 5000
    statement, parameters = register.sent[-2]
    with register.database.reading() as connection:
        explained = connection.exec_driver_sql(f"EXPLAIN ANALYZE {statement}", parameters)
        plan = "\n".join(explained.scalars())
    read = re.findall(r"on certificate_versions.*actual time=\S+ rows=(\d+) loops=(\d+)", plan)
    assert read, plan
    assert all(int(rows) * int(loops) <= 2 * BATCH for rows, loops in read), plan


def test_a_search_through_all_rows_would_be_noticed(register: Register) -> None:
    query = text("SELECT count(*) FROM exam_results WHERE institution = 'y'")
    plans = register.plans_of(
        lambda: in_transaction(register, lambda transaction: transaction.execute(query))
    )
    with pytest.raises(AssertionError):
        assert_indexed(plans, "a search")
