"""Dissolutions as both sides go about them, and what is seen of them (H5)."""

from typing import Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from contracts.employment import (
    ConfirmDissolution,
    Dissolution,
    Employment,
    GetCurrentEmployments,
    GetEmployment,
    ListEmployments,
    RefuseDissolution,
    RequestDissolution,
    WithdrawDissolution,
)
from contracts.errors import Refused
from contracts.principal import Principal, PrincipalKind, service_principal
from contracts.vocabulary import Province, Role
from tests.makers import World
from tests.manual.staffing import Worker

CERTIFICATE: Final = service_principal("certificate")
ELSEWHERE: Final = Principal(
    kind=PrincipalKind.AUTHORITY, account=uuid4(), province=Province.GANSU, roles=tuple(Role)
)
ANNOUNCED: Final = text("SELECT body FROM outbox WHERE name = 'employment_ended' AND body LIKE :id")


def asked(
    world: World, employment: Employment, by: Principal, reason: str | None = None
) -> Dissolution:
    """Ask for a dissolution, on the version at hand."""
    request = RequestDissolution(
        employment=employment.id, version=employment.version, reason=reason
    )
    return world.stack.ask(request, by=by)


def confirmed(world: World, dissolution: Dissolution, by: Principal) -> Employment:
    """Confirm the other side's request."""
    confirmation = ConfirmDissolution(dissolution=dissolution.id, version=dissolution.version)
    return world.stack.ask(confirmation, by=by)


def refused_with(
    world: World, dissolution: Dissolution, by: Principal, reason: str = "合同未到期"
) -> Dissolution:
    """Refuse the other side's request."""
    refusal = RefuseDissolution(
        dissolution=dissolution.id, version=dissolution.version, reason=reason
    )
    return world.stack.ask(refusal, by=by)


def withdrawn(world: World, dissolution: Dissolution, by: Principal) -> Dissolution:
    """Take back one's own request."""
    return world.stack.ask(WithdrawDissolution(dissolution=dissolution.id), by=by)


def employers_of(world: World, worker: Worker) -> list[UUID]:
    """Who employs a person now, as certificate sees it."""
    person = worker.account.person
    assert person is not None
    current = GetCurrentEmployments(persons=(person,))
    return [each.enterprise for each in world.stack.ask(current, by=CERTIFICATE).items]


def timeline(world: World, employment: Employment, by: Principal) -> list[tuple[str, str]]:
    """Every step of an employment, and who took it."""
    record = world.stack.ask(GetEmployment(employment=employment.id), by=by)
    return [(step.step, step.by) for step in record.timeline]


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> object:
    """Everything that stood against a request."""
    return refused.value.facts["codes"]


def announced(world: World, employment: Employment) -> list[str]:
    """The announcements of the end of an employment."""
    with world.stack.database("employment").reading() as connection:
        return list(connection.execute(ANNOUNCED, {"id": f"%{employment.id}%"}).scalars())


def employments_of(world: World, worker: Worker) -> list[tuple[UUID, bool]]:
    """A person's employments, newest first: with whom, and whether they last."""
    page = world.stack.ask(ListEmployments(), by=worker.account)
    return [(each.enterprise, each.ended_on is None) for each in page.items]
