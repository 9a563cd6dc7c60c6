"""Proved names and who sees persons, through the bus."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from contracts import identity as told
from contracts.errors import (
    GasCertError,
    InvalidMessage,
    NotAllowed,
    NotFound,
    Refused,
    TooMany,
)
from contracts.vocabulary import Sex
from tests.integration.identity_world import (
    CERTIFICATE,
    READER,
    World,
    a_world,
    an_id_number,
    at_once,
    prove,
    resolve,
)
from tests.provision import Databases


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    with a_world(amqp_uri, module_databases) as made:
        yield made


def announced(world: World, person: UUID) -> list[tuple[str, int]]:
    """Give what was announced about a person: names and versions, in order."""
    wanted = text(
        "SELECT name, body::json->>'version' FROM outbox"
        " WHERE body::json->>'person' = :person ORDER BY id"
    )
    with world.database.reading() as connection:
        rows = connection.execute(wanted, {"person": str(person)})
        return [(name, int(version)) for name, version in rows]


def test_proving_a_name_links_the_account_to_the_person(world: World) -> None:
    by = world.newcomer()
    number = an_id_number()
    person = prove(world, by, number)
    assert (person.name, person.sex) == ("张三", Sex.MALE)
    assert person.id_number_masked == f"639***********{number[-4:]}"
    assert person.verified_at is not None
    assert world.stack.ask(told.GetAccount(), by=by).person == person.id
    assert announced(world, person.id) == [("person_verified", 2)]


def test_a_token_refreshed_afterwards_names_the_person(world: World) -> None:
    somebody = world.log_in(world.person_account().username)
    person = prove(world, somebody.principal, an_id_number())
    session = world.stack.ask(told.RefreshSession(refresh_token=somebody.session.refresh_token))
    assert somebody.principal.person is None
    assert world.principal_in(session).person == person.id


def test_a_number_and_a_name_are_normalised(world: World) -> None:
    number = "63999919840229996９"
    person = prove(world, world.newcomer(), f" {number} ", " 阿依古丽•买买提 ")
    assert (person.name, person.born_on) == ("阿依古丽·买买提", date(1984, 2, 29))
    assert person.sex is Sex.FEMALE


def test_everything_wrong_with_a_name_and_a_number_is_told_at_once(world: World) -> None:
    with pytest.raises(InvalidMessage) as refusal:
        prove(world, world.newcomer(), "999999199006159985", "　")
    assert [fault.path for fault in refusal.value.faults] == ["name", "id_number", "id_number"]


def test_a_name_that_does_not_belong_to_the_number_is_refused(world: World) -> None:
    by, number = world.newcomer(), an_id_number()
    with pytest.raises(Refused) as refusal:
        prove(world, by, number, "不符某")
    assert refusal.value.code == "REAL_NAME_NOT_CONFIRMED"
    assert world.stack.ask(told.GetAccount(), by=by).person is None
    assert resolve(world, ("不符某", number), create=False)[0].fault == "NOT_KNOWN"


def test_five_mismatches_are_enough_for_a_day(world: World) -> None:
    by = world.newcomer()
    for _ in range(5):
        with pytest.raises(Refused):
            prove(world, by, an_id_number(), "不符某")
    with pytest.raises(TooMany):
        prove(world, by, an_id_number())
    day = world.stack.clock.today()
    world.stack.clock.move_to(day + timedelta(days=1))
    try:
        prove(world, by, an_id_number())
    finally:
        world.stack.clock.move_to(day)


def test_an_imported_person_is_taken_over_under_the_proved_name(world: World) -> None:
    number = an_id_number()
    imported = resolve(world, ("张三三", number))[0].person
    assert imported is not None
    assert world.stack.ask(told.GetPerson(person=imported), by=READER).verified_at is None
    person = prove(world, world.newcomer(), number, "张三")
    assert (person.id, person.name) == (imported, "张三")
    assert announced(world, imported) == [("person_verified", 2)]


def test_a_person_is_proved_by_one_account_only(world: World) -> None:
    number = an_id_number()
    prove(world, world.newcomer(), number)
    with pytest.raises(Refused) as refusal:
        prove(world, world.newcomer(), number)
    assert refusal.value.code == "ALREADY_VERIFIED_BY_ANOTHER"


def test_who_else_bears_a_number_is_not_told_to_whoever_cannot_prove_it(world: World) -> None:
    number = an_id_number()
    prove(world, world.newcomer(), number)
    with pytest.raises(Refused) as refusal:
        prove(world, world.newcomer(), number, "不符某")
    assert refusal.value.code == "REAL_NAME_NOT_CONFIRMED"


def test_of_two_accounts_that_prove_a_number_at_once_one_is_refused(world: World) -> None:
    for known in (True, False):
        number = an_id_number()
        if known:
            resolve(world, ("张三", number))
        somebody = [world.newcomer() for _ in range(4)]
        answers = at_once(*[partial(prove, world, by, number) for by in somebody])
        refusals = [each.code for each in answers if isinstance(each, GasCertError)]
        assert refusals == ["ALREADY_VERIFIED_BY_ANOTHER"] * 3
        proved = next(each for each in answers if isinstance(each, told.Person))
        assert announced(world, proved.id) == [("person_verified", 2)]


def test_one_account_that_proves_two_numbers_at_once_keeps_one(world: World) -> None:
    by = world.newcomer()
    numbers = [an_id_number() for _ in range(3)]
    answers = at_once(*[partial(prove, world, by, number) for number in numbers])
    assert len([each for each in answers if isinstance(each, told.Person)]) == 1
    refusals = [each.code for each in answers if isinstance(each, GasCertError)]
    assert refusals == ["ANOTHER_ID_NUMBER"] * 2


def test_another_number_than_the_proved_one_is_refused(world: World) -> None:
    by = world.newcomer()
    prove(world, by, an_id_number())
    with pytest.raises(Refused) as refusal:
        prove(world, by, an_id_number())
    assert refusal.value.code == "ANOTHER_ID_NUMBER"


def test_proving_another_name_renames_the_person(world: World) -> None:
    by, number = world.newcomer(), an_id_number()
    first = prove(world, by, number, "张三")
    again = prove(world, by, number, "张三")
    renamed = prove(world, by, number, "张㛃")
    assert (renamed.id, renamed.name, renamed.version) == (first.id, "张㛃", 4)
    assert again.version == 3
    assert announced(world, first.id) == [
        ("person_verified", 2),
        ("person_verified", 3),
        ("person_verified", 4),
        ("person_renamed", 4),
    ]


def test_a_rare_character_survives_every_hop(world: World) -> None:
    person = prove(world, world.newcomer(), an_id_number(), "𬭛𠮷")
    assert world.stack.ask(told.GetPerson(person=person.id), by=READER).name == "𬭛𠮷"


def test_a_person_sees_oneself_and_nobody_else(world: World) -> None:
    one, other = world.verified(), world.verified()
    assert one.person is not None
    assert other.person is not None
    assert world.stack.ask(told.GetPerson(person=one.person), by=one).id == one.person
    for stranger in (other.person, uuid4()):
        with pytest.raises(NotFound):
            world.stack.ask(told.GetPerson(person=stranger), by=one)
    with pytest.raises(NotAllowed):
        world.stack.ask(told.GetPersons(persons=(one.person,)), by=one)
    with pytest.raises(NotAllowed):
        world.stack.ask(told.ListPersons(), by=one)


def test_services_get_many_persons_and_unknown_ids_are_left_out(world: World) -> None:
    found = [each.person for each in resolve(world, *[("李四", an_id_number()) for _ in range(3)])]
    wanted = tuple(person for person in found if person is not None)
    call = told.GetPersons(persons=(*wanted, uuid4()))
    persons = world.stack.ask(call, by=CERTIFICATE).items
    assert {person.id for person in persons} == set(wanted)


def test_persons_are_listed_by_name_a_page_at_a_time(world: World) -> None:
    surname = f"佳{uuid4().hex[:6]}"
    resolve(world, *[(f"{surname}{name}", an_id_number()) for name in "丙甲乙"])
    world.verified(f"{surname}丁")
    first = world.stack.ask(told.ListPersons(name=surname, size=3), by=READER)
    second = world.stack.ask(told.ListPersons(name=surname, size=3, cursor=first.next), by=READER)
    names = [person.name.removeprefix(surname) for page in (first, second) for person in page.items]
    assert names == ["丁", "丙", "乙", "甲"]
    assert second.next is None
    verified = world.stack.ask(told.ListPersons(name=surname, is_verified=True), by=READER)
    assert [person.name for person in verified.items] == [f"{surname}丁"]
    anybody = world.stack.ask(told.ListPersons(name="%"), by=READER)
    assert anybody.items == ()
