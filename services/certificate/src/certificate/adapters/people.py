"""Those who are known to identity, asked in batches as the service itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from bus.remote import Ask
from certificate.adapters.spreadsheets import Column
from certificate.application.ports_results import Named, PersonFault, Resolved
from contracts.id_number import REASONS
from contracts.identity import GetPersons, PersonEntry, Resolution, ResolvePersons

BATCH: Final = 1000
SECONDS: Final = 20.0
NOT_KNOWN: Final = "NOT_KNOWN"
NAME_REASONS: Final[Mapping[str, str]] = {
    "NAME_EMPTY": "姓名不能为空",
    "NAME_TOO_LONG": "姓名过长",
    "NAME_DIFFERS": "姓名与该身份证号已登记的姓名不一致，请核对",
}


@dataclass(frozen=True, kw_only=True)
class IdentityPeople:
    """Finds persons by name and ID number (H10)."""

    ask: Ask

    def resolve(self, named: Sequence[Named], *, create: bool) -> Sequence[Resolved]:
        """Find all of them, in their order, entering those nobody knows if `create` says so."""
        return [
            found
            for start in range(0, len(named), BATCH)
            for found in self._batch(named[start : start + BATCH], create=create)
        ]

    def _batch(self, named: Sequence[Named], *, create: bool) -> Iterator[Resolved]:
        entries = tuple(PersonEntry(name=each.name, id_number=each.id_number) for each in named)
        call = ResolvePersons(entries=entries, create=create)
        for resolution in self.ask.as_service(call, timeout=SECONDS).items:
            yield _resolved(resolution)


def _resolved(resolution: Resolution) -> Resolved:
    if resolution.fault is None or resolution.fault == NOT_KNOWN:
        return Resolved(person=resolution.person)
    return Resolved(fault=_fault(resolution.fault))


def _fault(code: str) -> PersonFault:
    of_name = NAME_REASONS.get(code)
    if of_name is not None:
        return PersonFault(column=Column.NAME, code=code, reason=of_name)
    reasons = {str(fault): reason for fault, reason in REASONS.items()}
    return PersonFault(
        column=Column.ID_NUMBER, code=code, reason=reasons.get(code, "身份证号不能使用，请核对")
    )


@dataclass(frozen=True, kw_only=True)
class PersonNames:
    """The names of persons, asked in one go; a page holds no more than may be asked for."""

    ask: Ask

    def of(self, persons: Sequence[UUID]) -> Mapping[UUID, str]:
        """Ask for the names of persons; unknown ones are left out."""
        if not persons:
            return {}
        found = self.ask.as_service(GetPersons(persons=tuple(persons)))
        return {person.id: person.name for person in found.items}
