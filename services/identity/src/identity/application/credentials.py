"""One's own educations, degrees and titles (学历、学位、职称证书录入, 二.2)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from contracts import id_number as id_numbers
from contracts import identity as told
from contracts.errors import NotFound
from contracts.message import Done
from contracts.principal import Principal
from identity.application.own_data import held, oneself, refuse_too_many, seen_entry, whose
from identity.application.ports import Clock, Vault
from identity.application.ports_personal import PersonalRegister, PersonalTransactions
from identity.application.refusals import refuse_faults
from identity.application.register import Register
from identity.domain.personal import Credential, credential_faults, plain
from identity.domain.persons import Person


@dataclass(frozen=True, kw_only=True)
class CredentialEntries:
    """Keeps what persons enter beside their certificates; the staff may read it."""

    clock: Clock
    new_id: Callable[[], UUID]
    vault: Vault
    persons: Register
    register: PersonalRegister
    transactions: PersonalTransactions

    def of(self, call: told.ListCredentials, by: Principal) -> told.Credentials:
        """Give all of a person's entries, or those of one kind."""
        found = self.register.credentials(whose(call.person, by), call.kind)
        return told.Credentials(items=tuple(map(_told, found)))

    def add(self, call: told.AddCredential, by: Principal) -> told.Credential:
        """Enter one; refused with everything that is wrong."""
        person = oneself(by)
        credential = Credential(
            id=self.new_id(),
            person=person,
            kind=call.kind.value,
            level=call.level.value,
            institution=plain(call.institution) or "",
            speciality=plain(call.speciality) or "",
            awarded_on=call.awarded_on,
            number=plain(call.number) or "",
        )
        with self.transactions() as records:
            self._refuse_faults(credential, held(records, person))
            refuse_too_many(records.credentials, person)
            records.credentials.add(credential)
        return _told(credential)

    def change(self, call: told.ChangeCredential, by: Principal) -> told.Credential:
        """Change an entry that is as it was read."""
        person = oneself(by)
        with self.transactions() as records:
            owner = held(records, person)
            credential = replace(
                seen_entry(records.credentials, person, call.credential, call.version),
                level=call.level.value,
                institution=plain(call.institution) or "",
                speciality=plain(call.speciality) or "",
                awarded_on=call.awarded_on,
                number=plain(call.number) or "",
                version=call.version + 1,
            )
            self._refuse_faults(credential, owner)
            records.credentials.save(credential)
        return _told(credential)

    def remove(self, call: told.RemoveCredential, by: Principal) -> Done:
        """Remove an entry."""
        with self.transactions() as records:
            if not records.credentials.remove(oneself(by), call.credential):
                raise NotFound
        return Done()

    def _refuse_faults(self, credential: Credential, person: Person) -> None:
        today = self.clock.today()
        refuse_faults(
            [
                *credential_faults(credential, born_on=person.born_on, today=today),
                *self._number_faults(credential),
            ]
        )

    def _number_faults(self, credential: Credential) -> Iterator[tuple[str, str]]:
        """Documents bear numbers of eighteen digits too; one's own ID number is none of them.

        Another's would not be told: whose numbers are known is nobody's business.
        """
        lookup = self.vault.lookup(id_numbers.normalised(credential.number))
        bearer = self.persons.bearers([lookup]).get(lookup)
        if bearer is not None and bearer.person == credential.person:
            yield "number", "ID_NUMBER_IN_IT"


def _told(credential: Credential) -> told.Credential:
    return told.Credential(
        id=credential.id,
        kind=told.CredentialKind(credential.kind),
        level=told.CredentialLevel(credential.level),
        institution=credential.institution,
        speciality=credential.speciality,
        awarded_on=credential.awarded_on,
        number=credential.number,
        version=credential.version,
    )
