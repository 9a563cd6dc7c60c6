"""The table of review_scheduler; named constraints say the rules again."""

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA: Final = MetaData()
_MOMENT: Final = DateTime(timezone=True)

DAY_TASKS: Final = Table(
    "day_tasks",
    METADATA,
    Column("day", Date, nullable=False),
    Column("task", Text, nullable=False),
    Column("opened_at", _MOMENT, nullable=False, server_default=func.clock_timestamp()),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", _MOMENT, nullable=False, server_default=func.clock_timestamp()),
    Column("error", Text),
    Column("closed_at", _MOMENT),
    Column("closed_with", Date),
    Column("counts", JSONB, nullable=False, server_default="{}"),
    PrimaryKeyConstraint("task", "day", name="a_task_has_each_day_once"),
    CheckConstraint(
        "(closed_at IS NULL) = (closed_with IS NULL)", name="a_closed_day_says_with_which"
    ),
    CheckConstraint("closed_with >= day", name="no_day_is_closed_with_an_earlier_one"),
    CheckConstraint(
        "closed_with <> day OR attempts > 0", name="a_day_closed_by_itself_was_attempted"
    ),
)
