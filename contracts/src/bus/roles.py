"""The roles of a service's database, one for each task: what each may do, and for how long.

The role that migrates owns the tables; `app` does the service's work; `postman` keeps outbox and
inbox and lets go what is done with. The two are named after the owner, `<owner>_app` and
`<owner>_postman`. Where they do not exist, the owner does everything.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, text

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
OF_BUSINESS: Final = {APP: "SELECT, INSERT, UPDATE, DELETE"}
OF_RECORD: Final = {APP: "SELECT, INSERT"}
# The effect of an event commits with its mark in the inbox, so `app` marks; nothing else of mail
# is its to change. What a command has answered is nothing to the postman, who lets it go unread.
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
    "jobs": {APP: "SELECT, INSERT, UPDATE"},
    "job_chunks": {APP: "SELECT, INSERT, UPDATE"},
    "job_failures": {APP: "SELECT, INSERT, DELETE"},
}


def role_of(owner: str, task: str) -> str:
    """Name the role that does a task in the database of an owner."""
    return owner if task == MIGRATE else f"{owner}_{task}"


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
    quote = connection.dialect.identifier_preparer.quote
    quoted = {task: quote(role) for task, role in roles.items()}
    for statement in _statements(quoted, {quote(table): table for table in tables}, append_only):
        connection.execute(text(statement))


def _statements(
    roles: dict[str, str], tables: dict[str, str], append_only: Sequence[str]
) -> Iterator[str]:
    both = ", ".join(roles.values())
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {both}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {both}"
    for quoted, table in sorted(tables.items()):
        otherwise = OF_RECORD if table in append_only else OF_BUSINESS
        for task, rights in OF_THE_BUS.get(table, otherwise).items():
            yield f"GRANT {rights} ON {quoted} TO {roles[task]}"
    # Whoever makes a table without granting anew leaves it usable, if not changeable.
    by_default = f"GRANT {OF_RECORD[APP]} ON TABLES TO {roles[APP]}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public {by_default}"
