"""Messages, and how far the matters have come about which something is to be done."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

ID = postgresql.UUID(as_uuid=True)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """A message is told once to a recipient: for one event or cause, about one thing."""
    op.create_table(
        "messages",
        sa.Column("id", ID, primary_key=True, server_default=sa.func.gen_random_uuid()),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("recipient_kind", sa.Text, nullable=False),
        sa.Column("recipient", ID, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("parameters", postgresql.JSONB, nullable=False),
        sa.Column("told_for", ID, nullable=False),
        sa.Column("matter", ID),
        sa.Column("matter_version", sa.Integer),
        sa.Column("asks", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT),
    )
    op.create_index(
        "a_message_is_told_once",
        "messages",
        ["recipient", "told_for", "code", "about"],
        unique=True,
    )
    op.create_index("messages_of_a_recipient", "messages", ["recipient", "number"])
    op.create_index(
        "unread_messages",
        "messages",
        ["recipient", "code"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index(
        "messages_that_ask",
        "messages",
        ["recipient", "number"],
        postgresql_where=sa.text("asks"),
    )
    op.create_table(
        "matters",
        sa.Column("id", ID, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
