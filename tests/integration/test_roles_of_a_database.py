"""Each role of a service's database does its task, and is refused everything else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, LiteralString

import psycopg
import pytest
from psycopg import errors, sql

from bus.migrate import migrate
from bus.roles import PASSWORDS, TIMEOUTS
from gascert_local.cluster import embedded_binaries
from gascert_local.databases import Roles, drop, roles_in
from tests.provision import PARTS, Databases

READ, ADD, CHANGE, TAKE = "SELECT INSERT UPDATE DELETE".split()
APPEND_ONLY: Final = {
    *("certificate_versions", "mark_changes", "certificate_case_steps", "skipped_numbers"),
    *("ce_records", "ce_reviews", "ce_review_corrections", "expiries", "reminders"),
    "enterprise_name_change_steps",
    *("employment_steps", "category_case_steps", "verifications"),
}
APP: Final = {
    "alembic_version": {},
    "outbox": {READ, ADD},
    "inbox": {READ, "UPDATE done_at", "UPDATE error"},
    "idempotency": {READ, ADD, "UPDATE reply"},
    "audit_trail": {READ, ADD},
    "legal_clock": {READ, ADD, CHANGE},
    "jobs": {READ, ADD, CHANGE},
    "job_chunks": {READ, ADD, CHANGE},
    "job_failures": {READ, ADD, TAKE},
}
POSTMAN: Final = {
    "outbox": {READ, TAKE, "UPDATE sent_at"},
    "inbox": {
        *(READ, ADD, TAKE, "UPDATE attempts", "UPDATE next_try_at", "UPDATE error"),
        "UPDATE parked_at",
    },
    "audit_trail": {READ, ADD, "UPDATE position", "UPDATE digest"},
    "idempotency": {"SELECT subject", "SELECT key", "SELECT made_at", TAKE},
}
WHOLE: Final[dict[str, LiteralString]] = {
    READ: "SELECT * FROM {} LIMIT 0",
    ADD: "INSERT INTO {} DEFAULT VALUES",
    TAKE: "DELETE FROM {} WHERE false",
}
BY_COLUMN: Final[dict[str, LiteralString]] = {
    READ: "SELECT {1} FROM {0} LIMIT 0",
    CHANGE: "UPDATE {0} SET {1} = {1} WHERE false",
}
DDL: Final = (
    "CREATE TABLE another ()",
    "CREATE TEMPORARY TABLE another ()",
    "CREATE SCHEMA another",
    "CREATE FUNCTION another() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE INDEX ON outbox (name)",
    "ALTER TABLE outbox ADD COLUMN another integer",
    "ALTER TABLE outbox DISABLE TRIGGER ALL",
    "DROP TABLE outbox",
    "TRUNCATE outbox",
    "CREATE ROLE another",
)


@pytest.fixture(params=PARTS, scope="module")
def service(request: pytest.FixtureRequest) -> str:
    """Each service in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def all_roles(module_databases: Databases) -> dict[str, Roles]:
    return module_databases.roles(*PARTS)


@pytest.fixture
def roles(service: str, all_roles: dict[str, Roles]) -> Roles:
    return all_roles[service]


