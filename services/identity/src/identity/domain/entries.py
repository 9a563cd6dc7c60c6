"""Entries of an import: which persons they name, and which persons they make known (H10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from uuid import UUID


@unique
class EntryFault(StrEnum):
    """Why a well-formed entry names nobody, or an entry's name is none."""

    NAME_EMPTY = "NAME_EMPTY"
    NAME_TOO_LONG = "NAME_TOO_LONG"
    NAME_DIFFERS = "NAME_DIFFERS"
    NOT_KNOWN = "NOT_KNOWN"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A well-formed entry: a normalised name, and the keyed hash of an ID number."""

    name: str
    lookup: bytes


@dataclass(frozen=True, kw_only=True)
class Known:
    """Who bears an ID number, and under which name."""

    person: UUID
    name: str


def unknown_among(entries: Iterable[Entry], known: Mapping[bytes, Known]) -> dict[bytes, str]:
    """Give the name for each ID number that nobody bears; the first entry's counts."""
    unknown: dict[bytes, str] = {}
    for entry in entries:
        if entry.lookup not in known:
            unknown.setdefault(entry.lookup, entry.name)
    return unknown


def named_by(entry: Entry, known: Mapping[bytes, Known]) -> UUID | EntryFault:
    """Give the person an entry names; a differing name is told and changes nothing."""
    bearer = known.get(entry.lookup)
    if bearer is None:
        return EntryFault.NOT_KNOWN
    return bearer.person if bearer.name == entry.name else EntryFault.NAME_DIFFERS
