"""What identity does every so often."""

from bus.entrypoints import every
from identity.application import UseCases


class Timers:
    """Ticks; each may run in every replica and come to nothing."""

    use: UseCases

    @every(3600)
    def forget_old_sessions(self) -> None:
        """Delete sessions and reset codes that are over."""
        self.use.sessions.forget_old()
