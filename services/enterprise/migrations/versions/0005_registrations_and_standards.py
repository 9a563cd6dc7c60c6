"""How enterprises were registered before (六.3, H11), and qualification standards (资质标准)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0005"
down_revision = "0004"

ID = UUID(as_uuid=True)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "former_registrations",
        sa.Column("enterprise", ID, sa.ForeignKey("enterprises.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("legal_representative", ID, nullable=False),
        sa.Column("legal_representative_name", sa.Text, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
    )
    op.create_table(
        "qualification_standards",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
        sa.Column("designation", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.UniqueConstraint("designation", name="one_standard_per_designation"),
    )
    op.create_table(
        "qualification_standard_versions",
        sa.Column("standard", ID, sa.ForeignKey("qualification_standards.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (reason IS NULL)",
            name="a_withdrawal_of_a_standard_has_a_reason",
        ),
    )
