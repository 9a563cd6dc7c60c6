"""The calendar of daily work."""

import sqlalchemy as sa
from alembic import op

from bus.tables import create_v1

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables: each task has each day once, and a day is closed but once."""
    create_v1(op)
    op.create_table(
        "day_tasks",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False, server_default=sa.func.clock_timestamp()),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_try_at", MOMENT, nullable=False, server_default=sa.func.clock_timestamp()),
        sa.Column("error", sa.Text),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_with", sa.Date),
        sa.PrimaryKeyConstraint("task", "day", name="a_task_has_each_day_once"),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_with IS NULL)", name="a_closed_day_says_with_which"
        ),
        sa.CheckConstraint("closed_with >= day", name="no_day_is_closed_with_an_earlier_one"),
        sa.CheckConstraint(
            "closed_with <> day OR attempts > 0", name="a_day_closed_by_itself_was_attempted"
        ),
    )
