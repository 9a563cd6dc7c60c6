"""One database and one role per service, so that a role can reach its own database only."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

SETTINGS = {
    "statement_timeout": "60s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}


def create(admin_url: str, name: str, password: str) -> str:
    """Make the database `name` and a role of that name which owns it, or mend what is there.

    Answers the role's URL.
    """
    with _connection(admin_url) as admin:
        _make_role(admin, name, password)
        if not _exists(admin, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            _execute(
                admin,
                "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
                " LC_COLLATE 'C' LC_CTYPE 'C'",
                *(name, name),
            )
        _close_to_others(admin, name)
    return _url_for(admin_url, role=name, password=password, database=name)


def copy(admin_url: str, original: str, password: str, *, name: str) -> str:
    """A database with what is in `original`, owned by the same role; that role's URL."""
    with _connection(admin_url) as admin:
        _execute(admin, "CREATE DATABASE {} OWNER {} TEMPLATE {}", name, original, original)
        _close_to_others(admin, name)
    return _url_for(admin_url, role=original, password=password, database=name)


def drop(admin_url: str, *names: str) -> None:
    """Remove databases with their roles, throwing out whoever is still connected."""
    with _connection(admin_url) as admin:
        for name in names:
            _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            _execute(admin, "DROP ROLE IF EXISTS {}", name)


def close_to_services(admin_url: str) -> None:
    """On a cluster of our own, keep every service out of the administrator's databases."""
    with _connection(admin_url) as admin:
        for name in ("postgres", "template1"):
            _execute(admin, "REVOKE CONNECT ON DATABASE {} FROM PUBLIC", name)


def reachable(admin_url: str) -> bool:
    """A PostgreSQL answers there and takes this user for one that may make databases."""
    try:
        with _connection(admin_url) as admin:
            return _exists(
                admin,
                "SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolcreatedb"
                " AND rolcreaterole",
            )
    except psycopg.OperationalError:
        return False


def _url_for(admin_url: str, *, role: str, password: str, database: str) -> str:
    url = make_url(admin_url).set(username=role, password=password, database=database)
    return url.render_as_string(hide_password=False)


def _close_to_others(admin: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    _execute(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", name)


def _make_role(admin: psycopg.Connection[tuple[object, ...]], name: str, password: str) -> None:
    if not _exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", name):
        _execute(admin, "CREATE ROLE {}", name)
    # A role that makes databases for others has to be a member of them, before PostgreSQL 16 too.
    _execute(admin, "GRANT {} TO CURRENT_USER", name)
    statement = sql.SQL(
        "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {}"
    )
    admin.execute(statement.format(sql.Identifier(name), sql.Literal(password)))
    for setting, value in SETTINGS.items():
        statement = sql.SQL("ALTER ROLE {} SET {} = {}")
        admin.execute(
            statement.format(sql.Identifier(name), sql.Identifier(setting), sql.Literal(value))
        )


@contextmanager
def _connection(admin_url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    url = make_url(admin_url).set(drivername="postgresql")
    with psycopg.connect(
        url.render_as_string(hide_password=False), autocommit=True, connect_timeout=5
    ) as connection:
        yield connection


def _execute(admin: psycopg.Connection[tuple[object, ...]], statement: str, *names: str) -> None:
    identifiers = (sql.Identifier(name) for name in names)
    admin.execute(sql.SQL(statement).format(*identifiers))


def _exists(admin: psycopg.Connection[tuple[object, ...]], query: str, *values: str) -> bool:
    return admin.execute(query, values).fetchone() is not None
