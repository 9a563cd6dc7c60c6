"""What an enterprise's new name concerns, and its name changes, for reading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from bus.database import Database
from certificate.adapters.case_rows import subject_from
from certificate.adapters.category_effects import is_concerned
from certificate.adapters.name_change_rows import (
    found_rows,
    item_rows,
    item_view,
    name_change_view,
    shown_rows,
)
from certificate.adapters.name_change_tables import ITEMS, NAME_CHANGES
from certificate.adapters.tables import CASES, CERTIFICATES, VERSIONS
from certificate.application.ports import Page, Sight
from certificate.application.ports_cases import Subject
from certificate.application.ports_name_changes import Sought, WantedItems, WantedNameChanges
from contracts.certificate import EnterpriseNameChange, EnterpriseNameChangeItem

OF: Final = NAME_CHANGES.c
ID: Final = CERTIFICATES.c.id


@dataclass(frozen=True, kw_only=True)
class DatabaseNameChangeRegister:
    """Reads name changes, each time only what the one who asks may see."""

    database: Database

    def names_printed(self, enterprise: UUID, today: date) -> tuple[str, ...]:
        """Give the names of an enterprise that its certificates print, each once (C4)."""
        newest = and_(VERSIONS.c.certificate == ID, VERSIONS.c.version == CERTIFICATES.c.version)
        names = (
            select(VERSIONS.c.enterprise_name)
            .join_from(CERTIFICATES, VERSIONS, newest)
            .where(is_concerned(enterprise, today))
            .distinct()
        )
        with self.database.reading() as connection:
            return tuple(connection.execute(names).scalars())

    def count(self, sought: Sought) -> int:
        """Count the certificates sought."""
        counted = select(func.count()).select_from(found_rows(sought).subquery())
        with self.database.reading() as connection:
            return int(connection.execute(counted).scalar_one())

    def found(self, sought: Sought, *, after: UUID | None, size: int) -> tuple[Subject, ...]:
        """Give the certificates sought, ordered by id, those after one of them."""
        query = found_rows(sought).order_by(ID).limit(size)
        if after is not None:
            query = query.where(after < ID)
        with self.database.reading() as connection:
            return tuple(map(subject_from, connection.execute(query).mappings()))

    def holders(self, sought: Sought) -> tuple[UUID, ...]:
        """Give the holders of the certificates sought, each once."""
        holders = found_rows(sought).with_only_columns(CERTIFICATES.c.holder).distinct()
        with self.database.reading() as connection:
            return tuple(connection.execute(holders).scalars())

    def holders_of_parts(self, parts: Sequence[UUID]) -> tuple[UUID, ...]:
        """Give the holders of parts, each once."""
        holders = select(CASES.c.holder).where(CASES.c.id.in_(parts)).distinct()
        with self.database.reading() as connection:
            return tuple(connection.execute(holders).scalars())

    def name_change(self, case: UUID, sight: Sight) -> EnterpriseNameChange | None:
        """Give a name change with its timeline, if it may be seen."""
        query = shown_rows().where(OF.id == case, *_seen(sight))
        with self.database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else name_change_view(row)

    def name_changes(self, wanted: WantedNameChanges, sight: Sight) -> Page[EnterpriseNameChange]:
        """Give a page of name changes that may be seen, newest first."""
        query = (
            shown_rows()
            .where(*_seen(sight), *_filters(wanted))
            .order_by(OF.seq.desc())
            .limit(wanted.size + 1)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        shown = rows[: wanted.size]
        return Page(
            items=tuple(map(name_change_view, shown)),
            next=shown[-1]["seq"] if len(rows) > wanted.size else None,
        )

    def items(self, wanted: WantedItems) -> tuple[EnterpriseNameChangeItem, ...]:
        """Give items of a name change, ordered by certificate."""
        query = item_rows().where(ITEMS.c.name_change == wanted.case)
        if wanted.after is not None:
            query = query.where(ITEMS.c.certificate > wanted.after)
        if wanted.is_included is not None:
            query = query.where(ITEMS.c.part.is_not(None) == wanted.is_included)
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(ITEMS.c.certificate).limit(wanted.size))
            return tuple(map(item_view, rows.mappings()))


def _seen(sight: Sight) -> Iterator[ColumnElement[bool]]:
    """Write what the one who asks may see; a holder sees parts, which are cases of their own."""
    bounds = ((OF.enterprise, sight.enterprise), (OF.province, sight.province))
    yield from (column == value for column, value in bounds if value is not None)


def _filters(wanted: WantedNameChanges) -> Iterator[ColumnElement[bool]]:
    plain = ((OF.status, wanted.status), (OF.enterprise, wanted.enterprise))
    yield from (column == value for column, value in plain if value is not None)
    if wanted.before is not None:
        yield OF.seq < wanted.before
