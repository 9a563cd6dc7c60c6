"""Asking the owners of persons, employments and enterprises: in batches, once, in order."""

from itertools import chain

import pytest

from certificate.adapters.facts import OwnersFacts
from certificate.adapters.people import IdentityPeople
from certificate.adapters.spreadsheets import Column
from certificate.application.ports_results import Named
from certificate.domain.holding import Ties
from contracts.employment import GetCurrentEmployments
from contracts.enterprise import GetEnterprises, GetLegalRepresentations
from contracts.identity import GetPersons, ResolvePersons
from tests.unit.certificate.fakes import OwnersInMemory
from tests.unit.certificate.makers import ELSEWHERE, HERE, an_id

MOST = 1000
MANY = 2500


def named(number: int) -> Named:
    """Give a person whom a row names."""
    return Named(name="样例工", id_number=f"number {number}")


def test_facts_are_asked_in_batches_and_each_id_once() -> None:
    persons = [an_id(f"person {number}") for number in range(MANY)]
    owners = OwnersInMemory(
        employers={each: an_id(f"employer of {each}") for each in persons},
        represented={persons[0]: (HERE, ELSEWHERE), persons[1]: (HERE,)},
    )
    gathered = OwnersFacts(ask=owners).about(persons)
    asked = [each.persons for each in owners.asked if isinstance(each, GetPersons)]
    assert max(map(len, asked)) <= MOST
    assert list(chain.from_iterable(asked)) == persons
    firms = [each.enterprises for each in owners.asked if isinstance(each, GetEnterprises)]
    assert max(map(len, firms)) <= MOST
    assert sum(map(len, firms)) == len(gathered.enterprises) == MANY + 2
    assert gathered.persons.keys() == set(persons)


def test_ties_are_the_employer_and_the_enterprises_represented() -> None:
    worker, boss, idle = an_id("worker"), an_id("boss"), an_id("idle")
    owners = OwnersInMemory(employers={worker: HERE}, represented={boss: (HERE, ELSEWHERE)})
    gathered = OwnersFacts(ask=owners).about((worker, boss, idle))
    assert gathered.ties == {
        worker: Ties(employed_by=HERE),
        boss: Ties(employed_by=None, represents=frozenset((HERE, ELSEWHERE))),
        idle: Ties(employed_by=None),
    }


def test_enterprises_are_asked_last_so_that_their_categories_are_the_newest() -> None:
    """C8."""
    worker = an_id("worker")
    owners = OwnersInMemory(employers={worker: HERE})
    OwnersFacts(ask=owners).about((worker,))
    order = (GetPersons, GetCurrentEmployments, GetLegalRepresentations, GetEnterprises)
    assert [each.wire_name for each in owners.asked] == [each.wire_name for each in order]


def test_nobody_is_asked_about_nobody() -> None:
    owners = OwnersInMemory()
    OwnersFacts(ask=owners).about(())
    assert IdentityPeople(ask=owners).resolve((), create=True) == []
    assert owners.asked == []


def test_people_are_resolved_in_batches_and_in_order() -> None:
    owners, rows = OwnersInMemory(), [named(number) for number in range(MANY)]
    found = IdentityPeople(ask=owners).resolve(rows, create=True)
    sizes = [len(each.entries) for each in owners.asked if isinstance(each, ResolvePersons)]
    assert sizes == [MOST, MOST, MANY - 2 * MOST]
    assert [each.person for each in found] == [an_id(each.id_number) for each in rows]


@pytest.mark.parametrize(
    ("code", "column"),
    [
        ("NAME_DIFFERS", Column.NAME),
        ("NAME_EMPTY", Column.NAME),
        ("ID_NUMBER_CHECK_DIGIT", Column.ID_NUMBER),
        ("SOMETHING_NEW", Column.ID_NUMBER),
    ],
)
def test_a_fault_stands_in_the_column_to_correct(code: str, column: Column) -> None:
    owners = OwnersInMemory(faults={"number 1": code})
    [found] = IdentityPeople(ask=owners).resolve([named(1)], create=True)
    assert found.person is None
    assert found.fault is not None
    assert (found.fault.code, found.fault.column) == (code, column)
    assert found.fault.reason


def test_one_who_is_yet_to_be_entered_is_no_fault() -> None:
    owners = OwnersInMemory(faults={"number 1": "NOT_KNOWN"})
    [found] = IdentityPeople(ask=owners).resolve([named(1)], create=False)
    assert (found.person, found.fault) == (None, None)
