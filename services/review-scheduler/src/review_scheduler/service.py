"""The composition root of review_scheduler."""

from bus.clock import SystemClock
from bus.database import Database
from bus.legal_clock import FOLLOWERS, SandboxClock
from bus.runtime import Service, Settings
from bus.topology import SOURCES
from contracts.certificate import DailyTask
from review_scheduler.adapters.calendar import DatabaseCalendar
from review_scheduler.adapters.certificate_work import CertificateWork
from review_scheduler.adapters.figures import CalendarFigures
from review_scheduler.adapters.legal_clock import AskedFollowers, DatabaseMoves
from review_scheduler.adapters.records import DatabaseTransactions
from review_scheduler.adapters.services import PatientAsk
from review_scheduler.application import UseCases
from review_scheduler.application.calendar_reading import CalendarReading
from review_scheduler.application.daily_work import DailyWork
from review_scheduler.application.legal_clock import LegalClockMoving
from review_scheduler.application.reconciliation import Reconciliation
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
    patient = PatientAsk(ask=settings.ask)
    # Mail is dated by the machine's clock, not by the legal one, which a sandbox may move.
    reconciliation = Reconciliation(ask=patient, services=SOURCES, clock=SystemClock())
    sandbox = settings.clock if isinstance(settings.clock, SandboxClock) else None
    use = UseCases(
        daily_work=DailyWork(
            works={
                Task.RETRY_PENDING_ISSUANCES: certificate.retry_pending_issuances,
                Task.REVIEW: certificate.of(DailyTask.REVIEW),
                Task.RECORD_EXPIRIES: certificate.of(DailyTask.RECORD_EXPIRIES),
                Task.REMIND: certificate.of(DailyTask.REMIND),
                # It waits for every service; the others need only certificate's word.
                Task.RECONCILE: reconciliation.nightly,
            },
            clock=settings.clock,
            transactions=DatabaseTransactions(database=database),
        ),
        calendar=CalendarReading(calendar=DatabaseCalendar(database=database)),
        reconciliation=reconciliation,
        legal_clock=LegalClockMoving(
            clock=settings.clock,
            machine=SystemClock(),
            is_movable=sandbox is not None,
            look_again=sandbox.look_again if sandbox is not None else _as_ever,
            moves=DatabaseMoves(database=database),
            followers=AskedFollowers(
                names=FOLLOWERS, ask=PatientAsk(ask=settings.ask, seconds=1.0)
            ),
        ),
    )
    return Service(
        name="review_scheduler",
        cls=ReviewSchedulerService,
        use=use,
        database=database,
        figures=CalendarFigures(database=database),
    )


def _as_ever() -> None:
    """Outside a sandbox the clock always tells the machine's day."""
