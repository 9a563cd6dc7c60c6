"""The doors that the bus opens on every service with a database, for operators and the scheduler.

They serve administrators of the authority, the service that reconciles, and the command line,
which speaks as the service `operator`.
"""

from typing import Final

from bus.audit_reading import AuditReading
from bus.database import Database
from bus.entrypoints import answers
from bus.invariants import BUS, Check, findings
from bus.job_control import JobControl
from bus.ledger import Ledger
from bus.rules import any_of, authority, services
from bus.status import Observed, backlog
from contracts import audit as trail
from contracts import operations as told
from contracts.principal import Principal
from contracts.vocabulary import Role

OPERATOR: Final = "operator"
RECONCILER: Final = "review_scheduler"
OPERATORS: Final = any_of(authority(Role.ADMINISTRATOR), services(OPERATOR))
OPERATORS_AND_RECONCILER: Final = any_of(OPERATORS, services(RECONCILER))


class Operations:
    """What the doors stand before: one service's mail, jobs and checks."""

    def __init__(self, database: Database, checks: tuple[Check, ...], running: Observed) -> None:
        self.ledger = Ledger(database)
        self.jobs = JobControl(database)
        self.audit = AuditReading(database)
        self._database = database
        self._checks = (*BUS, *checks)
        self._running = running

    def backlog(self) -> told.Backlog:
        """Tell how the service stands."""
        left = backlog(self._database)
        return told.Backlog(
            is_ready=self._running.is_ready,
            unsent=left.unsent,
            unsent_age=round(left.unsent_age),
            waiting=left.waiting,
            waiting_age=round(left.waiting_age),
            parked=left.parked,
            jobs=left.jobs,
        )

    def invariants(self) -> told.Invariants:
        """Check everything that must always be so."""
        with self._database.reading() as connection:
            return told.Invariants(items=findings(connection, self._checks))


class OperationCalls:
    """Answers for the bus; mixed into every service that has a database."""

    operations: Operations

    @answers(told.ListAnnouncedEvents, allow=OPERATORS_AND_RECONCILER)
    def list_announced_events(
        self, call: told.ListAnnouncedEvents, by: Principal
    ) -> told.AnnouncedEvents:
        """Give a page of the outbox."""
        return self.operations.ledger.announced(call)

    @answers(told.FindAnnouncedEvents, allow=OPERATORS_AND_RECONCILER)
    def find_announced_events(
        self, call: told.FindAnnouncedEvents, by: Principal
    ) -> told.KnownEvents:
        """Tell which events were announced."""
        return self.operations.ledger.known(call.events)

    @answers(told.ListReceivedEvents, allow=OPERATORS_AND_RECONCILER)
    def list_received_events(
        self, call: told.ListReceivedEvents, by: Principal
    ) -> told.ReceivedEvents:
        """Give a page of the inbox."""
        return self.operations.ledger.received(call)

    @answers(told.FindReceivedEvents, allow=OPERATORS_AND_RECONCILER)
    def find_received_events(
        self, call: told.FindReceivedEvents, by: Principal
    ) -> told.ReceivedEvents:
        """Tell which events were received."""
        return self.operations.ledger.found(call)

    @answers(told.SendEventsAgain, allow=OPERATORS_AND_RECONCILER)
    def send_events_again(self, call: told.SendEventsAgain, by: Principal) -> told.SentAgain:
        """Send events again."""
        return self.operations.ledger.send_again(call.events)

    @answers(told.ListParkedEvents, allow=OPERATORS)
    def list_parked_events(self, call: told.ListParkedEvents, by: Principal) -> told.ParkedEvents:
        """Give a page of what stands parked."""
        return self.operations.ledger.parked(call)

    @answers(told.GetParkedEvent, allow=OPERATORS)
    def get_parked_event(self, call: told.GetParkedEvent, by: Principal) -> told.ParkedContents:
        """Show a parked event."""
        return self.operations.ledger.parked_content(call.event)

    @answers(told.ReplayParkedEvents, allow=OPERATORS)
    def replay_parked_events(self, call: told.ReplayParkedEvents, by: Principal) -> told.Replayed:
        """Deliver parked events again."""
        return self.operations.ledger.replay(call.events)

    @answers(told.ListBulkJobs, allow=OPERATORS_AND_RECONCILER)
    def list_bulk_jobs(self, call: told.ListBulkJobs, by: Principal) -> told.BulkJobs:
        """Give a page of bulk jobs."""
        return self.operations.jobs.page(call)

    @answers(told.PauseBulkJob, allow=OPERATORS)
    def pause_bulk_job(self, call: told.PauseBulkJob, by: Principal) -> told.BulkJob:
        """Let a job rest."""
        return self.operations.jobs.pause(call.job)

    @answers(told.ResumeBulkJob, allow=OPERATORS)
    def resume_bulk_job(self, call: told.ResumeBulkJob, by: Principal) -> told.BulkJob:
        """Let a job go on."""
        return self.operations.jobs.resume(call.job)

    @answers(told.RetryBulkJob, allow=OPERATORS_AND_RECONCILER)
    def retry_bulk_job(self, call: told.RetryBulkJob, by: Principal) -> told.BulkJob:
        """Try again what has failed of a job."""
        return self.operations.jobs.retry(call.job)

    @answers(told.GetBacklog, allow=OPERATORS)
    def get_backlog(self, call: told.GetBacklog, by: Principal) -> told.Backlog:
        """Tell how the service stands."""
        return self.operations.backlog()

    @answers(told.CheckInvariants, allow=OPERATORS)
    def check_invariants(self, call: told.CheckInvariants, by: Principal) -> told.Invariants:
        """Check what must always be so."""
        return self.operations.invariants()

    @answers(trail.ListAuditTrail, allow=OPERATORS)
    def list_audit_trail(self, call: trail.ListAuditTrail, by: Principal) -> trail.AuditTrail:
        """Give a page of the audit trail."""
        return self.operations.audit.page(call)

    @answers(trail.VerifyAuditTrail, allow=OPERATORS)
    def verify_audit_trail(
        self, call: trail.VerifyAuditTrail, by: Principal
    ) -> trail.VerifiedAuditTrail:
        """Verify a page of the audit chain."""
        return self.operations.audit.verify(call)
