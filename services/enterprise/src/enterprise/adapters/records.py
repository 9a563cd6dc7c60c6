"""One transaction on the register, announcements included."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import exists, insert, select, text, update

from bus.database import Database, Transaction, refusing
from contracts.errors import Refused
from contracts.message import Event
from contracts.vocabulary import CaseStatus
from enterprise.adapters.rows import (
    case_from,
    case_rows,
    case_values,
    closing_values,
    enterprise_from,
    enterprise_rows,
    enterprise_values,
    last_step_values,
)
from enterprise.adapters.tables import (
    CATEGORY_CASE_STEPS,
    CATEGORY_CASES,
    ENTERPRISES,
    FORMER_REGISTRATIONS,
    HELD_CATEGORIES,
)
from enterprise.application import refusals
from enterprise.domain.cases import CategoryCase, Obstacle
from enterprise.domain.enterprises import Enterprise, FormerRegistration


def _refusal(code: str) -> Refused:
    return refusals.refusal((code,))


REGISTERED_ALREADY: Final = {
    "one_registration_per_enterprise": lambda: _refusal(refusals.ALREADY_REGISTERED),
    "one_enterprise_per_uscc": lambda: _refusal(refusals.USCC_REGISTERED),
}
CASE_OPEN_ALREADY: Final = {
    "one_open_category_case_per_enterprise": lambda: _refusal(Obstacle.CASE_OPEN),
}

_GIVEN: Final = """
    unnest(CAST(:enterprises AS uuid[]), CAST(:versions AS integer[]))
    AS given (enterprise, category_version)
"""
KEEP_FLOORS: Final = text(f"""
    INSERT INTO category_floors (enterprise, category_version)
    SELECT enterprise, category_version FROM {_GIVEN} ORDER BY enterprise
    ON CONFLICT (enterprise) DO UPDATE SET category_version = excluded.category_version
        WHERE category_floors.category_version < excluded.category_version
""")  # noqa: S608  # our own words
BEHIND: Final = text(f"""
    WITH locked AS (
        SELECT id, category_version FROM enterprises WHERE id = ANY(:enterprises)
        ORDER BY id FOR UPDATE
    )
    SELECT given.enterprise FROM {_GIVEN} LEFT JOIN locked ON locked.id = given.enterprise
    WHERE locked.id IS NULL OR locked.category_version < given.category_version
    ORDER BY given.enterprise
""")  # noqa: S608  # our own words
LIFT_OPEN_CASES: Final = text(f"""
    UPDATE category_cases AS open SET category_version = given.category_version + 1
    FROM {_GIVEN} WHERE open.enterprise = given.enterprise AND open.status = 'submitted'
        AND open.category_version <= given.category_version
""")  # noqa: S608  # our own words


@dataclass(frozen=True, kw_only=True)
class DatabaseRecords:
    """Reads under locks, and writes. Who locks both locks the enterprise before its case."""

    transaction: Transaction

    def locked_enterprise(self, enterprise: UUID) -> Enterprise | None:
        """Give an enterprise that nobody else can change until this ends.

        It is read in a second statement: one that had waited for the lock would join the row's
        new state to the categories of the old one.
        """
        self.transaction.execute(
            select(ENTERPRISES.c.id).where(ENTERPRISES.c.id == enterprise).with_for_update()
        )
        wanted = enterprise_rows().where(ENTERPRISES.c.id == enterprise)
        row = self.transaction.execute(wanted).mappings().one_or_none()
        return None if row is None else enterprise_from(row)

    def locked_case(self, case: UUID) -> CategoryCase | None:
        """Give a case that nobody else can change until this ends; its timeline is read after."""
        self.transaction.execute(
            select(CATEGORY_CASES.c.id).where(CATEGORY_CASES.c.id == case).with_for_update()
        )
        wanted = case_rows().where(CATEGORY_CASES.c.id == case)
        row = self.transaction.execute(wanted).mappings().one_or_none()
        return None if row is None else case_from(row)

    def has_open_case(self, enterprise: UUID) -> bool:
        """Tell whether the enterprise has a case that is not closed."""
        wanted = exists().where(
            CATEGORY_CASES.c.enterprise == enterprise,
            CATEGORY_CASES.c.status == CaseStatus.SUBMITTED,
        )
        return bool(self.transaction.execute(select(wanted)).scalar_one())

    def add_enterprise(self, enterprise: Enterprise) -> None:
        """Enter an enterprise; refuses a second one under its id or its code."""
        with refusing(REGISTERED_ALREADY):
            self.transaction.execute(insert(ENTERPRISES).values(enterprise_values(enterprise)))

    def change_registration(self, enterprise: Enterprise, former: FormerRegistration) -> None:
        """Keep how an enterprise is registered now, and how it was."""
        self.transaction.execute(
            insert(FORMER_REGISTRATIONS).values(enterprise=enterprise.id, **vars(former))
        )
        self.transaction.execute(
            update(ENTERPRISES)
            .where(ENTERPRISES.c.id == enterprise.id)
            .values(enterprise_values(enterprise))
        )

    def open_case(self, case: CategoryCase) -> None:
        """Enter a case; refuses a second open one for the same enterprise (C1)."""
        with refusing(CASE_OPEN_ALREADY):
            self.transaction.execute(insert(CATEGORY_CASES).values(case_values(case)))
        self.transaction.execute(insert(CATEGORY_CASE_STEPS).values(last_step_values(case)))

    def close_case(self, case: CategoryCase, *, fingerprint: str | None = None) -> None:
        """Keep a case's last step, and the fingerprint of the preview it was approved on (C6)."""
        self.transaction.execute(
            update(CATEGORY_CASES)
            .where(CATEGORY_CASES.c.id == case.id)
            .values(**closing_values(case), fingerprint=fingerprint)
        )
        self.transaction.execute(insert(CATEGORY_CASE_STEPS).values(last_step_values(case)))

    def set_holdings(self, enterprise: Enterprise, *, case: UUID, on: date) -> None:
        """Keep the categories that a case gave the enterprise; rows of older versions stay."""
        self.transaction.execute(
            update(ENTERPRISES)
            .where(ENTERPRISES.c.id == enterprise.id)
            .values(category_version=enterprise.category_version, version=enterprise.version)
        )
        self.transaction.execute(
            insert(HELD_CATEGORIES),
            [
                {
                    "enterprise": enterprise.id,
                    "category_version": enterprise.category_version,
                    "category": holding.category,
                    "gas_sources": list(holding.gas_sources),
                    "valid_from": on,
                    "category_case": case,
                }
                for holding in enterprise.holdings
            ],
        )

    def keep_floors(self, floors: Mapping[UUID, int]) -> tuple[UUID, ...]:
        """Give no category version up to these again; enterprises are locked before their cases."""
        given = {"enterprises": list(floors), "versions": list(floors.values())}
        self.transaction.execute(KEEP_FLOORS, given)
        behind = tuple(self.transaction.execute(BEHIND, given).scalars())
        self.transaction.execute(LIFT_OPEN_CASES, given)
        return behind

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        self.transaction.announce(event)


@dataclass(frozen=True, kw_only=True)
class DatabaseTransactions:
    """Begins transactions on the register."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseRecords]:
        """Give the transaction of the present piece of work."""
        with self.database.transaction() as transaction:
            yield DatabaseRecords(transaction=transaction)
