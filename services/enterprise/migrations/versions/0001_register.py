"""The register of enterprises: categories by version, category cases with their timelines."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bus.tables import create_v1

revision = "0001"
down_revision = None

ID = postgresql.UUID(as_uuid=True)
MOMENT = sa.DateTime(timezone=True)
USCC = "^[0-9ABCDEFGHJKLMNPQRTUWXY]{2}[0-9]{6}[0-9ABCDEFGHJKLMNPQRTUWXY]{10}$"


def upgrade() -> None:
    """Make the tables."""
    create_v1(op)
    make_enterprises()
    make_category_cases()
    make_case_steps()
    make_held_categories()


def make_enterprises() -> None:
    """An enterprise is registered once, and one per unified social credit code."""
    op.create_table(
        "enterprises",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
        sa.Column("uscc", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_compared", sa.Text, nullable=False),
        sa.Column("legal_representative", ID, nullable=False),
        sa.Column("legal_representative_name", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("is_home_province", sa.Boolean, nullable=False),
        sa.Column("category_version", sa.Integer, nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="one_registration_per_enterprise"),
        sa.UniqueConstraint("uscc", name="one_enterprise_per_uscc"),
        sa.CheckConstraint(f"uscc ~ '{USCC}'", name="a_uscc_has_its_shape"),
    )
    op.create_index("enterprises_by_legal_representative", "enterprises", ["legal_representative"])
    op.create_index("enterprises_by_province", "enterprises", ["province", "number"])


def make_category_cases() -> None:
    """One open case per enterprise, and one approved case per version of its categories (C1)."""
    op.create_table(
        "category_cases",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("enterprise", ID, sa.ForeignKey("enterprises.id"), nullable=False),
        sa.Column("enterprise_name", sa.Text, nullable=False),
        sa.Column("holdings", postgresql.JSONB, nullable=False),
        sa.Column("former_holdings", postgresql.JSONB, nullable=False),
        sa.Column("category_version", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("permitted_trades", postgresql.ARRAY(sa.Text)),
        sa.Column("fingerprint", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "jsonb_array_length(holdings) > 0", name="no_case_asks_for_the_empty_set"
        ),
        sa.CheckConstraint(
            "(status = 'approved') = (fingerprint IS NOT NULL)", name="approval_rests_on_a_preview"
        ),
        sa.CheckConstraint(
            "(status = 'submitted') = (permitted_trades IS NULL)",
            name="a_closed_case_keeps_its_trades",
        ),
        sa.CheckConstraint(
            "(kind = 'registration') = (category_version = 1)", name="registration_comes_first"
        ),
    )
    op.create_index(
        "one_open_category_case_per_enterprise",
        "category_cases",
        ["enterprise"],
        unique=True,
        postgresql_where=sa.text("status = 'submitted'"),
    )
    op.create_index(
        "one_approved_case_per_category_version",
        "category_cases",
        ["enterprise", "category_version"],
        unique=True,
        postgresql_where=sa.text("status = 'approved'"),
    )
    op.create_index("category_cases_by_enterprise", "category_cases", ["enterprise", "number"])
    op.create_index("category_cases_by_status", "category_cases", ["status", "number"])


def make_case_steps() -> None:
    """The timeline of a case; only a rejection gives a reason (K6)."""
    op.create_table(
        "category_case_steps",
        sa.Column("category_case", ID, sa.ForeignKey("category_cases.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint(
            "(step = 'rejected') = (reason IS NOT NULL)", name="a_rejection_has_a_reason"
        ),
    )


def make_held_categories() -> None:
    """The categories of every version, from the day on which its case was approved (五)."""
    op.create_table(
        "held_categories",
        sa.Column("enterprise", ID, sa.ForeignKey("enterprises.id"), primary_key=True),
        sa.Column("category_version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("category", sa.Text, primary_key=True),
        sa.Column("gas_sources", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("category_case", ID, sa.ForeignKey("category_cases.id"), nullable=False),
        sa.CheckConstraint("category IN ('G', 'P', 'J', 'Q')", name="a_category_is_one_of_four"),
        sa.CheckConstraint("cardinality(gas_sources) > 0", name="a_category_has_gas_sources"),
    )
