"""Rows of training and exams as the application knows them, and back."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, RowMapping, Select, select

from certificate.adapters.training_tables import ENROLMENTS, INSTITUTIONS, OCCASIONS
from certificate.application.ports_training import Enrolment, Held
from certificate.domain.occasions import Days, Institution, Occasion, What
from contracts.vocabulary import (
    CertificateKind,
    CoursePurpose,
    OccasionStatus,
    Province,
    Trade,
)

DAYS: Final = ("begins_on", "ends_on", "opens_on", "closes_on")
OWN: Final = ("id", "occasion", "person", "enrolled_at", "withdrawn_at")
AnyRow: TypeAlias = RowMapping | Mapping[str, Any]
HOLDS: Final = INSTITUTIONS.c.id == OCCASIONS.c.institution


def labelled(prefix: str, columns: Any) -> list[ColumnElement[Any]]:
    """Give columns of a table that is selected beside others, under names of their own."""
    return [column.label(f"{prefix}_{column.name}") for column in columns]


def held_rows() -> Select[Any]:
    """Select occasions with their institutions."""
    columns = (*labelled("o", OCCASIONS.c), *labelled("i", INSTITUTIONS.c))
    return select(*columns).join_from(OCCASIONS, INSTITUTIONS, HOLDS)


def part_of(row: AnyRow, prefix: str) -> dict[str, Any]:
    """Give one table's columns of a row under their own names."""
    start = f"{prefix}_"
    named = {str(name): value for name, value in row.items()}
    return {
        name.removeprefix(start): value for name, value in named.items() if name.startswith(start)
    }


def held_from(row: AnyRow) -> Held:
    """Read an occasion with its institution."""
    return Held(
        occasion=occasion_from(part_of(row, "o")),
        institution=institution_from(part_of(row, "i")),
    )


def institution_from(row: AnyRow) -> Institution:
    """Read an institution."""
    return Institution(
        id=row["id"],
        province=Province(row["province"]),
        name=row["name"],
        address=row["address"],
        phone=row["phone"],
        kinds=tuple(map(CertificateKind, row["kinds"])),
        trades=tuple(map(Trade, row["trades"])),
        published_at=row["published_at"],
        is_open=row["is_open"],
        reason=row["reason"],
        version=row["version"],
    )


def institution_values(institution: Institution) -> dict[str, Any]:
    """Write an institution."""
    return {
        **vars(institution),
        "kinds": [kind.value for kind in institution.kinds],
        "trades": [trade.value for trade in institution.trades],
    }


def occasion_from(row: AnyRow) -> Occasion:
    """Read an occasion."""
    return Occasion(
        id=row["id"],
        what=What(row["what"]),
        institution=row["institution"],
        kind=CertificateKind(row["kind"]),
        trade=None if row["trade"] is None else Trade(row["trade"]),
        purpose=None if row["purpose"] is None else CoursePurpose(row["purpose"]),
        days=Days(**{name: row[name] for name in DAYS}),
        capacity=row["capacity"],
        place=row["place"],
        published_at=row["published_at"],
        taken=row["taken"],
        status=OccasionStatus(row["status"]),
        reason=row["reason"],
        version=row["version"],
    )


def occasion_values(occasion: Occasion) -> dict[str, Any]:
    """Write an occasion; the places taken are counted by the database."""
    known = {name: value for name, value in vars(occasion).items() if name not in ("days", "taken")}
    return {**known, **vars(occasion.days)}


def enrolment_columns() -> list[ColumnElement[Any]]:
    """Give the columns of an enrolment, with its place in the order of all."""
    return labelled("e", (*(ENROLMENTS.c[name] for name in OWN), ENROLMENTS.c.seq))


def enrolment_from(row: AnyRow) -> Enrolment:
    """Read an enrolment."""
    known = part_of(row, "e")
    return Enrolment(**{name: known[name] for name in OWN})
