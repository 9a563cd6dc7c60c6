"""From what the owners told and the register holds to what a result is judged on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from certificate.application.ports_issuing import Gathered
from certificate.domain.age import AgePolicy
from certificate.domain.facts import Employer
from certificate.domain.holding import Held, Ties
from certificate.domain.issuance import Candidate, Circumstances
from contracts.enterprise import Enterprise
from contracts.errors import NotFound


def circumstances_of(
    person: UUID, gathered: Gathered, held: tuple[Held, ...], *, on: date, policy: AgePolicy
) -> Circumstances:
    """Give what issuance to this person rests on; raises `NotFound` for one nobody knows.

    Whether the holder represents the units on certificates held is asked as of today (H1).
    """
    known = gathered.persons.get(person)
    if known is None:
        raise NotFound
    ties = gathered.ties.get(person, Ties(employed_by=None))
    return Circumstances(
        on=on,
        policy=policy,
        candidate=Candidate(
            is_verified=known.verified_at is not None,
            photo=known.photo,
            sex=known.sex,
            born_on=known.born_on,
            ties=ties,
        ),
        employers=_employers(ties, gathered.enterprises),
        held=tuple(replace(each, represents=each.enterprise in ties.represents) for each in held),
    )


def _employers(ties: Ties, enterprises: Mapping[UUID, Enterprise]) -> Mapping[UUID, Employer]:
    tied = ties.represents | ({ties.employed_by} if ties.employed_by else frozenset())
    return {each: _employer(enterprises[each]) for each in tied if each in enterprises}


def _employer(enterprise: Enterprise) -> Employer:
    return Employer(
        enterprise=enterprise.id,
        is_home_province=enterprise.is_home_province,
        categories=frozenset(held.category for held in enterprise.categories),
        permitted_trades=frozenset(enterprise.permitted_trades),
    )
