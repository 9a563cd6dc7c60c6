"""A change of an enterprise's name finds its rows by index, whatever else is stored (六.3)."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bus.database import Database
from certificate.adapters.name_change_records import DatabaseNameChangeRecords
from certificate.adapters.name_change_register import DatabaseNameChangeRegister
from certificate.application.ports import Sight
from certificate.application.ports_name_changes import (
    Closing,
    Item,
    Renamed,
    Sought,
    WantedItems,
    WantedNameChanges,
)
from certificate.domain.cases import FOR_AUTHORITY, Step
from certificate.domain.name_changes import NameChange, decided
from contracts.vocabulary import CertificateCaseStatus, CertificateCaseStep, Province
from tests.integration.plans import Register, a_register, assert_indexed, in_transaction
from tests.provision import Databases

FIRM, CASE = UUID(int=1), UUID(int=2)
TODAY: Final = date(2026, 9, 15)
NOW: Final = datetime(2026, 9, 15, tzinfo=UTC)
SOUGHT: Final = Sought(enterprise=FIRM, names=("x",), on=TODAY)
# One enterprise has forty of twenty thousand certificates; every other enterprise has one.
CERTIFICATES: Final = """
INSERT INTO certificates (id, holder, kind, number_core, number, letters, enterprise, province,
    represents, valid_from, valid_to, ce_deadline, version)
SELECT gen_random_uuid(), gen_random_uuid(), 'safety_manager', number, number || 'G', 'G',
    CASE WHEN number <= 40 THEN :firm ELSE gen_random_uuid() END, '63', false,
    date '2026-01-01', date '2030-12-31', date '2028-06-30', 1
FROM generate_series(1, 20000) AS number
"""
VERSIONS: Final = """
INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
    enterprise_name, categories, photo, valid_from, valid_to, first_ce_deadline, age_rule, cause)
SELECT id, 1, 1, number, 'x', enterprise, 'x', 'G', id, valid_from, valid_to, ce_deadline,
    'default', 'issuance'
FROM certificates
"""
CASES: Final = """
INSERT INTO certificate_cases (id, kind, certificate, number, holder, province, status, version)
SELECT gen_random_uuid(), 'cancellation', id, number, holder, '63', 'withdrawn', 1
FROM certificates WHERE enterprise <> :firm
"""
CHANGES: Final = """
INSERT INTO enterprise_name_changes (id, enterprise, province, name, status, version)
SELECT gen_random_uuid(), enterprise, '63', 'x', 'withdrawn', 1
FROM certificates WHERE enterprise <> :firm
"""
STEPS: Final = """
INSERT INTO enterprise_name_change_steps (name_change, ordinal, at, actor, step)
SELECT id, 1, now(), '-', 'submitted' FROM enterprise_name_changes
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
FROM certificates, ce_imports
"""
ITEMS: Final = """
INSERT INTO enterprise_name_change_items (name_change, certificate, number, unmet)
SELECT changes.id, certificates.id, '-', '[{}]'
FROM enterprise_name_changes AS changes JOIN certificates USING (enterprise)
"""


def step(kind: CertificateCaseStep) -> Step:
    return Step(at=NOW, by="-", step=kind)


CHANGE: Final = NameChange(
    id=CASE,
    enterprise=FIRM,
    province=Province.QINGHAI,
    name="y",
    status=FOR_AUTHORITY,
    timeline=(step(CertificateCaseStep.SUBMITTED),),
)


@pytest.fixture(scope="module")
def register(module_databases: Databases) -> Iterator[Register]:
    database = Database(module_databases.fresh("certificate")["certificate"])
    with database.independent() as transaction:
        for statement in (
            *(CERTIFICATES, VERSIONS, IMPORTS, RECORDS),
            *(CASES, CHANGES, STEPS, ITEMS),
        ):
            transaction.execute(text(statement), {"firm": FIRM})
    yield a_register(database)
    database.dispose()


def submits(records: DatabaseNameChangeRecords) -> None:
    """Enter a case with a part for every certificate found but one."""
    first, *others = records.locked_found(SOUGHT)
    assert len(others) == 39
    assert not records.has_open(FIRM)
    parts = [Item(subject=each, part=uuid4()) for each in others]
    records.open(CHANGE, parts)
    assert not first.has_open_case


def closes(records: DatabaseNameChangeRecords) -> None:
    """Approve it, carry one part out, and withdraw the others."""
    after = decided(CHANGE, step(CertificateCaseStep.APPROVED))
    locked = records.locked(CASE)
    assert locked == CHANGE
    waiting = records.locked_waiting(CASE)
    [part] = records.locked_parts(CASE, waiting[:1])
    records.keep_step(after)
    records.rename([Renamed(part=part, photo=uuid4())], "y", TODAY)
    withdrawn = CertificateCaseStatus.WITHDRAWN
    closing = Closing(parts=waiting, step=step(CertificateCaseStep.WITHDRAWN), status=withdrawn)
    records.close(after, closing)


@pytest.mark.parametrize("work", [submits, closes])
def test_each_step_finds_its_rows_by_index(
    register: Register, work: Callable[[DatabaseNameChangeRecords], None]
) -> None:
    def acts(transaction: object) -> None:
        work(DatabaseNameChangeRecords(transaction=transaction))  # type: ignore[arg-type]  # is one

    assert_indexed(register.plans_of(lambda: in_transaction(register, acts)), work.__name__)


@pytest.mark.parametrize(
    "read",
    [
        lambda reader: reader.names_printed(FIRM, TODAY),
        lambda reader: reader.count(SOUGHT),
        lambda reader: reader.found(SOUGHT, after=UUID(int=9), size=50),
        lambda reader: reader.holders(SOUGHT),
        lambda reader: reader.name_change(CASE, Sight()),
        lambda reader: reader.name_changes(WantedNameChanges(size=50), Sight(enterprise=FIRM)),
        lambda reader: reader.items(WantedItems(case=CASE, size=50, after=UUID(int=9))),
    ],
)
def test_each_reading_finds_its_rows_by_index(
    register: Register, read: Callable[[DatabaseNameChangeRegister], object]
) -> None:
    reader = DatabaseNameChangeRegister(database=register.database)
    assert_indexed(register.plans_of(lambda: read(reader)), "read")
