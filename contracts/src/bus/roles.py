"""The roles of a service's database, one for each task: what each may do, and for how long.

The role that migrates owns the tables; `app` does the service's work; `postman` keeps outbox and
inbox and lets go what is done with. The two are named after the owner, `<owner>_app` and
`<owner>_postman`. Where they do not exist, the owner does everything.

`python -m bus.roles <database>` prints, for `psql` in an administrator's hands, what makes the
database and its roles or mends them; their passwords are read from `MIGRATE_PASSWORD`,
`APP_PASSWORD` and `POSTMAN_PASSWORD`, or from the files that `MIGRATE_PASSWORD_FILE` … name.
What the roles may do with the tables is granted by each run of `bus.migrate`.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, text

from bus import passwords

MAIL_URL: Final = "POSTMAN_DATABASE_URL"
MIGRATE: Final = "migrate"
APP: Final = "app"
POSTMAN: Final = "postman"
TASKS: Final = (APP, POSTMAN)
# A migration may rewrite a table but must not make the others wait; the postman keeps its page of
# rows locked for as long as a broker takes to confirm them, twelve seconds at most.
TIMEOUTS: Final[dict[str, dict[str, str]]] = {
    MIGRATE: {
        "statement_timeout": "15min",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "30s",
    },
    APP: {
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "30s",
    },
    POSTMAN: {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "20s",
    },
}
PASSWORDS: Final = {task: f"{task.upper()}_PASSWORD" for task in (MIGRATE, *TASKS)}
OF_BUSINESS: Final = {APP: "SELECT, INSERT, UPDATE, DELETE"}
OF_RECORD: Final = {APP: "SELECT, INSERT"}
TOLD: Final = "kind, name, subject, correlation_id, causation_id, details"
# The effect of an event commits with its mark in the inbox, so `app` marks; nothing else of mail
# is its to change, and what it leaves in the audit trail the postman seals. What a command has
# answered is nothing to the postman, who lets it go unread.
OF_THE_BUS: Final[dict[str, dict[str, str]]] = {
    "alembic_version": {},
    "outbox": {APP: "SELECT, INSERT", POSTMAN: "SELECT, UPDATE (sent_at), DELETE"},
    "inbox": {
        APP: "SELECT, UPDATE (done_at, error)",
        POSTMAN: "SELECT, INSERT, UPDATE (attempts, next_try_at, error, parked_at), DELETE",
    },
    "idempotency": {
        APP: "SELECT, INSERT, UPDATE (reply)",
        POSTMAN: "SELECT (subject, key, made_at), DELETE",
    },
    "audit_trail": {
        APP: f"SELECT, INSERT ({TOLD})",
        POSTMAN: f"SELECT, INSERT ({TOLD}), UPDATE (position, digest)",
    },
    "legal_clock": {APP: "SELECT, INSERT, UPDATE"},
    "jobs": {APP: "SELECT, INSERT, UPDATE"},
    "job_chunks": {APP: "SELECT, INSERT, UPDATE"},
    "job_failures": {APP: "SELECT, INSERT, DELETE"},
}


def role_of(owner: str, task: str) -> str:
    """Name the role that does a task in the database of an owner."""
    return owner if task == MIGRATE else f"{owner}_{task}"


def creation(owner: str, known: Mapping[str, str]) -> Iterator[str]:
    """Give the statements that make the roles whose passwords are known, by task, or mend them."""
    for task, password in known.items():
        role = _quoted(role_of(owner, task))
        exists = f"EXISTS (SELECT FROM pg_roles WHERE rolname = {_literal(role_of(owner, task))})"
        yield f"DO $$ BEGIN IF NOT {exists} THEN CREATE ROLE {role}; END IF; END $$"
        yield f"ALTER ROLE {role} LOGIN PASSWORD {_literal(password)}"
        for setting, value in {**TIMEOUTS[task], "timezone": "UTC"}.items():
            yield f"ALTER ROLE {role} SET {setting} = {_literal(value)}"


def admission(database: str, roles: Sequence[str]) -> Iterator[str]:
    """Give the statements that let these roles, and nobody else, into a database."""
    yield f"REVOKE ALL ON DATABASE {_quoted(database)} FROM PUBLIC"
    for role in roles:
        yield f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {_quoted(role)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def grant(connection: Connection, append_only: Sequence[str]) -> None:
    """Grant the roles of this database what their tasks take, and nothing else, as its owner.

    To be called after each migration; doing so again changes nothing. It is one transaction, so
    that who is at work meanwhile notices nothing. `append_only` names tables in which no row is
    ever changed.
    """
    owner = connection.scalar(text("SELECT current_user"))
    roles = {task: role_of(f"{owner}", task) for task in TASKS}
    found = connection.scalars(
        text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:roles)"),
        {"roles": list(roles.values())},
    ).all()
    if set(found) != set(roles.values()):
        return
    tables = connection.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ).all()
    if unknown := set(append_only) - set(tables):
        raise LookupError(f"append-only, but not there: {', '.join(sorted(unknown))}")
    quoted = {task: _quoted(role) for task, role in roles.items()}
    for statement in _statements(quoted, tables, append_only):
        connection.execute(text(statement))


def _statements(
    roles: dict[str, str], tables: Sequence[str], append_only: Sequence[str]
) -> Iterator[str]:
    both = ", ".join(roles.values())
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {both}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {both}"
    for table in sorted(tables):
        otherwise = OF_RECORD if table in append_only else OF_BUSINESS
        for task, rights in OF_THE_BUS.get(table, otherwise).items():
            yield f"GRANT {rights} ON {_quoted(table)} TO {roles[task]}"
    # Whoever makes a table without granting anew leaves it usable, if not changeable.
    by_default = f"GRANT {OF_RECORD[APP]} ON TABLES TO {roles[APP]}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public {by_default}"


def _main() -> None:
    parser = argparse.ArgumentParser(prog="bus.roles", description=__doc__)
    parser.add_argument("database", help="its name, which is its owner's too")
    name = parser.parse_args().database
    try:
        known = passwords.read(os.environ, PASSWORDS)
    except LookupError as missing:
        sys.exit(f"{missing}")
    made = f"CREATE DATABASE {_quoted(name)} OWNER {_quoted(name)} TEMPLATE template0"
    made += " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    there = f"EXISTS (SELECT FROM pg_database WHERE datname = {_literal(name)})"
    roles = [role_of(name, task) for task in TASKS]
    for statement in creation(name, known):
        sys.stdout.write(f"{statement};\n")
    sys.stdout.write(f"SELECT {_literal(made)} WHERE NOT {there}\\gexec\n")
    for statement in admission(name, roles):
        sys.stdout.write(f"{statement};\n")


if __name__ == "__main__":
    _main()
