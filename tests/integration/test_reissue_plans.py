"""A reissue reads what it replaces once, whatever the statistics say (五, 六.3, C2)."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import TextClause, text

from bus.database import Database
from certificate.adapters.category_effects import REISSUE
from certificate.adapters.name_change_records import RENAME
from tests.provision import Databases

FIRM: Final = UUID(int=1)
TODAY: Final = date(2026, 9, 15)
CERTIFICATES: Final = 100
# The statistics are taken while all letters are the same, and nothing takes them anew.
FILL: Final = (
    "ALTER TABLE certificates SET (autovacuum_enabled = false)",
    """
    INSERT INTO certificates (id, holder, kind, number_core, number, letters, enterprise, province,
        represents, valid_from, valid_to, ce_deadline, version)
    SELECT gen_random_uuid(), gen_random_uuid(), 'safety_manager', number, number || 'GJ', 'GJ',
        :firm, '63', false, date '2026-01-01', date '2030-12-31', date '2028-06-30', 1
    FROM generate_series(1, :certificates) AS number
    """,
    """
    INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
        enterprise_name, categories, photo, valid_from, valid_to, first_ce_deadline, age_rule,
        cause)
    SELECT id, 1, 1, number, 'x', enterprise, 'x', 'GJ', id, valid_from, valid_to, ce_deadline,
        'default', 'issuance' FROM certificates
    """,
    "ANALYZE certificates, certificate_versions",
)


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    made = Database(databases.fresh("certificate")["certificate"])
    with made.independent() as transaction:
        for statement in FILL:
            transaction.execute(text(statement), {"firm": FIRM, "certificates": CERTIFICATES})
    yield made
    made.dispose()


def ids_of(database: Database) -> list[UUID]:
    with database.reading() as connection:
        return list(connection.scalars(text("SELECT id FROM certificates ORDER BY id")))


def to_letters(database: Database, letters: str) -> dict[str, Any]:
    return {
        "items": ids_of(database),
        "enterprise": FIRM,
        "case": uuid4(),
        "letters": letters,
        "day": TODAY,
    }


def to_name(database: Database) -> dict[str, Any]:
    certificates = ids_of(database)
    return {
        "certificates": certificates,
        "parts": [uuid4() for _ in certificates],
        "photos": [uuid4() for _ in certificates],
        "name": "y",
        "day": TODAY,
    }


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes_of(part)


def explained(database: Database, statement: TextClause, values: dict[str, Any]) -> dict[str, Any]:
    explaining = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.text}")
    with database.independent() as transaction:
        [[told]] = transaction.execute(explaining, values).scalars()
    plan: dict[str, Any] = told["Plan"]
    return plan


def repeated(plan: dict[str, Any]) -> list[str]:
    """What is done anew for each certificate, but for looking it up by an index."""
    return [
        f"{node['Node Type']}: {node['Actual Loops']} times"
        for node in nodes_of(plan)
        if node["Actual Loops"] > 1 and not node["Node Type"].startswith("Index")
    ]


def test_a_change_back_reads_nothing_anew_for_each_certificate(database: Database) -> None:
    with database.independent() as transaction:
        done = transaction.execute(REISSUE, to_letters(database, "G"))
    assert done.rowcount == CERTIFICATES
    plan = explained(database, REISSUE, to_letters(database, "GJ"))
    due = next(node for node in nodes_of(plan) if node.get("Subplan Name") == "CTE due")
    assert (due["Plan Rows"], due["Actual Rows"]) == (1, CERTIFICATES), "the planner guessed well"
    assert repeated(plan) == []


def test_a_change_of_name_reads_nothing_anew_for_each_certificate(database: Database) -> None:
    assert repeated(explained(database, RENAME, to_name(database))) == []
