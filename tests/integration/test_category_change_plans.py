"""A category change reads what it reissues once, whatever the statistics say (五, C2)."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bus.database import Database
from certificate.adapters.category_effects import REISSUE
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


def to_letters(database: Database, letters: str) -> dict[str, Any]:
    with database.reading() as connection:
        items = list(connection.scalars(text("SELECT id FROM certificates ORDER BY id")))
    return {
        "items": items,
        "enterprise": FIRM,
        "case": uuid4(),
        "letters": letters,
        "day": TODAY,
    }


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes_of(part)


def test_a_change_back_sorts_the_versions_once_and_not_for_each_certificate(
    database: Database,
) -> None:
    with database.independent() as transaction:
        values = to_letters(database, "G")
        assert transaction.execute(REISSUE, values).rowcount == CERTIFICATES
    explained = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {REISSUE.text}")
    with database.independent() as transaction:
        [[told]] = transaction.execute(explained, to_letters(database, "GJ")).scalars()
    nodes = list(nodes_of(told["Plan"]))
    due = next(node for node in nodes if node.get("Subplan Name") == "CTE due")
    assert (due["Plan Rows"], due["Actual Rows"]) == (1, CERTIFICATES), "the planner guessed well"
    sorts = [node for node in nodes if node["Node Type"] in {"Sort", "WindowAgg"}]
    assert sorts
    assert [node["Actual Loops"] for node in sorts] == [1] * len(sorts)
