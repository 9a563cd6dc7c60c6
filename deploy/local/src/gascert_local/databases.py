"""One database per service, with a role for each task that can reach this database only."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from bus.roles import APP, MIGRATE, POSTMAN, TASKS, admission, creation, role_of


@dataclass(frozen=True, kw_only=True)
class Roles:
    """The URLs of one service's database, one for each task."""

    migrate: str
    app: str
    postman: str


def create(admin_url: str, name: str, password: str) -> str:
    """Make the database `name` and a role of that name which owns it, or mend what is there.

    Answers the role's URL.
    """
    with _connection(admin_url) as admin:
        _run(admin, creation(name, {MIGRATE: password}))
        # Who makes databases for others has to be a member of them, before PostgreSQL 16 too.
        _execute(admin, "GRANT {} TO CURRENT_USER", name)
        if not _exists(admin, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            _execute(
                admin,
                "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
                " LC_COLLATE 'C' LC_CTYPE 'C'",
                *(name, name),
            )
        _close_to_others(admin, name, owner=name)
    return _url_for(admin_url, role=name, password=password, database=name)


def create_with_roles(admin_url: str, name: str, passwords: Mapping[str, str]) -> Roles:
    """Make the database, its owner, and a role for each task; migrating it grants them theirs.

    The passwords are given by task.
    """
    with _connection(admin_url) as admin:
        _run(admin, creation(name, passwords))
    create(admin_url, name, passwords[MIGRATE])
    return roles_in(admin_url, name, passwords, owner=name)


def roles_in(admin_url: str, name: str, passwords: Mapping[str, str], *, owner: str) -> Roles:
    """The URLs of a database whose tables belong to `owner`."""
    urls = {
        task: _url_for(admin_url, role=role_of(owner, task), password=password, database=name)
        for task, password in passwords.items()
    }
    return Roles(migrate=urls[MIGRATE], app=urls[APP], postman=urls[POSTMAN])


def copy(admin_url: str, original: str, password: str, *, name: str) -> str:
    """A database with what is in `original`, owned by the same role; that role's URL."""
    with _connection(admin_url) as admin:
        _execute(admin, "CREATE DATABASE {} OWNER {} TEMPLATE {}", name, original, original)
        _close_to_others(admin, name, owner=original)
    return _url_for(admin_url, role=original, password=password, database=name)


def drop(admin_url: str, *names: str) -> None:
    """Remove databases with their roles, throwing out whoever is still connected."""
    with _connection(admin_url) as admin:
        for name in names:
            _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            for task in (MIGRATE, *TASKS):
                _execute(admin, "DROP ROLE IF EXISTS {}", role_of(name, task))


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


def _close_to_others(
    admin: psycopg.Connection[tuple[object, ...]], name: str, *, owner: str
) -> None:
    """Let only the roles of its owner's tasks into a database."""
    roles = (role_of(owner, task) for task in TASKS)
    there = [r for r in roles if _exists(admin, "SELECT FROM pg_roles WHERE rolname = %s", r)]
    _run(admin, admission(name, there))


@contextmanager
def _connection(admin_url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    url = make_url(admin_url).set(drivername="postgresql")
    with psycopg.connect(
        url.render_as_string(hide_password=False), autocommit=True, connect_timeout=5
    ) as connection:
        yield connection


def _run(admin: psycopg.Connection[tuple[object, ...]], statements: Iterable[str]) -> None:
    for statement in statements:
        admin.execute(statement.encode())


def _execute(admin: psycopg.Connection[tuple[object, ...]], statement: str, *names: str) -> None:
    identifiers = (sql.Identifier(name) for name in names)
    admin.execute(sql.SQL(statement).format(*identifiers))


def _exists(admin: psycopg.Connection[tuple[object, ...]], query: str, *values: str) -> bool:
    return admin.execute(query, values).fetchone() is not None
