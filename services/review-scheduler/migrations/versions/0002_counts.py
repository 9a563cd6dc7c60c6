"""What a day's work has told of itself."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the counts."""
    op.add_column("day_tasks", sa.Column("counts", JSONB, nullable=False, server_default="{}"))
