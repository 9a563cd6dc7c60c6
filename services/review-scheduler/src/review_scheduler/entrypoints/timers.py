"""What review_scheduler does every so often."""

from bus.entrypoints import every
from review_scheduler.application import UseCases


class Timers:
    """Ticks; each may run in every replica and come to nothing."""

    use: UseCases

    @every(60)
    def catch_up(self) -> bool:
        """Do the next day's work, once all services have come to today; says if there may be more.

        Between two days the service may be stopped, and the legal clock moved.
        """
        self.use.legal_clock.insist_on_agreement()
        return self.use.daily_work.advance()
