"""What review_scheduler does every so often."""

from bus.entrypoints import every
from review_scheduler.application import UseCases


class Timers:
    """Ticks; each may run in every replica and come to nothing."""

    use: UseCases

    @every(60)
    def catch_up(self) -> None:
        """Open the days that have come and do their work."""
        self.use.daily_work.catch_up()
