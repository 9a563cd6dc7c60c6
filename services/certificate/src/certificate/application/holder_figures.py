"""A holder's figures for the home page (二.1): certificates, open cases, years in the trade."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from certificate.application.ports import Clock
from certificate.domain.experience import full_years
from certificate.domain.status import Standing, status_of
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vocabulary import CertificateStatus


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """All that a person holds or held, and the first day of the first certificate."""

    standings: Sequence[Standing]
    since: date | None
    open_cases: int


class HoldingsReader(Protocol):
    """What persons hold, for reading."""

    def holdings(self, holder: UUID) -> Holdings:
        """Give all that a person holds or held."""
        ...


@dataclass(frozen=True, kw_only=True)
class HolderFigures:
    """Counts what a person holds.

    Years count from the first certificate: nobody may work in the trade before it, and what
    people tell of themselves in their work history nobody has confirmed.
    """

    clock: Clock
    reader: HoldingsReader

    def own(self, by: Principal) -> told.HolderFigures:
        """Give one's own figures as of today."""
        if by.person is None:
            raise NotFound
        found, today = self.reader.holdings(by.person), self.clock.today()
        counts = Counter(status_of(standing, today) for standing in found.standings)
        return told.HolderFigures(
            valid=counts[CertificateStatus.VALID],
            abnormal=counts[CertificateStatus.ABNORMAL],
            expired=counts[CertificateStatus.EXPIRED],
            cancelled=counts[CertificateStatus.CANCELLED],
            open_cases=found.open_cases,
            since=found.since,
            years=full_years(found.since, today),
        )
