"""The set-based review decides as the rule does, certificate by certificate (六.5, D3, D7, D10)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bus import jobs
from bus.database import Database
from certificate.adapters import review_jobs
from certificate.domain.review import review_passes
from certificate.domain.terms import Term, after_passed_review, review_due_on, term_from
from tests.provision import Databases

DAY: Final = date(2026, 9, 15)
SEED, MANY = 20260915, 600
CERTIFICATE: Final = text("""
INSERT INTO certificates (id, holder, kind, number_core, number, letters, enterprise, province,
    represents, holds_a_place, valid_from, valid_to, ce_deadline, cancelled_on, reasons, version)
VALUES (:id, :id, 'safety_manager', :core, :core || 'G', 'G', :id, '63', false,
    CAST(:cancelled AS date) IS NULL, :first, :last, :deadline, :cancelled, :reasons, 1)
""")
VERSION: Final = text("""
INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
    enterprise_name, categories, photo, valid_from, valid_to, first_ce_deadline, age_rule, cause)
VALUES (:id, 1, 1, :core || 'G', 'x', :id, 'x', 'G', :id, :first, :last, :deadline, 'default',
    'issuance')
""")
RECORD: Final = text("""
INSERT INTO ce_records (id, certificate, term, ordinal, holder, issued_on, institution,
    imported_in)
VALUES (gen_random_uuid(), :id, 1, 1, :id, :issued, 'x', :import)
""")
IMPORT: Final = text("""
INSERT INTO ce_imports (id, province, imported_by, imported_at, rows, accepted, already_known,
    refused) VALUES (:id, '63', 'x', now(), 1, 1, 0, 0)
""")


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A certificate with its term, and the issue day of its first record, if it has one."""

    id: UUID
    term: Term
    issued_on: date | None
    is_cancelled: bool
    is_marked: bool


def somebody(chance: random.Random) -> Dated:
    """A certificate whose deadline lies around the day, as often as not."""
    start = DAY - timedelta(days=chance.choice([912, 913, 914, 915, chance.randrange(2000)]))
    days = chance.choice([9000, 9000, 911, 912, 913, 914, chance.randrange(1, 2000)])
    term = term_from(start, start + timedelta(days=days))
    near = chance.choice([term.valid_from, term.ce_deadline, term.valid_to])
    issued_on = near + timedelta(days=chance.randrange(-2, 3))
    return Dated(
        id=uuid4(),
        term=term,
        issued_on=chance.choice([issued_on, issued_on, None]),
        is_cancelled=chance.random() < 0.1,
        is_marked=chance.random() < 0.1,
    )


@pytest.fixture(scope="module")
def database(module_databases: Databases) -> Iterator[Database]:
    made = Database(module_databases.fresh("certificate")["certificate"])
    yield made
    made.dispose()


def keep(transaction: Any, number: int, one: Dated, imported_in: UUID) -> None:
    values = {
        "id": one.id,
        "core": f"青RQB2024{number:06d}",
        "first": one.term.valid_from,
        "last": one.term.valid_to,
        "deadline": one.term.ce_deadline,
        "cancelled": one.term.valid_from if one.is_cancelled else None,
        "reasons": ["CE_NOT_COMPLETED"] if one.is_marked else [],
        "issued": one.issued_on,
        "import": imported_in,
    }
    for statement in (CERTIFICATE, VERSION, *([RECORD] if one.issued_on else [])):
        transaction.execute(statement, values)


def ruled(one: Dated) -> tuple[date, bool]:
    """What the rule leaves: the deadline, and whether the certificate is marked."""
    due_on = review_due_on(one.term)
    if due_on is None or due_on > DAY or one.is_cancelled or one.is_marked:
        return one.term.ce_deadline, one.is_marked
    if review_passes(one.term, one.issued_on):
        return after_passed_review(one.term).ce_deadline, False
    return one.term.ce_deadline, True


def test_it_decides_as_the_rule_does(database: Database) -> None:
    chance = random.Random(SEED)  # noqa: S311  # a test's own dice
    everyone = [somebody(chance) for _ in range(MANY)]
    imported_in = uuid4()
    with database.independent() as transaction:
        transaction.execute(IMPORT, {"id": imported_in})
        for number, one in enumerate(everyone, start=1):
            keep(transaction, number, one, imported_in)
    with database.independent() as transaction:
        items = list(transaction.execute(review_jobs.due(DAY)).scalars())
        running = jobs.Running(id=uuid4(), key="x", params={"day": DAY.isoformat()})
        counts = review_jobs.ReviewJob().act(transaction, running, items, None)
    query = text("SELECT id, ce_deadline, reasons <> '{}' AS is_marked FROM certificates")
    with database.reading() as connection:
        found = {row.id: (row.ce_deadline, row.is_marked) for row in connection.execute(query)}
    assert {one.id: found[one.id] for one in everyone} == {one.id: ruled(one) for one in everyone}
    assert min(counts["passed"], counts["marked"]) > 20
    assert counts["already"] == 0
