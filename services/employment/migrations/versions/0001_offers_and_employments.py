"""Offers and the employments they began."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bus.tables import create_v1

revision = "0001"
down_revision = None

ID = postgresql.UUID(as_uuid=True)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    create_v1(op)
    make_offers()
    make_employments()


def make_offers() -> None:
    """Offers may be many, but an enterprise has one open offer to a person (H3)."""
    op.create_table(
        "offers",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
        sa.Column("enterprise", ID, nullable=False),
        sa.Column("enterprise_name", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "(status = 'open') = (closed_at IS NULL)", name="an_open_offer_has_no_end"
        ),
    )
    op.create_index(
        "one_open_offer_per_enterprise_and_person",
        "offers",
        ["person", "enterprise"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index("offers_by_person", "offers", ["person", "number"])
    op.create_index("offers_by_enterprise", "offers", ["enterprise", "number"])
    op.create_index("offers_by_province", "offers", ["province", "number"])


def make_employments() -> None:
    """One employment per person at a time, legal representatives included (四, H3)."""
    op.create_table(
        "employments",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
        sa.Column("offer", ID, sa.ForeignKey("offers.id"), nullable=False, unique=True),
        sa.Column("person", ID, nullable=False),
        sa.Column("enterprise", ID, nullable=False),
        sa.Column("enterprise_name", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("ended_on >= started_on", name="an_employment_ends_after_it_began"),
    )
    op.create_index(
        "one_employment_per_person",
        "employments",
        ["person"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index("employments_by_person", "employments", ["person", "number"])
    op.create_index("employments_by_enterprise", "employments", ["enterprise", "number"])
    op.create_index("employments_by_province", "employments", ["province", "number"])
