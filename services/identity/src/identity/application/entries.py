"""Finding, and making known, the persons whom an import or a form names (H10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts import id_number as id_numbers
from contracts import identity as told
from contracts.names import normalised_person_name
from identity.application.ports import Clock, Vault
from identity.application.real_names import newcomer_of
from identity.application.register import Register, Transactions
from identity.domain.entries import Entry, EntryFault, Known, named_by, unknown_among

LONGEST_NAME: Final = 60


@dataclass(frozen=True, kw_only=True)
class EntryReading:
    """Resolves up to a thousand entries with a handful of statements."""

    clock: Clock
    vault: Vault
    register: Register
    transactions: Transactions

    def resolve(self, call: told.ResolvePersons) -> told.Resolutions:
        """Tell for each entry whom it names or why it names nobody, in their order."""
        today, numbers = self.clock.today(), dict[bytes, str]()
        read = [self._read(entry, today, numbers) for entry in call.entries]
        entries = [each for each in read if isinstance(each, Entry)]
        known = self.register.bearers(numbers)
        unknown = unknown_among(entries, known)
        if call.create and unknown:
            known |= self._entered({numbers[key]: name for key, name in unknown.items()})
        return told.Resolutions(items=tuple(_resolution(each, known) for each in read))

    def _read(self, entry: told.PersonEntry, today: date, numbers: dict[bytes, str]) -> Entry | str:
        """Read an entry, noting its ID number under its keyed hash; or give its first fault."""
        name = normalised_person_name(entry.name)
        number = id_numbers.normalised(entry.id_number)
        if not name:
            return EntryFault.NAME_EMPTY
        if len(name) > LONGEST_NAME:
            return EntryFault.NAME_TOO_LONG
        for fault in id_numbers.faults_of(number, today):
            return fault
        lookup = self.vault.lookup(number)
        numbers[lookup] = number
        return Entry(name=name, lookup=lookup)

    def _entered(self, names: Mapping[str, str]) -> dict[bytes, Known]:
        """Enter unverified persons, by ID number; whoever came first meanwhile stays."""
        newcomers = [
            newcomer_of(self.vault.person(number), name, number) for number, name in names.items()
        ]
        with self.transactions() as records:
            records.add_persons(newcomers)
            return self.register.bearers([self.vault.lookup(number) for number in names])


def _resolution(read: Entry | str, known: Mapping[bytes, Known]) -> told.Resolution:
    if not isinstance(read, Entry):
        return told.Resolution(person=None, fault=read)
    found = named_by(read, known)
    if isinstance(found, EntryFault):
        return told.Resolution(person=None, fault=found)
    return told.Resolution(person=found, fault=None)
