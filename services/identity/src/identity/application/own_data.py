"""What the pages of one's own data share: whose they are, what stands against a change."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.principal import Principal, PrincipalKind
from identity.application.ports_personal import Entries, Entry, PersonalRecords
from identity.application.refusals import not_verified, stale_view, too_many_entries
from identity.domain.personal import MOST_ENTRIES
from identity.domain.persons import Person


def oneself(by: Principal) -> UUID:
    """Give the person who asks."""
    if by.person is None:
        raise not_verified()
    return by.person


def whose(named: UUID | None, by: Principal) -> UUID:
    """Tell whose entries are asked for: one's own, or for the staff those of whom they name."""
    if by.kind is PrincipalKind.AUTHORITY:
        if named is None:
            raise NotFound
        return named
    if named not in (None, by.person):
        raise NotFound
    return oneself(by)


def held(records: PersonalRecords, person: UUID) -> Person:
    """Hold a person whose data are to be changed."""
    found = records.held_person(person)
    if found is None:
        raise not_verified()
    return found


def refuse_too_many(entries: Entries[Entry], person: UUID) -> None:
    """Refuse one entry too many."""
    if entries.count(person) >= MOST_ENTRIES:
        raise too_many_entries()


def seen_entry(entries: Entries[Entry], person: UUID, entry: UUID, version: int) -> Entry:
    """Give one's own entry, if it is as it was read."""
    found = entries.one(person, entry)
    if found is None:
        raise NotFound
    if found.version != version:
        raise stale_view(found.version)
    return found
