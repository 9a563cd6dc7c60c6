"""After a restore: category versions that were given before it, and are not to be given again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the floors; a registration is known by the categories it follows, not by its number."""
    op.create_table(
        "category_floors",
        sa.Column("enterprise", UUID(as_uuid=True), primary_key=True),
        sa.Column("category_version", sa.Integer, nullable=False),
    )
    op.drop_constraint("registration_comes_first", "category_cases")
    op.create_check_constraint(
        "registration_comes_first",
        "category_cases",
        "(kind = 'registration') = (jsonb_array_length(former_holdings) = 0)",
    )
