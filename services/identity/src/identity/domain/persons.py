"""Persons: what proving a real name makes of one (一, 六.4)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum, unique
from typing import Final
from uuid import UUID

from contracts.vocabulary import Sex

MOST_MISMATCHES_A_DAY: Final = 5


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person; `verified_at` is `None` for one who is only known from an import (H10)."""

    id: UUID
    name: str
    id_number_masked: str
    sex: Sex
    born_on: date
    verified_at: datetime | None = None
    photo: UUID | None = None
    version: int = 1


@unique
class Proof(StrEnum):
    """What proving a name means for a person."""

    FIRST = "first"
    AGAIN = "again"
    RENAMED = "renamed"


def proof_of(person: Person, name: str) -> Proof:
    """Only a name that was proved before can change; an imported one is taken over."""
    if person.verified_at is None:
        return Proof.FIRST
    return Proof.AGAIN if person.name == name else Proof.RENAMED


def after_proof(person: Person, name: str, now: datetime) -> Person:
    """Give the person under the name that was proved."""
    return replace(person, name=name, verified_at=now, version=person.version + 1)


def with_photo(person: Person, photo: UUID) -> Person:
    """Give the person with the new photo."""
    return replace(person, photo=photo, version=person.version + 1)
