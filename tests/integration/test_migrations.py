"""The migrations make the tables that the adapters speak of, and nothing else."""

from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, MetaData, NullPool, create_engine, text

from bus import tables
from tests.provision import Databases

CHECKS = text(
    "SELECT conname FROM pg_constraint"
    " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
)


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
