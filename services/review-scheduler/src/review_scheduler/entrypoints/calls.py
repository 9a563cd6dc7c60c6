"""The calls that review_scheduler answers, each with the rule of who may ask."""

from bus.entrypoints import answers
from bus.operations import OPERATORS
from bus.rules import anyone, authority
from contracts import review_scheduler as told
from contracts.principal import Principal
from contracts.vocabulary import Role
from review_scheduler.application import UseCases


class CalendarCalls:
    """Answers; every decision is made in `application`."""

    use: UseCases

    @answers(told.ListDayTasks, allow=authority())
    def list_day_tasks(self, call: told.ListDayTasks, by: Principal) -> told.DayTasks:
        """Give a page of the calendar."""
        return self.use.calendar.page(call)

    @answers(told.GetLegalClock, allow=anyone)
    def get_legal_clock(self, call: told.GetLegalClock, by: Principal) -> told.LegalClock:
        """Tell the legal day."""
        return self.use.legal_clock.tell()

    @answers(told.MoveLegalClock, allow=authority(Role.ADMINISTRATOR))
    def move_legal_clock(self, call: told.MoveLegalClock, by: Principal) -> told.LegalClock:
        """Move the legal clock."""
        return self.use.legal_clock.move(call.day)

    @answers(told.Reconcile, allow=OPERATORS)
    def reconcile(self, call: told.Reconcile, by: Principal) -> told.Reconciliation:
        """Compare what the services hold of a period."""
        return self.use.reconciliation.reconcile(call)
