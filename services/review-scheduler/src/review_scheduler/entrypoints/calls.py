"""The calls that review_scheduler answers, each with the rule of who may ask."""

from bus.entrypoints import answers
from bus.rules import authority
from contracts.principal import Principal
from contracts.review_scheduler import DayTasks, ListDayTasks
from review_scheduler.application import UseCases


class CalendarCalls:
    """Answers; every decision is made in `application`."""

    use: UseCases

    @answers(ListDayTasks, allow=authority())
    def list_day_tasks(self, call: ListDayTasks, by: Principal) -> DayTasks:
        """Give a page of the calendar."""
        return self.use.calendar.page(call)
