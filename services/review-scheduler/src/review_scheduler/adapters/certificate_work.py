"""The daily work that certificate does, which is asked as the service itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bus.remote import Ask
from contracts.certificate import RetryPendingIssuances


@dataclass(frozen=True, kw_only=True)
class CertificateWork:
    """Asks certificate, which does the same thing for one day but once."""

    ask: Ask

    def retry_pending_issuances(self, day: date) -> Mapping[str, int]:
        """Have the pending issuances tried again (H9); how far that is, certificate knows."""
        self.ask.as_service(RetryPendingIssuances(day=day))
        return {}
