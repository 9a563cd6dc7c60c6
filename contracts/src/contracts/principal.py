"""Who acts: the principal that travels with every message."""

from enum import StrEnum, unique
from functools import cached_property
from uuid import UUID

from contracts.message import Value
from contracts.vocabulary import Province, Role


@unique
class PrincipalKind(StrEnum):
    """What sort of actor a principal is."""

    ANONYMOUS = "anonymous"
    PERSON = "person"
    ENTERPRISE = "enterprise"
    AUTHORITY = "authority"
    SERVICE = "service"


class Principal(Value):
    """An actor: an account of a person, an enterprise or the authority, or a service itself.

    `person` is set once the account's owner is verified; `enterprise` is allotted with the
    account. `province` bounds what the authority's staff may see.
    """

    kind: PrincipalKind
    account: UUID | None = None
    session: UUID | None = None
    person: UUID | None = None
    enterprise: UUID | None = None
    province: Province | None = None
    roles: tuple[Role, ...] = ()
    service: str | None = None

    @cached_property
    def subject(self) -> str:
        """Name the actor in one word, for audit rows, rate limits and idempotency keys."""
        return f"{self.kind.value}:{self.account or self.service or '-'}"


ANONYMOUS = Principal(kind=PrincipalKind.ANONYMOUS)


def service_principal(name: str) -> Principal:
    """Give the principal of a service that acts on its own account."""
    return Principal(kind=PrincipalKind.SERVICE, service=name)
