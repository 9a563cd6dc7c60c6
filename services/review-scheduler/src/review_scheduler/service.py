"""The composition root of review_scheduler."""

from bus.database import Database
from bus.runtime import Service, Settings
from review_scheduler.adapters.calendar import DatabaseCalendar
from review_scheduler.adapters.certificate_work import CertificateWork
from review_scheduler.adapters.records import DatabaseTransactions
from review_scheduler.application import UseCases
from review_scheduler.application.calendar_reading import CalendarReading
from review_scheduler.application.daily_work import DailyWork
from review_scheduler.domain.calendar import Task
from review_scheduler.entrypoints.calls import CalendarCalls
from review_scheduler.entrypoints.timers import Timers


class ReviewSchedulerService(CalendarCalls, Timers):
    """What runs under the name `review_scheduler`."""

    name = "review_scheduler"


def build(settings: Settings) -> Service:
    """Put the service together."""
    database = Database(settings.database_url, name="review-scheduler")
    certificate = CertificateWork(ask=settings.ask)
    use = UseCases(
        daily_work=DailyWork(
            works={Task.RETRY_PENDING_ISSUANCES: certificate.retry_pending_issuances},
            clock=settings.clock,
            transactions=DatabaseTransactions(database=database),
        ),
        calendar=CalendarReading(calendar=DatabaseCalendar(database=database)),
    )
    return Service(name="review_scheduler", cls=ReviewSchedulerService, use=use, database=database)
