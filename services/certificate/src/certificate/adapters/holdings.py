"""All that a person holds or held, read for the home page."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from bus.database import Database
from certificate.adapters.tables import CASES, CERTIFICATES, VERSIONS
from certificate.application.holder_figures import Holdings
from certificate.domain.cases import OPEN
from certificate.domain.status import Standing
from contracts.vocabulary import AbnormalReason

OF: Final = CERTIFICATES.c


@dataclass(frozen=True, kw_only=True)
class DatabaseHoldings:
    """Reads by the holder's indexes."""

    database: Database

    def holdings(self, holder: UUID) -> Holdings:
        """Give all that a person holds or held."""
        held = select(OF.valid_to, OF.reasons, OF.cancelled_on, OF.in_renewal)
        first = (
            select(func.min(VERSIONS.c.valid_from))
            .join(CERTIFICATES, OF.id == VERSIONS.c.certificate)
            .where(OF.holder == holder)
        )
        is_open = CASES.c.status.in_([status.value for status in OPEN])
        cases = select(func.count()).where(CASES.c.holder == holder, is_open)
        with self.database.reading() as connection:
            rows = connection.execute(held.where(OF.holder == holder)).all()
            return Holdings(
                standings=[
                    Standing(
                        valid_to=row.valid_to,
                        reasons=frozenset(map(AbnormalReason, row.reasons)),
                        cancelled_on=row.cancelled_on,
                        in_renewal=row.in_renewal,
                    )
                    for row in rows
                ],
                since=connection.scalar(first),
                open_cases=connection.scalar(cases) or 0,
            )
