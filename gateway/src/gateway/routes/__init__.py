"""The route table, by audience, and the calls that have no route because only services ask."""

from typing import Any, Final

from contracts.certificate import RetryPendingIssuances
from contracts.employment import GetCurrentEmployments
from contracts.enterprise import ApproveCategoryCase, GetEnterprises, GetLegalRepresentations
from contracts.identity import GetPersons, GetSigningKeys, ListRevokedSessions, ResolvePersons
from contracts.message import Call
from gateway.route import Route
from gateway.routes import account, authority, enterprise, person, public, register

ROUTES: Final[tuple[Route, ...]] = (
    *public.ROUTES,
    *account.ROUTES,
    *person.ROUTES,
    *enterprise.ROUTES,
    *authority.ROUTES,
    *register.ROUTES,
)

INTERNAL: Final[frozenset[type[Call[Any]]]] = frozenset(
    {
        ApproveCategoryCase,
        GetCurrentEmployments,
        GetEnterprises,
        GetLegalRepresentations,
        GetPersons,
        GetSigningKeys,
        ListRevokedSessions,
        ResolvePersons,
        RetryPendingIssuances,
    }
)
