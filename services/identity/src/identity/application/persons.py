"""Reading persons."""

from dataclasses import dataclass

from contracts import identity as told
from contracts.errors import NotFound
from contracts.names import normalised_person_name
from contracts.principal import Principal
from identity.application.authorisation import is_staff_or_service, own_account
from identity.application.pages import page_of, span_of
from identity.application.register import PersonFilter, Register
from identity.application.views import person_view


@dataclass(frozen=True, kw_only=True)
class PersonReading:
    """Tells persons to those who may see them."""

    register: Register

    def one(self, call: told.GetPerson, by: Principal) -> told.Person:
        """Give a person: oneself, or anyone for staff and services."""
        if not is_staff_or_service(by) and own_account(self.register, by).person != call.person:
            raise NotFound
        person = self.register.person(call.person)
        if person is None:
            raise NotFound
        return person_view(person)

    def several(self, call: told.GetPersons) -> told.Persons:
        """Give those that exist, for services."""
        found = self.register.persons(call.persons)
        return told.Persons(items=tuple(person_view(person) for person in found))

    def page(self, call: told.ListPersons) -> told.Persons:
        """Give a page of persons, by name, for the authority's staff."""
        wanted = PersonFilter(
            name=normalised_person_name(call.name) if call.name else None,
            is_verified=call.is_verified,
        )
        rows = self.register.persons_page(wanted, span_of(call.cursor, call.size))
        shown, after = page_of(rows, call.size)
        return told.Persons(items=tuple(person_view(person) for person in shown), next=after)
