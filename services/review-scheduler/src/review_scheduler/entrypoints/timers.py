"""What review_scheduler does every so often."""

from bus.entrypoints import every
from review_scheduler.application import UseCases


class Timers:
    """Ticks; each may run in every replica and come to nothing."""

    use: UseCases

    @every(60)
    def catch_up(self) -> None:
        """Open the days that have come and do their work, once all services have come to them."""
        self.use.legal_clock.insist_on_agreement()
        self.use.daily_work.catch_up()
