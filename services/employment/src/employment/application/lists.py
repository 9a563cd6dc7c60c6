"""Lists of offers, employments, dissolutions and employees, to those who may see them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from contracts import employment as told
from contracts.names import normalised_person_name
from contracts.principal import Principal
from employment.application.authorisation import bounds_of
from employment.application.pages import cursor_of, span_of
from employment.application.ports import Facts, Register
from employment.application.views import dissolution_view, employment_view, offer_view
from employment.domain.employments import Employment

MOST_PAGES: Final = 20


@dataclass(frozen=True, kw_only=True)
class Lists:
    """What one may read of offers and employments, newest first."""

    facts: Facts
    register: Register

    def offers(self, call: told.ListOffers, by: Principal) -> told.Offers:
        """Give a page of the offers one has made, received or may see."""
        span = span_of(call.cursor, call.size)
        page = self.register.offer_page(bounds_of(by), span, status=call.status)
        return told.Offers(
            items=tuple(offer_view(offer) for offer in page.items), next=cursor_of(page.next)
        )

    def employments(self, call: told.ListEmployments, by: Principal) -> told.Employments:
        """Give a page of employments, past ones too."""
        span = span_of(call.cursor, call.size)
        bounds = bounds_of(by, enterprise=call.enterprise, person=call.person)
        page = self.register.employment_page(bounds, span, is_current=call.is_current)
        return told.Employments(
            items=tuple(employment_view(each) for each in page.items), next=cursor_of(page.next)
        )

    def dissolutions(self, call: told.ListDissolutions, by: Principal) -> told.Dissolutions:
        """Give a page of the dissolutions one has asked for, has to answer, or may see."""
        span = span_of(call.cursor, call.size)
        page = self.register.dissolution_page(bounds_of(by), span, status=call.status)
        return told.Dissolutions(
            items=tuple(dissolution_view(each) for each in page.items), next=cursor_of(page.next)
        )

    def current(self, call: told.GetCurrentEmployments) -> told.Employments:
        """Give the employments of these persons that last, for services."""
        found = self.register.current_employments(call.persons)
        return told.Employments(items=tuple(employment_view(each) for each in found))

    def employees(self, call: told.ListEmployees, by: Principal) -> told.Employees:
        """Give a page of the people employed now, with their names and masked ID numbers.

        Names are identity's. Who looks for one gets the next page that has it, or, where many
        have not, a page with nobody and where to go on.
        """
        span = span_of(call.cursor, call.size)
        bounds = bounds_of(by, enterprise=call.enterprise)
        wanted = normalised_person_name(call.name or "")
        for _ in range(MOST_PAGES):
            page = self.register.employment_page(bounds, span, is_current=True)
            found = tuple(each for each in self._employees(page.items) if wanted in each.name)
            if found or page.next is None:
                break
            span = replace(span, before=page.next)
        return told.Employees(items=found, next=cursor_of(page.next))

    def _employees(self, employments: Sequence[Employment]) -> Iterator[told.Employee]:
        persons = self.facts.persons(tuple(each.person for each in employments))
        for each in employments:
            person = persons.get(each.person)
            if person is not None:
                yield told.Employee(
                    employment=each.id,
                    person=each.person,
                    name=person.name,
                    id_number_masked=person.id_number_masked,
                    has_photo=person.photo is not None,
                    position=each.position,
                    started_on=each.started_on,
                )