@contextmanager
def connected(url: str) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def may(connection: "psycopg.Connection[Any]", statement: Any) -> bool:
    """Try a statement, undo it, and see whether PostgreSQL refuses it to this role."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except errors.InsufficientPrivilege:
        return False
    except errors.IntegrityError:
        return True
    return True


def columns_of(connection: "psycopg.Connection[Any]") -> dict[str, list[str]]:
    """The columns, but for those that nobody can write, of every table."""
    rows = connection.execute(
        "SELECT relname, attname, attidentity, attgenerated FROM pg_attribute"
        " JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND attnum > 0 AND NOT attisdropped"
    ).fetchall()
    found: dict[str, list[str]] = {}
    for table, column, identity, generated in rows:
        found.setdefault(table, [])
        found[table] += [] if identity or generated else [column]
    return found


def rights_on(connection: "psycopg.Connection[Any]", table: str, columns: list[str]) -> set[str]:
    """What a role may do with a table: by columns where it may not with all of them."""

    def allowed(statement: LiteralString, *names: str) -> bool:
        return may(connection, sql.SQL(statement).format(*map(sql.Identifier, names)))

    found = {right for right, statement in WHOLE.items() if allowed(statement, table)}
    for right in BY_COLUMN.keys() - found:
        some = {column for column in columns if allowed(BY_COLUMN[right], table, column)}
        all_of_them = right == CHANGE and len(some) == len(columns)
        found |= {right} if all_of_them else {f"{right} {column}" for column in some}
    return found


def test_app_does_the_business_and_leaves_mail_and_records_as_they_are(roles: Roles) -> None:
    with connected(roles.app) as connection:
        for table, columns in columns_of(connection).items():
            wanted = {READ, ADD} if table in APPEND_ONLY else {READ, ADD, CHANGE, TAKE}
            wanted = set(APP.get(table, wanted))
            assert rights_on(connection, table, columns) == wanted, table


def test_the_postman_keeps_the_mail_and_sees_nothing_of_the_business(roles: Roles) -> None:
    with connected(roles.postman) as connection:
        for table, columns in columns_of(connection).items():
            assert rights_on(connection, table, columns) == POSTMAN.get(table, set()), table


def test_nobody_but_its_owner_says_when_something_stood_in_the_audit_trail(roles: Roles) -> None:
    forged = (
        "INSERT INTO audit_trail (kind, name, subject, correlation_id, details, {})"
        " VALUES ('call', 'n', 's', 'c', '{{}}', {})"
    )
    for url in (roles.app, roles.postman):
        with connected(url) as connection:
            assert may(connection, forged.format("causation_id", "NULL"))
            assert not may(connection, forged.format("at", "now()"))
            assert not may(connection, forged.format("position, digest", "1, 'd'"))


def test_what_is_immutable_is_append_only(roles: Roles) -> None:
    with connected(roles.migrate) as connection:
        guarded = connection.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%immutable'"
        ).fetchall()
    assert {table for (table,) in guarded} <= APPEND_ONLY


@pytest.mark.parametrize("task", ["app", "postman"])
class TestWhatEveryRoleIsRefused:
    def test_ddl(self, roles: Roles, task: str) -> None:
        with connected(getattr(roles, task)) as connection:
            assert [statement for statement in DDL if may(connection, statement)] == []

    def test_another_role(self, roles: Roles, task: str) -> None:
        others = {"migrate", "app", "postman"} - {task}
        names = [psycopg.conninfo.conninfo_to_dict(getattr(roles, each))["user"] for each in others]
        with connected(getattr(roles, task)) as connection:
            for name in names:
                assert not may(connection, sql.SQL("SET ROLE {}").format(sql.Identifier(str(name))))

    def test_another_services_database(
        self, all_roles: dict[str, Roles], task: str, service: str
    ) -> None:
        url = getattr(all_roles[service], task).rpartition("/")[0]
        for other in set(PARTS) - {service}:
            place = all_roles[other].migrate.rpartition("/")[2]
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(f"{url}/{place}")


@pytest.mark.parametrize("task", ["migrate", "app", "postman"])
def test_each_role_ends_what_lasts_too_long_for_its_task(roles: Roles, task: str) -> None:
    with connected(getattr(roles, task)) as connection:
        for setting, value in TIMEOUTS[task].items():
            [told] = connection.execute("SELECT current_setting(%s)", [setting]).fetchone() or [""]
            assert told == value


def test_a_later_table_can_be_used_at_once_and_changed_once_rights_are_granted(
    databases: Databases,
) -> None:
    roles = databases.roles("employment")["employment"]
    with connected(roles.migrate) as owner, connected(roles.app) as app:
        owner.execute("CREATE TABLE later (id integer)")
        assert rights_on(app, "later", ["id"]) == {READ, ADD}
        for _ in range(2):
            migrate(PARTS["employment"].migrations, roles.migrate)
            assert rights_on(app, "later", ["id"]) == {READ, ADD, CHANGE, TAKE}
    with connected(roles.postman) as postman:
        assert rights_on(postman, "later", ["id"]) == set()


def test_what_the_command_prints_makes_the_database_and_its_roles(databases: Databases) -> None:
    name, word = f"gascert_test_{databases.servers.label}_printed", "it's{quoted}\\%s"
    told = subprocess.run(
        [sys.executable, "-m", "bus.roles", name],
        env={**os.environ, **dict.fromkeys(PASSWORDS.values(), word)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    admin_url = databases.servers.postgres_url
    try:
        for _ in range(2):
            subprocess.run(
                [
                    str(embedded_binaries() / "psql"),
                    "--quiet",
                    "--set",
                    "ON_ERROR_STOP=1",
                    admin_url,
                ],
                input=told,
                text=True,
                check=True,
                capture_output=True,
            )
        passwords = dict.fromkeys(PASSWORDS, word)
        roles = roles_in(admin_url, name, passwords, owner=name)
        migrate(PARTS["employment"].migrations, roles.migrate)
        with connected(roles.app) as app, connected(roles.postman) as postman:
            assert may(app, "SELECT FROM offers")
            assert may(postman, "SELECT FROM outbox")
            assert not may(postman, "SELECT FROM offers")
    finally:
        drop(admin_url, name)
