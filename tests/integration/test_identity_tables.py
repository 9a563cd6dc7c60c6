"""The tables in the code are those that the migrations make."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bus import tables
from bus.database import Database
from identity.adapters.tables import METADATA
from tests.provision import Databases


def test_migrations_make_the_tables_that_the_code_describes(databases: Databases) -> None:
    engine = Database(databases.fresh("identity")["identity"]).engine
    buses = set(tables.METADATA.tables) | {"alembic_version"}

    def is_identitys(thing: object, name: str | None, kind: str, *_: object) -> bool:
        return kind != "table" or name not in buses

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": is_identitys, "compare_server_default": True},
        )
        differences = compare_metadata(context, METADATA)
    engine.dispose()
    assert differences == []
