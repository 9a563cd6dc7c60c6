"""Persons whom imports name, and the vault, through the bus."""

import time
from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import text

from contracts import identity as told
from contracts.errors import (
    NotAllowed,
)
from identity.adapters.rotation import rotate
from identity.adapters.vault import AesVault
from identity.service import NAME
from tests.integration.identity_world import (
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


def test_an_import_is_answered_in_its_order_with_every_fault(world: World) -> None:
    known, new = an_id_number(), an_id_number()
    resolve(world, ("张三", known))
    answers = resolve(
        world,
        ("张三", known),
        ("张四", known),
        ("", new),
        ("李四", new[:17] + ("0" if new[17] != "0" else "1")),
        ("李四", "63010519900229001X"),
        ("李四", "1234"),
        ("李四", new),
    )
    assert [answer.fault for answer in answers] == [
        None,
        "NAME_DIFFERS",
        "NAME_EMPTY",
        "ID_NUMBER_CHECK_DIGIT",
        "ID_NUMBER_BIRTH_DATE",
        "ID_NUMBER_SHAPE",
        None,
    ]
    assert [answer.person is None for answer in answers] == [
        answer.fault is not None for answer in answers
    ]


def test_one_number_is_one_person_within_a_batch_and_across_batches(world: World) -> None:
    number = next(each for each in iter(an_id_number, "") if each.endswith("X"))
    first = resolve(world, ("张三", number), ("张三", f" {number.lower()}"), ("李四", number))
    assert first[0].person == first[1].person
    assert [each.fault for each in first] == [None, None, "NAME_DIFFERS"]
    assert resolve(world, ("张三", number))[0] == first[0]


def test_without_create_nobody_is_entered(world: World) -> None:
    number = an_id_number()
    assert resolve(world, ("张三", number), create=False)[0].fault == "NOT_KNOWN"
    assert resolve(world, ("张三", number), create=False)[0].fault == "NOT_KNOWN"


def test_imports_of_the_same_people_at_once_find_the_same_persons(world: World) -> None:
    people = [("张三", an_id_number()) for _ in range(50)]
    turned = people[::-1]
    answers = at_once(
        *[partial(resolve, world, *each) for each in (turned, people, turned, people)]
    )
    found = [[each.person for each in answer] for answer in answers if isinstance(answer, tuple)]
    assert found == [found[0], found[0][::-1]] * 2
    assert None not in found[0]


def test_a_thousand_entries_take_well_under_a_second(world: World) -> None:
    people = [("张三", an_id_number()) for _ in range(1000)]
    began = time.perf_counter()
    entered = resolve(world, *people)
    seconds_to_enter = time.perf_counter() - began
    began = time.perf_counter()
    assert resolve(world, *people) == entered
    seconds_to_find = time.perf_counter() - began
    assert len({each.person for each in entered}) == 1000
    assert max(seconds_to_enter, seconds_to_find) < 1


def test_only_services_resolve_persons(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.stack.ask(told.ResolvePersons(entries=(), create=False), by=READER)
    assert resolve(world) == ()


def test_an_id_number_lies_nowhere_in_clear(world: World) -> None:
    by, number = world.newcomer(), an_id_number()
    prove(world, by, number)
    resolve(world, ("张四", number))
    world.stack.settle()
    with world.database.reading() as connection:
        names = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        for name in names.all():
            rows = connection.execute(text(f'SELECT row_to_json(t)::text FROM "{name}" t'))
            assert not any(number in row or number.encode().hex() in row for row in rows.scalars())


def test_rotation_seals_everything_anew_and_all_numbers_are_still_found(world: World) -> None:
    number = an_id_number()
    person = resolve(world, ("张三", number))[0].person
    rotated = AesVault({"2": b"w" * 32, "1": b"v" * 32}, b"l" * 32)
    use = world.stack.running[NAME].service.use
    with world.database.reading() as connection:
        count = connection.execute(text("SELECT count(*) FROM id_numbers")).scalar_one()
    assert use.rotate_vault() == 0
    assert rotate(world.database, rotated, chunk=100) == count
    assert rotate(world.database, rotated) == 0
    assert resolve(world, ("张三", number))[0].person == person
