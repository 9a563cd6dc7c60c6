"""What the owners of enterprises and persons know; they are asked as the service itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bus.remote import Ask
from contracts.enterprise import GetEnterprise
from contracts.errors import NotFound
from contracts.identity import GetPersons, Person, PersonEntry, ResolvePersons
from employment.application.ports import Employer


@dataclass(frozen=True, kw_only=True)
class OwnersFacts:
    """Asks enterprise and identity."""

    ask: Ask

    def employer(self, enterprise: UUID) -> Employer | None:
        """Give the enterprise, if it is registered."""
        try:
            found = self.ask.as_service(GetEnterprise(enterprise=enterprise))
        except NotFound:
            return None
        return Employer(name=found.name, province=found.province)

    def person_named(self, name: str, id_number: str) -> UUID | None:
        """Find the person who bears both; whichever is wrong, there is none."""
        entry = PersonEntry(name=name, id_number=id_number)
        reply = self.ask.as_service(ResolvePersons(entries=(entry,), create=False))
        resolution = reply.items[0]
        return resolution.person if resolution.fault is None else None

    def persons(self, persons: tuple[UUID, ...]) -> Mapping[UUID, Person]:
        """Give those that exist."""
        if not persons:
            return {}
        return {
            person.id: person for person in self.ask.as_service(GetPersons(persons=persons)).items
        }
