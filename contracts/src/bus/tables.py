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


def create_v1(op: Any) -> None:
    """Make the bus's first tables, within a service's first migration; `op` is alembic's."""
    METADATA.create_all(op.get_bind(), tables=V1)


def create_v2(op: Any) -> None:
    """Add the legal clock's table, within a later migration of a service."""
    METADATA.create_all(op.get_bind(), tables=[LEGAL_CLOCK])
