"""The calendar read from the database, page by page."""

from dataclasses import dataclass

from sqlalchemy import select, tuple_

from bus.database import Database
from review_scheduler.adapters.tables import DAY_TASKS
from review_scheduler.application.ports import Entry, Page, Span
from review_scheduler.domain.calendar import Task


@dataclass(frozen=True, kw_only=True)
class DatabaseCalendar:
    """Reads days and their tasks."""

    database: Database

    def page(self, span: Span) -> Page:
        """Give a page, newest day first; one row more is read, to know whether another follows."""
        of = DAY_TASKS.c
        rows = select(of.day, of.task, of.attempts, of.closed_at, of.counts)
        if span.after is not None:
            rows = rows.where(tuple_(of.day, of.task) < span.after)
        rows = rows.order_by(of.day.desc(), of.task.desc()).limit(span.size + 1)
        with self.database.reading() as connection:
            found = connection.execute(rows).all()
        entries = tuple(
            Entry(
                day=row.day,
                task=Task(row.task),
                attempts=row.attempts,
                closed_at=row.closed_at,
                counts=row.counts,
            )
            for row in found[: span.size]
        )
        return Page(entries=entries, has_more=len(found) > span.size)
