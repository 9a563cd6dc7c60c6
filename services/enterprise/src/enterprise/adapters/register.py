"""The register read from the database: plain selects, pages by key."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select

from bus.database import Database
from contracts.enterprise import LegalRepresentation
from contracts.vocabulary import CaseStatus
from enterprise.adapters.paging import page_of
from enterprise.adapters.rows import (
    case_from,
    case_rows,
    enterprise_from,
    enterprise_rows,
    former_from,
)
from enterprise.adapters.tables import (
    CATEGORY_CASES,
    ENTERPRISES,
    FORMER_REGISTRATIONS,
    HELD_CATEGORIES,
)
from enterprise.application.ports import CaseFilter, EnterpriseFilter, Page, Span
from enterprise.domain.cases import CategoryCase
from enterprise.domain.enterprises import Enterprise, FormerRegistration


@dataclass(frozen=True, kw_only=True)
class DatabaseRegister:
    """Reads enterprises and cases."""

    database: Database

    def enterprise(self, enterprise: UUID) -> Enterprise | None:
        """Give an enterprise."""
        found = self.enterprises((enterprise,))
        return found[0] if found else None

    def enterprises(self, enterprises: tuple[UUID, ...]) -> tuple[Enterprise, ...]:
        """Give those that exist, in no promised order."""
        wanted = enterprise_rows().where(ENTERPRISES.c.id.in_(enterprises))
        with self.database.reading() as connection:
            return tuple(enterprise_from(row) for row in connection.execute(wanted).mappings())

    def enterprise_page(self, wanted: EnterpriseFilter, span: Span) -> Page[Enterprise]:
        """Give a page of enterprises, newest first."""
        rows = enterprise_rows().where(ENTERPRISES.c.province == wanted.province)
        if wanted.name is not None:
            rows = rows.where(ENTERPRISES.c.name_compared.contains(wanted.name, autoescape=True))
        if wanted.uscc is not None:
            rows = rows.where(ENTERPRISES.c.uscc.startswith(wanted.uscc, autoescape=True))
        if wanted.category is not None:
            rows = rows.where(
                exists().where(
                    HELD_CATEGORIES.c.enterprise == ENTERPRISES.c.id,
                    HELD_CATEGORIES.c.category_version == ENTERPRISES.c.category_version,
                    HELD_CATEGORIES.c.category == wanted.category,
                )
            )
        found, following = self._page(rows, ENTERPRISES.c.number, span)
        return Page(items=tuple(enterprise_from(row) for row in found), next=following)

    def holds_uscc(self, uscc: str) -> bool:
        """Tell whether an enterprise is registered under this code."""
        wanted = select(exists().where(ENTERPRISES.c.uscc == uscc))
        with self.database.reading() as connection:
            return bool(connection.execute(wanted).scalar_one())

    def represented_by(self, persons: tuple[UUID, ...]) -> tuple[LegalRepresentation, ...]:
        """Give the enterprises whose legal representative is one of these persons (H4)."""
        wanted = select(ENTERPRISES.c.legal_representative, ENTERPRISES.c.id).where(
            ENTERPRISES.c.legal_representative.in_(persons)
        )
        with self.database.reading() as connection:
            return tuple(
                LegalRepresentation(person=person, enterprise=enterprise)
                for person, enterprise in connection.execute(wanted)
            )

    def former_registrations(self, enterprise: UUID) -> tuple[FormerRegistration, ...]:
        """Give how an enterprise was registered before, newest first."""
        before = FORMER_REGISTRATIONS.c
        wanted = (
            select(FORMER_REGISTRATIONS)
            .where(before.enterprise == enterprise)
            .order_by(before.version.desc())
        )
        with self.database.reading() as connection:
            return tuple(map(former_from, connection.execute(wanted).mappings()))

    def case(self, case: UUID) -> CategoryCase | None:
        """Give a category case with its timeline."""
        wanted = case_rows().where(CATEGORY_CASES.c.id == case)
        with self.database.reading() as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        return None if row is None else case_from(row)

    def approved_among(self, cases: tuple[UUID, ...]) -> tuple[UUID, ...]:
        """Give those of these cases that are approved."""
        wanted = select(CATEGORY_CASES.c.id).where(
            CATEGORY_CASES.c.id.in_(cases), CATEGORY_CASES.c.status == CaseStatus.APPROVED
        )
        with self.database.reading() as connection:
            return tuple(connection.scalars(wanted))

    def case_page(self, wanted: CaseFilter, span: Span) -> Page[CategoryCase]:
        """Give a page of category cases, newest first."""
        rows = case_rows()
        if wanted.province is not None:
            rows = rows.join(ENTERPRISES, ENTERPRISES.c.id == CATEGORY_CASES.c.enterprise).where(
                ENTERPRISES.c.province == wanted.province
            )
        if wanted.enterprise is not None:
            rows = rows.where(CATEGORY_CASES.c.enterprise == wanted.enterprise)
        if wanted.status is not None:
            rows = rows.where(CATEGORY_CASES.c.status == wanted.status)
        found, following = self._page(rows, CATEGORY_CASES.c.number, span)
        return Page(items=tuple(case_from(row) for row in found), next=following)

    def _page(self, rows: Select[Any], key: Any, span: Span) -> tuple[list[Any], int | None]:
        with self.database.reading() as connection:
            return page_of(connection, rows, key, span)
