"""The bus's own tables, which every service's database has beside the service's."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

METADATA = MetaData()
MOMENT = DateTime(timezone=True)


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def _now(name: str) -> Column[Any]:
    return Column(name, MOMENT, nullable=False, server_default=func.clock_timestamp())


OUTBOX = Table(
    "outbox",
    METADATA,
    _id(),
    Column("event_id", UUID(as_uuid=True), nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("headers", Text, nullable=False),
    _now("made_at"),
    Column("sent_at", MOMENT),
    Index("outbox_unsent", "id", postgresql_where=text("sent_at IS NULL")),
)

INBOX = Table(
    "inbox",
    METADATA,
    _id(),
    Column("event_id", UUID(as_uuid=True), nullable=False),
    Column("handler", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("headers", Text, nullable=False),
    _now("received_at"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    _now("next_try_at"),
    Column("error", Text),
    Column("done_at", MOMENT),
    Column("parked_at", MOMENT),
    UniqueConstraint("event_id", "handler", name="an_event_reaches_a_handler_once"),
    Index(
        "inbox_waiting",
        "next_try_at",
        postgresql_where=text("done_at IS NULL AND parked_at IS NULL"),
    ),
    Index("inbox_parked", "id", postgresql_where=text("parked_at IS NOT NULL")),
)

IDEMPOTENCY = Table(
    "idempotency",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("call", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("reply", Text),
    _now("made_at"),
    Index("idempotency_by_age", "made_at"),
)

JOBS = Table(
    "jobs",
    METADATA,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("params", JSONB, nullable=False),
    Column("headers", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="running"),
    Column("total", Integer, nullable=False),
    _now("started_at"),
    Column("finished_at", MOMENT),
    UniqueConstraint("key", name="one_job_per_key"),
    Index("jobs_by_age", "started_at", "id"),
    Index("jobs_open", "id", postgresql_where=text("finished_at IS NULL")),
)

JOB_CHUNKS = Table(
    "job_chunks",
    METADATA,
    _id(),
    Column("job", UUID(as_uuid=True), ForeignKey("jobs.id"), nullable=False),
    Column("item_ids", ARRAY(UUID(as_uuid=True)), nullable=False),
    Column("is_open", Integer, nullable=False, server_default="1"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    _now("next_try_at"),
    Column("counts", JSONB),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    Column("done_at", MOMENT),
    Index("job_chunks_open", "next_try_at", "id", postgresql_where=text("is_open = 1")),
    Index("job_chunks_of_job", "job"),
)

JOB_FAILURES = Table(
    "job_failures",
    METADATA,
    Column("job", UUID(as_uuid=True), ForeignKey("jobs.id"), primary_key=True),
    Column("item", UUID(as_uuid=True), primary_key=True),
    Column("error", Text, nullable=False),
    _now("failed_at"),
)

V1: Final = (OUTBOX, INBOX, IDEMPOTENCY, JOBS, JOB_CHUNKS, JOB_FAILURES)

LEGAL_CLOCK = Table(
    "legal_clock",
    METADATA,
    Column("installation", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("days_ahead", Integer, nullable=False),
    _now("moved_at"),
    CheckConstraint("installation = 1", name="an_installation_has_one_legal_clock"),
    CheckConstraint("days_ahead >= 0", name="the_legal_clock_goes_forward"),
)


AUDIT_TRAIL = Table(
    "audit_trail",
    METADATA,
    _id(),
    _now("at"),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("causation_id", Text),
    Column("details", JSONB, nullable=False),
    Column("position", BigInteger),
    Column("digest", Text),
    UniqueConstraint("position", name="a_place_in_the_chain_is_taken_once"),
    CheckConstraint("(position IS NULL) = (digest IS NULL)", name="what_is_sealed_has_a_digest"),
    Index("audit_trail_unsealed", "id", postgresql_where=text("position IS NULL")),
    Index("audit_trail_by_subject", "subject", "id"),
    Index("audit_trail_by_correlation", "correlation_id", "id"),
)
# A row is written once, sealed once, and never touched again; not by its owner either.
APPEND_ONLY: Final = (
    """
    CREATE FUNCTION keep_audit_trail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND NEW.position IS NOT NULL
            AND (NEW.id, NEW.at, NEW.kind, NEW.name, NEW.subject, NEW.correlation_id, NEW.details)
                = (OLD.id, OLD.at, OLD.kind, OLD.name, OLD.subject, OLD.correlation_id, OLD.details)
            AND NEW.causation_id IS NOT DISTINCT FROM OLD.causation_id
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the audit trail is append-only';
    END $$""",
    """
    CREATE TRIGGER audit_rows_are_kept BEFORE UPDATE OR DELETE ON audit_trail
    FOR EACH ROW EXECUTE FUNCTION keep_audit_trail()""",
    """
    CREATE TRIGGER audit_trail_is_kept BEFORE TRUNCATE ON audit_trail
    EXECUTE FUNCTION keep_audit_trail()""",
)


def create_v1(op: Any) -> None:
    """Make the bus's first tables, within a service's first migration; `op` is alembic's."""
    METADATA.create_all(op.get_bind(), tables=V1)


def create_v2(op: Any) -> None:
    """Add the legal clock's table, within a later migration of a service."""
    METADATA.create_all(op.get_bind(), tables=[LEGAL_CLOCK])


def create_v3(op: Any) -> None:
    """Add the audit trail, within a later migration of a service."""
    METADATA.create_all(op.get_bind(), tables=[AUDIT_TRAIL])
    for statement in APPEND_ONLY:
        op.execute(statement)
