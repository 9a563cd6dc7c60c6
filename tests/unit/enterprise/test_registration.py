"""Registering an enterprise: everything that is wrong at once, and nothing changed by it."""

from uuid import uuid4

import pytest

from contracts import id_number, uscc
from contracts.enterprise import EnterpriseRegistered
from contracts.errors import InvalidMessage, NotFound, Refused
from contracts.id_number import IdNumberFault
from contracts.uscc import UsccFault
from contracts.vocabulary import Province
from enterprise.application.refusals import ALREADY_REGISTERED, FAULTS, USCC_REGISTERED
from enterprise.application.registration import Registration
from tests.unit.enterprise.fakes import KnownPeople, RegisterInMemory, StandingClock
from tests.unit.enterprise.makers import TABLE, account_of, enterprise, registration, staff


def business(register: RegisterInMemory, people: KnownPeople | None = None) -> Registration:
    return Registration(
        home=Province.QINGHAI,
        table=TABLE,
        clock=StandingClock(),
        people=people or KnownPeople(),
        register=register,
        transactions=register,
    )


def test_an_enterprise_is_registered_under_the_id_allotted_with_its_account() -> None:
    register, people, allotted = RegisterInMemory(), KnownPeople(), uuid4()
    told = business(register, people).apply(registration(), account_of(allotted))
    assert told.id == allotted
    assert told.legal_representative in people.ids.values()
    assert (told.category_version, told.categories, told.permitted_trades) == (0, (), ())
    representative = told.legal_representative
    assert register.announced == [
        EnterpriseRegistered(enterprise=allotted, version=1, legal_representative=representative)
    ]


def test_the_code_and_the_names_are_kept_in_their_normal_form() -> None:
    told = business(RegisterInMemory()).apply(
        registration(
            uscc=" ９１６39999fake00013n ",
            name="  青海示例燃气有限公司 ",
            legal_representative_name="阿依•古丽 ",
        ),
        account_of(uuid4()),
    )
    assert told.uscc == "91639999FAKE00013N"
    assert told.name == "青海示例燃气有限公司"
    assert told.legal_representative_name == "阿依·古丽"


@pytest.mark.parametrize(
    ("province", "is_home"), [(Province.QINGHAI, True), (Province.GANSU, False)]
)
def test_home_province_is_stored_from_the_stated_province(
    province: Province, *, is_home: bool
) -> None:
    told = business(RegisterInMemory()).apply(registration(province=province), account_of(uuid4()))
    assert (told.province, told.is_home_province) == (province, is_home)


def test_every_fault_is_told_at_once_and_nobody_is_entered() -> None:
    people = KnownPeople()
    with pytest.raises(InvalidMessage) as refused:
        business(RegisterInMemory(), people).apply(
            registration(
                uscc="91350100M000100Y4Z",
                name="   ",
                legal_representative_name=" ",
                legal_representative_id_number="63010519900229001X",
            ),
            account_of(uuid4()),
        )
    assert [(fault.path, fault.reason) for fault in refused.value.faults] == [
        ("uscc", uscc.REASONS[UsccFault.SHAPE]),
        ("name", FAULTS["ENTERPRISE_NAME_SHAPE"]),
        ("legal_representative_id_number", id_number.REASONS[IdNumberFault.BIRTH_DATE]),
        ("legal_representative_name", FAULTS["NAME_EMPTY"]),
    ]
    assert people.asked_to_create == []


def test_a_name_that_is_not_the_number_s_is_told_beside_the_other_faults() -> None:
    people = KnownPeople(names={"639999198512319991": "李示例"})
    with pytest.raises(InvalidMessage) as refused:
        business(RegisterInMemory(), people).apply(
            registration(uscc="91639999FAKE00013A"), account_of(uuid4())
        )
    assert [(fault.path, fault.reason) for fault in refused.value.faults] == [
        ("uscc", uscc.REASONS[UsccFault.CHECK_DIGIT]),
        ("legal_representative_name", FAULTS["NAME_DIFFERS"]),
    ]


def test_a_second_registration_is_refused_with_everything_against_it() -> None:
    held, people = enterprise(), KnownPeople()
    register = RegisterInMemory(enterprises_by_id={held.id: held})
    with pytest.raises(Refused) as refused:
        business(register, people).apply(registration(), account_of(held.id))
    assert refused.value.code == ALREADY_REGISTERED
    assert refused.value.facts["codes"] == [ALREADY_REGISTERED, USCC_REGISTERED]
    assert True not in people.asked_to_create


def test_a_code_registers_one_enterprise_only() -> None:
    held = enterprise()
    register = RegisterInMemory(enterprises_by_id={held.id: held})
    with pytest.raises(Refused) as refused:
        business(register).apply(registration(), account_of(uuid4()))
    assert refused.value.code == USCC_REGISTERED
    assert register.announced == []


def test_who_is_no_enterprise_registers_none() -> None:
    with pytest.raises(NotFound):
        business(RegisterInMemory()).apply(registration(), staff())
