"""The legal clock of a sandbox (D11)."""

from alembic import op

from bus.tables import create_v2

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add its table."""
    create_v2(op)
