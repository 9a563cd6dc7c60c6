"""The audit trail: append-only, and chained by a sealer."""

from alembic import op

from bus.tables import create_v3

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add its table, and the triggers that keep its rows."""
    create_v3(op)
