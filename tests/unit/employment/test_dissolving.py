"""Asking for a dissolution, and answering it (二.4(2), H5)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.employment import (
    ConfirmDissolution,
    Dissolution,
    DissolutionMoved,
    EmploymentEnded,
    RefuseDissolution,
    RequestDissolution,
    WithdrawDissolution,
)
from contracts.errors import InvalidMessage, NotFound, Refused
from contracts.principal import Principal
from contracts.vocabulary import DissolutionStatus, EmploymentStepKind, Side
from employment.application.dissolving import Dissolving
from employment.domain.employments import Employment, employment_by, ended
from tests.unit.employment.fakes import RegisterInMemory, StandingClock
from tests.unit.employment.makers import (
    NOW,
    TODAY,
    account_of,
    account_of_person,
    offer,
    staff,
    where,
)

PERSON, ENTERPRISE = uuid4(), uuid4()
SELF, EMPLOYER = account_of_person(PERSON), account_of(ENTERPRISE)
BOTH = [(SELF, EMPLOYER), (EMPLOYER, SELF)]


def business(register: RegisterInMemory, day: date = TODAY) -> Dissolving:
    clock = StandingClock(day=day)
    return Dissolving(clock=clock, register=register, transactions=register, new_id=uuid4)


def register_with_employment() -> tuple[RegisterInMemory, Employment]:
    made = offer(person=PERSON, enterprise=ENTERPRISE)
    held = employment_by(made, employment=uuid4(), on=TODAY)
    return RegisterInMemory(offers={made.id: made}, employments={held.id: held}), held


def asked(register: RegisterInMemory, held: Employment, by: Principal) -> Dissolution:
    request = RequestDissolution(employment=held.id, version=held.version)
    return business(register).request(request, by)


def steps_of(register: RegisterInMemory, held: Employment) -> list[tuple[str, str, str | None]]:
    return [(step.step, step.by, step.reason) for step in register.timeline(held.offer)]


@pytest.mark.parametrize(("by", "side"), [(SELF, Side.PERSON), (EMPLOYER, Side.ENTERPRISE)])
@pytest.mark.parametrize(("given", "kept"), [(" 另有发展 ", "另有发展"), (" ", None), (None, None)])
def test_a_request_waits_for_the_other_side(
    by: Principal, side: Side, given: str | None, kept: str | None
) -> None:
    register, held = register_with_employment()
    request = RequestDissolution(employment=held.id, version=held.version, reason=given)
    told = business(register).request(request, by)
    assert (told.requested_by, told.reason, told.requested_at) == (side, kept, NOW)
    assert (told.status, told.closed_at) == (DissolutionStatus.OPEN, None)
    assert register.employments == {held.id: held}
    assert [where(event) for event in register.announced] == [DissolutionStatus.OPEN]
    assert steps_of(register, held) == [
        (EmploymentStepKind.DISSOLUTION_REQUESTED, by.subject, kept)
    ]


@pytest.mark.parametrize(("by", "other"), BOTH)
def test_a_confirmed_request_ends_the_employment_on_the_legal_day(
    by: Principal, other: Principal
) -> None:
    register, held = register_with_employment()
    request = asked(register, held, by)
    later = TODAY + timedelta(days=30)
    answer = ConfirmDissolution(dissolution=request.id, version=request.version)
    told = business(register, later).confirm(answer, other)
    assert (told.ended_on, told.version) == (later, held.version + 1)
    assert register.requests[request.id].status is DissolutionStatus.CONFIRMED
    assert [where(event) for event in register.announced] == [
        *(DissolutionStatus.OPEN, DissolutionStatus.CONFIRMED, EmploymentEnded)
    ]
    assert register.announced[1:] == [
        DissolutionMoved(
            dissolution=request.id,
            employment=held.id,
            person=PERSON,
            enterprise=ENTERPRISE,
            requested_by=request.requested_by,
            status=DissolutionStatus.CONFIRMED,
            version=request.version + 1,
        ),
        EmploymentEnded(
            employment=held.id, person=PERSON, enterprise=ENTERPRISE, version=held.version + 1
        ),
    ]
    assert steps_of(register, held)[-1] == (EmploymentStepKind.DISSOLVED, other.subject, None)


@pytest.mark.parametrize(("by", "other"), BOTH)
def test_a_refused_request_leaves_the_employment_and_makes_room_for_another(
    by: Principal, other: Principal
) -> None:
    register, held = register_with_employment()
    request = asked(register, held, by)
    answer = RefuseDissolution(dissolution=request.id, version=1, reason=" 合同未到期 ")
    told = business(register).refuse(answer, other)
    assert (told.status, told.answer, told.version) == (
        *(DissolutionStatus.REFUSED, "合同未到期", 2),
    )
    assert register.employments == {held.id: held}
    assert [where(event) for event in register.announced] == [
        *(DissolutionStatus.OPEN, DissolutionStatus.REFUSED)
    ]
    assert asked(register, held, other).status is DissolutionStatus.OPEN


@pytest.mark.parametrize(("by", "other"), BOTH)
def test_a_request_is_withdrawn_by_its_side_and_answered_by_the_other(
    by: Principal, other: Principal
) -> None:
    register, held = register_with_employment()
    request = asked(register, held, by)
    with pytest.raises(Refused) as refused:
        business(register).confirm(ConfirmDissolution(dissolution=request.id, version=1), by)
    assert refused.value.facts["codes"] == ["DISSOLUTION_REQUESTED_BY_ONESELF"]
    with pytest.raises(Refused) as refused:
        business(register).withdraw(WithdrawDissolution(dissolution=request.id), other)
    assert refused.value.facts["codes"] == ["DISSOLUTION_REQUESTED_BY_OTHER_SIDE"]
    told = business(register).withdraw(WithdrawDissolution(dissolution=request.id), by)
    assert told.status is DissolutionStatus.WITHDRAWN
    assert register.employments == {held.id: held}


def test_everything_that_stands_against_a_request_is_told_at_once() -> None:
    register, held = register_with_employment()
    waiting = asked(register, held, EMPLOYER)
    with pytest.raises(Refused) as refused:
        business(register).request(RequestDissolution(employment=held.id, version=7), SELF)
    assert refused.value.facts == {
        "codes": ["DISSOLUTION_OPEN_ALREADY", "STALE_VIEW"],
        "version": held.version,
        "dissolution": waiting.id,
        "requested_by": "enterprise",
    }


def test_an_ended_employment_is_not_dissolved_again() -> None:
    register, held = register_with_employment()
    register.employments[held.id] = ended(held, TODAY)
    with pytest.raises(Refused) as refused:
        asked(register, held, SELF)
    assert refused.value.facts["codes"] == ["EMPLOYMENT_ENDED"]


def test_a_closed_request_is_neither_answered_nor_withdrawn() -> None:
    register, held = register_with_employment()
    request = asked(register, held, SELF)
    business(register).withdraw(WithdrawDissolution(dissolution=request.id), SELF)
    do = business(register)
    with pytest.raises(Refused) as refused:
        do.confirm(ConfirmDissolution(dissolution=request.id, version=1), EMPLOYER)
    assert refused.value.facts["codes"] == ["DISSOLUTION_CLOSED"]
    with pytest.raises(Refused):
        do.refuse(RefuseDissolution(dissolution=request.id, version=2, reason="不同意"), EMPLOYER)
    with pytest.raises(Refused):
        do.withdraw(WithdrawDissolution(dissolution=request.id), SELF)
    assert [where(event) for event in register.announced] == [
        *(DissolutionStatus.OPEN, DissolutionStatus.WITHDRAWN)
    ]


def test_a_stale_view_of_a_request_changes_nothing() -> None:
    register, held = register_with_employment()
    request = asked(register, held, SELF)
    with pytest.raises(Refused) as refused:
        business(register).confirm(ConfirmDissolution(dissolution=request.id, version=2), EMPLOYER)
    assert refused.value.facts["codes"] == ["STALE_VIEW"]
    assert register.employments == {held.id: held}


def test_a_refusal_of_blanks_is_no_refusal() -> None:
    register, held = register_with_employment()
    request = asked(register, held, SELF)
    answer = RefuseDissolution(dissolution=request.id, version=1, reason=" 　 x ")
    with pytest.raises(InvalidMessage):
        business(register).refuse(answer, EMPLOYER)
    assert register.requests[request.id].is_open


@pytest.mark.parametrize(
    "by", [account_of(uuid4()), account_of_person(uuid4()), account_of_person(None), staff()]
)
def test_who_stands_on_neither_side_finds_nothing(by: Principal) -> None:
    register, held = register_with_employment()
    request = asked(register, held, SELF)
    do = business(register)
    with pytest.raises(NotFound):
        asked(register, held, by)
    with pytest.raises(NotFound):
        do.confirm(ConfirmDissolution(dissolution=request.id, version=1), by)
    with pytest.raises(NotFound):
        do.refuse(RefuseDissolution(dissolution=request.id, version=1, reason="不同意"), by)
    with pytest.raises(NotFound):
        do.withdraw(WithdrawDissolution(dissolution=request.id), by)


def test_what_does_not_exist_is_not_found() -> None:
    register, _ = register_with_employment()
    nothing: UUID = uuid4()
    with pytest.raises(NotFound):
        business(register).request(RequestDissolution(employment=nothing, version=1), SELF)
    with pytest.raises(NotFound):
        business(register).withdraw(WithdrawDissolution(dissolution=nothing), SELF)


def test_an_employment_ends_no_earlier_than_it_began() -> None:
    _, held = register_with_employment()
    assert ended(held, TODAY - timedelta(days=1)).ended_on == TODAY
    assert ended(held, TODAY + timedelta(days=1)).ended_on == TODAY + timedelta(days=1)
    assert not replace(held, ended_on=TODAY).lasts
