"""One's own work history (我的履历): seen, added to, changed and removed (二.4(4))."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from contracts import identity as told
from contracts.errors import NotFound
from contracts.message import Done
from contracts.principal import Principal
from identity.application.own_data import held, oneself, refuse_too_many, seen_entry, whose
from identity.application.ports import Clock
from identity.application.ports_personal import PersonalRegister, PersonalTransactions
from identity.application.refusals import refuse_faults
from identity.domain.personal import Stay, plain, stay_faults
from identity.domain.persons import Person


@dataclass(frozen=True, kw_only=True)
class WorkHistories:
    """Keeps work histories as persons tell them; the staff may read them."""

    clock: Clock
    new_id: Callable[[], UUID]
    register: PersonalRegister
    transactions: PersonalTransactions

    def of(self, call: told.ListWorkHistory, by: Principal) -> told.WorkHistory:
        """Give all of a person's entries."""
        stays = self.register.stays(whose(call.person, by))
        return told.WorkHistory(items=tuple(map(_told, stays)))

    def add(self, call: told.AddWorkHistoryEntry, by: Principal) -> told.WorkHistoryEntry:
        """Add an entry; refused with everything that is wrong."""
        person = oneself(by)
        stay = Stay(
            id=self.new_id(),
            person=person,
            employer=plain(call.employer) or "",
            position=plain(call.position) or "",
            started_on=call.started_on,
            ended_on=call.ended_on,
            description=plain(call.description) or "",
        )
        with self.transactions() as records:
            self._refuse_faults(stay, held(records, person))
            refuse_too_many(records.stays, person)
            records.stays.add(stay)
        return _told(stay)

    def change(self, call: told.ChangeWorkHistoryEntry, by: Principal) -> told.WorkHistoryEntry:
        """Change an entry that is as it was read."""
        person = oneself(by)
        with self.transactions() as records:
            owner = held(records, person)
            stay = replace(
                seen_entry(records.stays, person, call.entry, call.version),
                employer=plain(call.employer) or "",
                position=plain(call.position) or "",
                started_on=call.started_on,
                ended_on=call.ended_on,
                description=plain(call.description) or "",
                version=call.version + 1,
            )
            self._refuse_faults(stay, owner)
            records.stays.save(stay)
        return _told(stay)

    def remove(self, call: told.RemoveWorkHistoryEntry, by: Principal) -> Done:
        """Remove an entry."""
        with self.transactions() as records:
            if not records.stays.remove(oneself(by), call.entry):
                raise NotFound
        return Done()

    def _refuse_faults(self, stay: Stay, person: Person) -> None:
        refuse_faults(stay_faults(stay, born_on=person.born_on, today=self.clock.today()))


def _told(stay: Stay) -> told.WorkHistoryEntry:
    return told.WorkHistoryEntry(
        id=stay.id,
        employer=stay.employer,
        position=stay.position,
        started_on=stay.started_on,
        ended_on=stay.ended_on,
        description=stay.description,
        version=stay.version,
    )
