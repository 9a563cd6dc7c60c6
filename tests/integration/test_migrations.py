"""The migrations make the tables that the adapters speak of, and nothing else."""

import runpy
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, MetaData, NullPool, create_engine, text

from bus import tables
from tests.provision import PARTS, Databases

SLOW = """
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("SELECT pg_sleep(1)")
    op.execute("CREATE TABLE told AS SELECT 1 AS number")
"""
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


def with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


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


def test_the_certificate_adapters_speak_of_nothing_that_the_migrations_have_not_made(
    databases: Databases,
) -> None:
    """Its constraints and indexes stand in the migrations' SQL alone, as do its counted places."""
    wanted = import_module("certificate.adapters.tables").METADATA
    engine = create_engine(with_driver(databases.fresh("certificate")["certificate"]))
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), wanted)
    engine.dispose()
    assert [each for each in found if not str(each[0]).startswith("remove_")] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Migrations of which the only one takes a while."""
    (tmp_path / "env.py").write_text("import bus.migrate\n\nbus.migrate.run_env()\n")
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "0001_slow.py").write_text(SLOW)
    return tmp_path


def begun(folder: Path, url: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "bus.migrate", str(folder), url],
        stderr=subprocess.PIPE,
        text=True,
    )


def test_replicas_that_migrate_at_once_do_it_once_however_long_it_takes(
    all_databases: Databases, folder: Path
) -> None:
    url = all_databases.empty("migrated_at_once")
    hurried = f"{url}?options=-cstatement_timeout%3D200ms%20-clock_timeout%3D200ms"
    replicas = [begun(folder, hurried) for _ in range(3)]
    ended = [(replica.communicate(timeout=60)[1], replica.returncode) for replica in replicas]
    assert [code for _, code in ended] == [0, 0, 0], ended
    engine = create_engine(with_driver(url), poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM told")) == 1
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0001"


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
