"""Making and withdrawing offers (四)."""

from uuid import uuid4

import pytest

from contracts import id_number
from contracts.employment import WithdrawOffer
from contracts.errors import InvalidMessage, NotFound, Refused
from contracts.id_number import IdNumberFault
from contracts.identity import Person
from contracts.vocabulary import OfferStatus, Province
from employment.application.offering import Offering
from employment.application.ports import Employer
from tests.unit.employment.fakes import KnownFacts, RegisterInMemory, StandingClock
from tests.unit.employment.makers import (
    ID_NUMBER,
    NOW,
    account_of,
    employment,
    offer,
    person,
    staff,
    wanted,
)

ENTERPRISE = uuid4()
EMPLOYER = Employer(name="青海示例燃气有限公司", province=Province.QINGHAI)


def business(register: RegisterInMemory, known: Person | None = None) -> Offering:
    facts = KnownFacts(employers={ENTERPRISE: EMPLOYER}, people={ID_NUMBER: known} if known else {})
    return Offering(
        clock=StandingClock(),
        facts=facts,
        register=register,
        transactions=register,
        new_id=uuid4,
    )


def codes(refused: pytest.ExceptionInfo[Refused]) -> object:
    return refused.value.facts["codes"]


def test_an_offer_waits_for_the_person_it_names() -> None:
    register, known = RegisterInMemory(), person()
    told = business(register, known).apply(wanted(position=" 安全员 "), account_of(ENTERPRISE))
    assert (told.person, told.enterprise) == (known.id, ENTERPRISE)
    assert (told.status, told.offered_at, told.closed_at) == (OfferStatus.OPEN, NOW, None)
    assert (told.enterprise_name, told.position) == (EMPLOYER.name, "安全员")
    assert list(register.offers) == [told.id]


def test_the_person_is_found_by_the_number_s_normal_form() -> None:
    told = business(RegisterInMemory(), person()).apply(
        wanted(id_number=" ６３9999 19851231 9991"), account_of(ENTERPRISE)
    )
    assert told.status is OfferStatus.OPEN


@pytest.mark.parametrize(
    "known", [None, person(name="李示例")], ids=["unknown number", "another name"]
)
def test_whichever_is_wrong_of_name_and_number_the_answer_is_the_same(
    known: Person | None,
) -> None:
    with pytest.raises(Refused) as refused:
        business(RegisterInMemory(), known).apply(wanted(), account_of(ENTERPRISE))
    assert codes(refused) == ["PERSON_NOT_FOUND"]


def test_a_person_without_real_name_verification_gets_no_offer() -> None:
    with pytest.raises(Refused) as refused:
        business(RegisterInMemory(), person(verified_at=None)).apply(
            wanted(), account_of(ENTERPRISE)
        )
    assert codes(refused) == ["PERSON_NOT_VERIFIED"]


def test_an_enterprise_must_be_registered_to_offer_and_all_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        business(RegisterInMemory()).apply(wanted(), account_of(uuid4()))
    assert codes(refused) == ["ENTERPRISE_NOT_REGISTERED", "PERSON_NOT_FOUND"]


def test_who_is_employed_here_gets_no_offer_from_here() -> None:
    known = person()
    held = employment(person=known.id, enterprise=ENTERPRISE)
    register = RegisterInMemory(employments={held.id: held})
    with pytest.raises(Refused) as refused:
        business(register, known).apply(wanted(), account_of(ENTERPRISE))
    assert codes(refused) == ["EMPLOYED_HERE_ALREADY"]


def test_who_is_employed_elsewhere_may_get_an_offer() -> None:
    known = person()
    held = employment(person=known.id)
    register = RegisterInMemory(employments={held.id: held})
    told = business(register, known).apply(wanted(), account_of(ENTERPRISE))
    assert told.status is OfferStatus.OPEN


def test_an_enterprise_has_one_open_offer_to_a_person() -> None:
    register, known = RegisterInMemory(), person()
    business(register, known).apply(wanted(), account_of(ENTERPRISE))
    with pytest.raises(Refused) as refused:
        business(register, known).apply(wanted(), account_of(ENTERPRISE))
    assert codes(refused) == ["OFFER_OPEN_ALREADY"]
    assert len(register.offers) == 1


def test_every_fault_of_the_message_is_told_at_once() -> None:
    with pytest.raises(InvalidMessage) as refused:
        business(RegisterInMemory()).apply(
            wanted(name="　", id_number="63010519900229001X"), account_of(ENTERPRISE)
        )
    assert [(fault.path, fault.reason) for fault in refused.value.faults] == [
        ("id_number", id_number.REASONS[IdNumberFault.BIRTH_DATE]),
        ("name", "姓名不能为空"),
    ]


def test_an_open_offer_is_withdrawn_by_its_enterprise_only() -> None:
    made = offer(enterprise=ENTERPRISE)
    register = RegisterInMemory(offers={made.id: made})
    for other in (account_of(uuid4()), staff()):
        with pytest.raises(NotFound):
            business(register).withdraw(WithdrawOffer(offer=made.id), other)
    told = business(register).withdraw(WithdrawOffer(offer=made.id), account_of(ENTERPRISE))
    assert (told.status, told.closed_at, told.version) == (OfferStatus.WITHDRAWN, NOW, 2)


def test_a_closed_offer_is_not_withdrawn() -> None:
    made = offer(enterprise=ENTERPRISE, status=OfferStatus.ACCEPTED)
    register = RegisterInMemory(offers={made.id: made})
    with pytest.raises(Refused) as refused:
        business(register).withdraw(WithdrawOffer(offer=made.id), account_of(ENTERPRISE))
    assert codes(refused) == ["OFFER_CLOSED"]
    assert register.offers == {made.id: made}
