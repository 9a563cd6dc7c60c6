"""Proving one's real name (一), and again after a change of name (六.4)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from contracts import id_number as id_numbers
from contracts import identity as told
from contracts.errors import Fault, InvalidMessage
from contracts.names import normalised_person_name
from contracts.principal import Principal
from identity.application import refusals
from identity.application.authorisation import own_person_account
from identity.application.ports import Clock, NameVerifier, Vault
from identity.application.register import (
    Newcomer,
    Records,
    Register,
    Transactions,
    Verification,
)
from identity.application.views import person_view
from identity.domain.accounts import Account
from identity.domain.persons import (
    MOST_MISMATCHES_A_DAY,
    Person,
    Proof,
    after_proof,
    proof_of,
)


@dataclass(frozen=True, kw_only=True)
class RealNames:
    """Asks the authority for names outside, then links the account to the person."""

    clock: Clock
    new_id: Callable[[], UUID]
    vault: Vault
    verifier: NameVerifier
    register: Register
    transactions: Transactions
    at_once: Transactions

    def verify(self, call: told.VerifyRealName, by: Principal) -> told.Person:
        """Prove a name; who else bears the number is told only once it is proved."""
        account = own_person_account(self.register, by)
        name = normalised_person_name(call.name)
        number = id_numbers.normalised(call.id_number)
        _refuse_faults(name, number, self.clock.today())
        self._refuse_another_number(account, number)
        if self.register.mismatches(account.id, self.clock.today()) >= MOST_MISMATCHES_A_DAY:
            raise refusals.too_many_mismatches()
        if not self.verifier.confirms(name, number):
            with self.at_once() as records:
                records.add_verification(self._attempt(account.id))
            raise refusals.name_not_confirmed()
        with self.transactions() as records:
            return person_view(self._linked(records, account.id, name, number))

    def _refuse_another_number(self, account: Account, number: str) -> None:
        if account.person is None:
            return
        lookup = self.vault.lookup(number)
        bearer = self.register.bearers([lookup]).get(lookup)
        if bearer is None or bearer.person != account.person:
            raise refusals.another_id_number()

    def _linked(self, records: Records, account_id: UUID, name: str, number: str) -> Person:
        """Take over whoever bears the number, or enter the person, under the proved name."""
        account = records.locked_account(account_id)
        bearer = self._locked_bearer(records, name, number)
        if account is None or account.person not in (None, bearer.id):
            raise refusals.another_id_number()
        proof = proof_of(bearer, name)
        person = after_proof(bearer, name, self.clock.now())
        records.save_account(replace(account, person=person.id))
        records.save_person(person)
        records.add_verification(self._attempt(account.id, person))
        records.announce(told.PersonVerified(person=person.id, version=person.version))
        if proof is Proof.RENAMED:
            records.announce(told.PersonRenamed(person=person.id, version=person.version))
        return person

    def _locked_bearer(self, records: Records, name: str, number: str) -> Person:
        newcomer = newcomer_of(self.vault.person(number), name, number)
        records.add_persons([newcomer])
        lookup = self.vault.lookup(number)
        bearer = records.locked_person(self.register.bearers([lookup])[lookup].person)
        if bearer is None:
            raise LookupError("an ID number is borne by a person who is not there")
        return bearer

    def _attempt(self, account: UUID, person: Person | None = None) -> Verification:
        return Verification(
            id=self.new_id(),
            account=account,
            person=None if person is None else person.id,
            name=None if person is None else person.name,
            at=self.clock.now(),
            on=self.clock.today(),
        )


def newcomer_of(person: UUID, name: str, number: str) -> Newcomer:
    """Give the person whom a name and a sound ID number describe."""
    return Newcomer(
        id=person,
        name=name,
        id_number=number,
        sex=id_numbers.sex_of(number),
        born_on=id_numbers.birth_date_of(number),
    )


def _refuse_faults(name: str, number: str, today: date) -> None:
    faults = tuple(_faults(name, number, today))
    if faults:
        raise InvalidMessage(faults=faults)


def _faults(name: str, number: str, today: date) -> Iterator[Fault]:
    if not name:
        yield Fault(path="name", reason=refusals.FAULTS["NAME_EMPTY"])
    for fault in id_numbers.faults_of(number, today):
        yield Fault(path="id_number", reason=id_numbers.REASONS[fault])
