"""The route table, by audience, and the calls that have no route because only services ask.

Those of operators have none either: `gascert` asks over the bus, gateway or no gateway.
"""

from typing import Any, Final

from contracts.certificate import (
    ListAppliedCategories,
    ListVersionCauses,
    RetryPendingIssuances,
    RunDailyWork,
    SkipNumbers,
)
from contracts.employment import GetCurrentEmployments
from contracts.enterprise import (
    ApproveCategoryCase,
    FindApprovedCategoryCases,
    GetEnterprises,
    GetLegalRepresentations,
    KeepCategoryVersions,
)
from contracts.identity import GetPersons, GetSigningKeys, ListRevokedSessions, ResolvePersons
from contracts.message import Call
from contracts.review_scheduler import Reconcile
from gateway.route import Route
from gateway.routes import (
    account,
    authority,
    boards,
    education,
    employment,
    enterprise,
    messages,
    own_data,
    person,
    public,
    register,
    training,
)

ROUTES: Final[tuple[Route, ...]] = (
    *public.ROUTES,
    *account.ROUTES,
    *person.ROUTES,
    *own_data.ROUTES,
    *enterprise.ROUTES,
    *messages.ROUTES,
    *employment.ROUTES,
    *authority.ROUTES,
    *register.ROUTES,
    *education.ROUTES,
    *boards.ROUTES,
    *training.ROUTES,
)

INTERNAL: Final[frozenset[type[Call[Any]]]] = frozenset(
    {
        ApproveCategoryCase,
        FindApprovedCategoryCases,
        GetCurrentEmployments,
        GetEnterprises,
        GetLegalRepresentations,
        GetPersons,
        GetSigningKeys,
        KeepCategoryVersions,
        ListAppliedCategories,
        ListRevokedSessions,
        ListVersionCauses,
        Reconcile,
        ResolvePersons,
        RetryPendingIssuances,
        RunDailyWork,
        SkipNumbers,
    }
)
