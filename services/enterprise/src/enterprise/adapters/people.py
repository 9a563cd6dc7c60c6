"""Those who are known to identity, which is asked as the service itself."""

from dataclasses import dataclass

from bus.remote import Ask
from contracts.identity import PersonEntry, Resolution, ResolvePersons


@dataclass(frozen=True, kw_only=True)
class IdentityPeople:
    """Finds persons by name and ID number (H10)."""

    ask: Ask

    def resolve(self, name: str, id_number: str, *, create: bool) -> Resolution:
        """Find the person so named, entering one where none is known and `create` says so."""
        entry = PersonEntry(name=name, id_number=id_number)
        reply = self.ask.as_service(ResolvePersons(entries=(entry,), create=create))
        return reply.items[0]
