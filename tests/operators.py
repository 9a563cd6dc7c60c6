"""Those who run the register, and those who may not."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from contracts.principal import ANONYMOUS, Principal, PrincipalKind, service_principal
from contracts.vocabulary import Province, Role

OPERATOR: Final = service_principal("operator")
SCHEDULER: Final = service_principal("review_scheduler")
ADMINISTRATOR: Final = Principal(
    kind=PrincipalKind.AUTHORITY,
    account=UUID(int=2),
    province=Province.QINGHAI,
    roles=(Role.ADMINISTRATOR,),
)
OTHERS: Final = (
    ANONYMOUS,
    service_principal("employment"),
    Principal(kind=PrincipalKind.PERSON, account=UUID(int=3), person=UUID(int=4)),
    Principal(kind=PrincipalKind.ENTERPRISE, account=UUID(int=5), enterprise=UUID(int=6)),
    Principal(
        kind=PrincipalKind.AUTHORITY,
        account=UUID(int=7),
        province=Province.QINGHAI,
        roles=tuple(role for role in Role if role is not Role.ADMINISTRATOR),
    ),
)
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


def later() -> datetime:
    """A moment by which all that has happened is over."""
    return datetime.now(UTC) + timedelta(hours=1)
