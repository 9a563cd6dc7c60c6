"""What operators see of the calendar at each scrape: open days, and what the last night found."""

from dataclasses import dataclass

from sqlalchemy import func, select

from bus import telemetry
from bus.database import Database
from review_scheduler.adapters.tables import DAY_TASKS
from review_scheduler.domain.calendar import Task


@dataclass(frozen=True, kw_only=True)
class CalendarFigures:
    """Brings the calendar's gauges up to date."""

    database: Database

    def __call__(self) -> None:
        """Read and set them."""
        of = DAY_TASKS.c
        is_open = func.count().filter(of.closed_at.is_(None)).label("open")
        newest = (
            select(of.counts)
            .where(of.task == Task.RECONCILE, of.closed_with == of.day)
            .order_by(of.day.desc())
            .limit(1)
        )
        with self.database.reading() as connection:
            days = connection.execute(select(of.task, is_open).group_by(of.task)).all()
            counts = connection.scalar(newest) or {}
        for row in days:
            telemetry.DAYS_OPEN.labels(row.task).set(row.open)
        for name, number in counts.items():
            telemetry.RECONCILED.labels(name).set(number)
