"""Accepting and refusing offers (四, H3)."""

from uuid import UUID, uuid4

import pytest

from contracts.employment import AcceptOffer, EmploymentStarted, RefuseOffer
from contracts.errors import NotFound, Refused
from contracts.principal import Principal
from contracts.vocabulary import EmploymentStepKind, OfferStatus
from employment.application.answering import Answering
from employment.domain.offers import Offer
from tests.unit.employment.fakes import RegisterInMemory, StandingClock
from tests.unit.employment.makers import (
    NOW,
    TODAY,
    account_of,
    account_of_person,
    employment,
    moved,
    offer,
)

PERSON = uuid4()
SELF = account_of_person(PERSON)


def business(register: RegisterInMemory) -> Answering:
    return Answering(clock=StandingClock(), transactions=register, new_id=uuid4)


def register_with(*offers: Offer) -> RegisterInMemory:
    return RegisterInMemory(offers={each.id: each for each in offers})


def statuses(register: RegisterInMemory) -> dict[UUID, OfferStatus]:
    return {each.id: each.status for each in register.offers.values()}


def test_an_accepted_offer_begins_the_employment_it_offered() -> None:
    made = offer(person=PERSON)
    register = register_with(made)
    told = business(register).accept(AcceptOffer(offer=made.id), SELF)
    assert (told.person, told.enterprise) == (PERSON, made.enterprise)
    assert (told.enterprise_name, told.position) == (made.enterprise_name, made.position)
    assert (told.started_on, told.ended_on, told.version) == (TODAY, None, 1)
    assert statuses(register) == {made.id: OfferStatus.ACCEPTED}
    assert register.announced == [
        moved(made, OfferStatus.ACCEPTED),
        EmploymentStarted(employment=told.id, person=PERSON, enterprise=made.enterprise, version=1),
    ]


def test_accepting_one_offer_ends_the_person_s_others_and_nobody_else_s() -> None:
    made, other, foreign = offer(person=PERSON), offer(person=PERSON), offer()
    refused = offer(person=PERSON, status=OfferStatus.REFUSED)
    register = register_with(made, other, foreign, refused)
    business(register).accept(AcceptOffer(offer=made.id), SELF)
    assert statuses(register) == {
        made.id: OfferStatus.ACCEPTED,
        other.id: OfferStatus.LAPSED,
        foreign.id: OfferStatus.OPEN,
        refused.id: OfferStatus.REFUSED,
    }
    assert register.offers[other.id].closed_at == NOW
    assert register.announced[:2] == [
        moved(other, OfferStatus.LAPSED),
        moved(made, OfferStatus.ACCEPTED),
    ]


def test_who_is_employed_accepts_nothing() -> None:
    made, held = offer(person=PERSON), employment(person=PERSON)
    register = register_with(made)
    register.employments[held.id] = held
    with pytest.raises(Refused) as refused:
        business(register).accept(AcceptOffer(offer=made.id), SELF)
    assert refused.value.facts["codes"] == ["EMPLOYED_ALREADY"]
    assert statuses(register) == {made.id: OfferStatus.OPEN}
    assert register.announced == []


@pytest.mark.parametrize(
    "status",
    [OfferStatus.REFUSED, OfferStatus.WITHDRAWN, OfferStatus.LAPSED, OfferStatus.ACCEPTED],
)
def test_a_closed_offer_is_neither_accepted_nor_refused(status: OfferStatus) -> None:
    made = offer(person=PERSON, status=status)
    register = register_with(made)
    with pytest.raises(Refused) as refused:
        business(register).accept(AcceptOffer(offer=made.id), SELF)
    assert refused.value.facts["codes"] == ["OFFER_CLOSED"]
    assert refused.value.facts["status"] == status.value
    with pytest.raises(Refused):
        business(register).refuse(RefuseOffer(offer=made.id), SELF)
    assert register.employments == {}


@pytest.mark.parametrize(
    "by", [account_of_person(uuid4()), account_of_person(None), account_of(uuid4())]
)
def test_another_s_offer_is_not_found(by: Principal) -> None:
    made = offer(person=PERSON)
    register = register_with(made)
    with pytest.raises(NotFound):
        business(register).accept(AcceptOffer(offer=made.id), by)
    with pytest.raises(NotFound):
        business(register).refuse(RefuseOffer(offer=made.id), by)
    assert statuses(register) == {made.id: OfferStatus.OPEN}


@pytest.mark.parametrize(("given", "kept"), [(" 已有工作 ", "已有工作"), (" ", None), (None, None)])
def test_an_offer_is_refused_with_a_reason_or_without(given: str | None, kept: str | None) -> None:
    made = offer(person=PERSON)
    told = business(register_with(made)).refuse(RefuseOffer(offer=made.id, reason=given), SELF)
    assert (told.status, told.reason, told.closed_at) == (OfferStatus.REFUSED, kept, NOW)


@pytest.mark.parametrize(("seen", "is_fresh"), [(None, True), (2, True), (1, False), (3, False)])
def test_an_offer_is_accepted_as_it_was_read_or_not_at_all(
    seen: int | None,
    is_fresh: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    made = offer(person=PERSON, version=2)
    register = register_with(made)
    asked = AcceptOffer(offer=made.id, version=seen)
    if is_fresh:
        assert business(register).accept(asked, SELF).offer == made.id
        return
    with pytest.raises(Refused) as refused:
        business(register).accept(asked, SELF)
    assert refused.value.facts["codes"] == ["STALE_VIEW"]
    assert register.employments == {}


def test_each_answer_is_a_step_of_its_offer() -> None:
    made, other, refused = (offer(person=PERSON) for _ in range(3))
    register = register_with(made, other, refused)
    business(register).refuse(RefuseOffer(offer=refused.id, reason="太远"), SELF)
    business(register).accept(AcceptOffer(offer=made.id), SELF)
    steps = dict(register.steps)
    assert {each: step.step for each, step in steps.items()} == {
        refused.id: EmploymentStepKind.REFUSED,
        made.id: EmploymentStepKind.ACCEPTED,
        other.id: EmploymentStepKind.LAPSED,
    }
    assert {(step.by, step.at) for step in steps.values()} == {(SELF.subject, NOW)}
    assert steps[refused.id].reason == "太远"
