"""Integrity records of persons, and the articles that the authority publishes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

ID = postgresql.UUID(as_uuid=True)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Neither is ever deleted: what was withdrawn stays, with the reason."""
    op.create_table(
        "integrity_records",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("person", ID, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("withdrawn_by", sa.Text),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (reason IS NOT NULL)", name="a_withdrawal_has_a_reason"
        ),
    )
    op.create_index("integrity_records_of_a_person", "integrity_records", ["person", "number"])
    op.create_table(
        "articles",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("published_by", sa.Text, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("articles_in_order", "articles", ["number"])
    op.create_index(
        "published_articles",
        "articles",
        ["kind", "number"],
        postgresql_where=sa.text("status = 'published'"),
    )
