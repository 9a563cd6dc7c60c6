"""What the owners of persons, employments and enterprises know, asked in batches."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from bus.remote import Ask
from certificate.application.ports_issuing import Gathered
from certificate.domain.holding import Ties
from contracts.employment import Employment, GetCurrentEmployments
from contracts.enterprise import Enterprise, GetEnterprises, GetLegalRepresentations
from contracts.identity import GetPersons, Person

BATCH: Final = 1000


@dataclass(frozen=True, kw_only=True)
class OwnersFacts:
    """Asks identity, employment and enterprise, as the service itself.

    Enterprises are asked last: whatever changes meanwhile, their categories are the newest.
    """

    ask: Ask

    def about(self, persons: Sequence[UUID]) -> Gathered:
        """Ask what issuance to these persons rests on; never while a transaction is open."""
        known = {person.id: person for person in self._persons(persons)}
        employments = {each.person: each for each in self._employments(persons)}
        employers = {person: each.enterprise for person, each in employments.items()}
        represented = defaultdict[UUID, set[UUID]](set)
        for person, enterprise in self._represented(persons):
            represented[person].add(enterprise)
        ties = {
            person: Ties(
                employed_by=employers.get(person), represents=frozenset(represented[person])
            )
            for person in persons
        }
        tied = {*employers.values(), *(each for theirs in represented.values() for each in theirs)}
        enterprises = {each.id: each for each in self._enterprises(sorted(tied))}
        return Gathered(
            persons=known,
            ties=ties,
            enterprises=enterprises,
            employments={person: each.id for person, each in employments.items()},
        )

    def registered(self, enterprise: UUID) -> Enterprise | None:
        """Ask how an enterprise is registered now; never while a transaction is open."""
        return next(self._enterprises((enterprise,)), None)

    def _persons(self, persons: Sequence[UUID]) -> Iterator[Person]:
        for batch in _batches(persons):
            yield from self.ask.as_service(GetPersons(persons=batch)).items

    def _employments(self, persons: Sequence[UUID]) -> Iterator[Employment]:
        for batch in _batches(persons):
            yield from self.ask.as_service(GetCurrentEmployments(persons=batch)).items

    def _represented(self, persons: Sequence[UUID]) -> Iterator[tuple[UUID, UUID]]:
        for batch in _batches(persons):
            for each in self.ask.as_service(GetLegalRepresentations(persons=batch)).items:
                yield each.person, each.enterprise

    def _enterprises(self, enterprises: Sequence[UUID]) -> Iterator[Enterprise]:
        for batch in _batches(enterprises):
            yield from self.ask.as_service(GetEnterprises(enterprises=batch)).items


def _batches(ids: Sequence[UUID]) -> Iterator[tuple[UUID, ...]]:
    for start in range(0, len(ids), BATCH):
        yield tuple(ids[start : start + BATCH])
