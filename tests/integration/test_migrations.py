"""The migrations make the tables that the adapters speak of, and nothing else."""

import runpy
from importlib import import_module
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, MetaData, NullPool, create_engine, text

from bus import tables
from tests.provision import PARTS, Databases

CHECKS = text(
    "SELECT conname FROM pg_constraint"
    " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
)

OFFER = text(
    "INSERT INTO offers (id, enterprise, enterprise_name, province, person, position, status,"
    " reason, offered_at, closed_at, version) VALUES (:id, :other, '示例', '63', :other, '',"
    " :status, :reason, now(), CASE :status WHEN 'open' THEN NULL ELSE now() END, 1)"
)
STEPS = text("SELECT offer, step, actor, reason FROM employment_steps ORDER BY number")


@pytest.mark.parametrize("service", ["employment", "enterprise", "identity", "review-scheduler"])
def test_the_migrations_make_the_adapters_tables(service: str, databases: Databases) -> None:
    wanted = MetaData()
    package = service.replace("-", "_")
    for metadata in (import_module(f"{package}.adapters.tables").METADATA, tables.METADATA):
        for table in metadata.tables.values():
            table.to_metadata(wanted)
    url = databases.fresh(service)[service].replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, wanted) == []
        made = set(connection.execute(CHECKS).scalars())
    checks = (
        constraint
        for table in wanted.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    )
    assert made == {constraint.name for constraint in checks}


def test_what_offers_told_already_becomes_their_first_steps(databases: Databases) -> None:
    versions = PARTS["employment"].migrations / "versions"
    migration = runpy.run_path(str(versions / "0002_contracts_and_dissolutions.py"))
    url = databases.fresh("employment")["employment"].replace(
        "postgresql://", "postgresql+psycopg://"
    )
    accepted, refused, waiting = uuid4(), uuid4(), uuid4()
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        offers = (
            (accepted, "accepted", None),
            (refused, "refused", "太远"),
            (waiting, "open", None),
        )
        for offer, status, reason in offers:
            told = {"id": offer, "other": uuid4(), "status": status, "reason": reason}
            connection.execute(OFFER, told)
        connection.execute(text(migration["STEPS_KNOWN_ALREADY"]))
        steps = [tuple(row) for row in connection.execute(STEPS)]
    assert steps == [
        (accepted, "offered", "enterprise:-", None),
        (accepted, "accepted", "person:-", None),
        (refused, "offered", "enterprise:-", None),
        (refused, "refused", "person:-", "太远"),
        (waiting, "offered", "enterprise:-", None),
    ]
