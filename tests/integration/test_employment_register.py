"""Offers and employments, in PostgreSQL and in memory: both pass the same tests."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from bus.database import Database
from contracts.errors import Refused
from contracts.vocabulary import OfferStatus, Province
from employment.adapters.records import DatabaseTransactions
from employment.adapters.register import DatabaseRegister
from employment.adapters.tables import EMPLOYMENTS, OFFERS
from employment.application.ports import Bounds, Register, Span, Transactions
from employment.domain.employments import Employment, employment_by
from employment.domain.offers import Offer, closed
from tests.provision import Databases
from tests.unit.employment.fakes import RegisterInMemory
from tests.unit.employment.makers import NOW, TODAY, offer

ALL: Final = Span(before=None, size=200)


@dataclass(frozen=True, kw_only=True)
class World:
    """A register and how its transactions begin."""

    register: Register
    transactions: Transactions

    def make(self, **differences: Any) -> Offer:
        """Make an offer."""
        made = offer(**differences)
        with self.transactions() as records:
            records.add_offer(made)
        return made

    def close(self, made: Offer, status: OfferStatus, reason: str | None = None) -> Offer:
        """Close an offer."""
        done = closed(made, status, NOW, reason)
        with self.transactions() as records:
            records.close_offer(done)
        return done

    def employ(self, by: Offer) -> Employment:
        """Begin the employment that was offered."""
        begun = employment_by(by, employment=uuid4(), on=TODAY)
        with self.transactions() as records:
            records.start_employment(begun)
        return begun


@pytest.fixture(params=["postgresql", "memory"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "memory":
        register = RegisterInMemory()
        yield World(register=register, transactions=register)
        return
    databases: Databases = request.getfixturevalue("databases")
    database = Database(databases.fresh("employment")["employment"], pool_size=2)
    yield World(
        register=DatabaseRegister(database=database),
        transactions=DatabaseTransactions(database=database),
    )
    database.dispose()


def test_an_offer_is_read_as_it_was_made_and_closed(world: World) -> None:
    made = world.make()
    with world.transactions() as records:
        assert records.locked_offer(made.id) == made
        assert records.locked_offer(uuid4()) is None
    assert world.register.open_offer(made.enterprise, made.person) == made
    assert world.register.open_offer(uuid4(), made.person) is None
    done = world.close(made, OfferStatus.REFUSED, "已有工作")
    assert world.register.open_offer(made.enterprise, made.person) is None
    assert world.register.offer_page(Bounds(), ALL, status=None).items == (done,)


def test_an_enterprise_has_one_open_offer_to_a_person(world: World) -> None:
    made = world.make()
    with pytest.raises(Refused) as refused:
        world.make(person=made.person, enterprise=made.enterprise)
    assert refused.value.code == "OFFER_OPEN_ALREADY"
    world.make(person=made.person)
    world.close(made, OfferStatus.WITHDRAWN)
    world.make(person=made.person, enterprise=made.enterprise)


def test_the_open_offers_of_a_person_come_in_the_order_in_which_they_were_made(
    world: World,
) -> None:
    first = world.make()
    second = world.make(person=first.person)
    world.close(world.make(person=first.person), OfferStatus.WITHDRAWN)
    world.make()
    with world.transactions() as records:
        assert records.locked_open_offers(first.person) == (first, second)


def test_a_person_has_one_employment_at_a_time(world: World) -> None:
    made = world.make()
    begun = world.employ(made)
    with world.transactions() as records:
        assert records.is_employed(made.person)
        assert not records.is_employed(uuid4())
    with pytest.raises(Refused) as refused:
        world.employ(world.make(person=made.person))
    assert refused.value.code == "EMPLOYED_ALREADY"
    assert world.register.current_employments((made.person, uuid4())) == (begun,)


def test_rows_are_bounded_and_filtered_and_come_newest_first(world: World) -> None:
    here = world.make()
    away = world.make(province=Province.GANSU)
    refused = world.close(world.make(person=here.person), OfferStatus.REFUSED)

    def found(bounds: Bounds, status: OfferStatus | None = None) -> tuple[Offer, ...]:
        return world.register.offer_page(bounds, ALL, status=status).items

    assert found(Bounds()) == (refused, away, here)
    assert found(Bounds(person=here.person)) == (refused, here)
    assert found(Bounds(enterprise=away.enterprise)) == (away,)
    assert found(Bounds(province=Province.GANSU)) == (away,)
    assert found(Bounds(), OfferStatus.REFUSED) == (refused,)


def test_employments_come_page_by_page(world: World) -> None:
    begun = [world.employ(world.make()) for _ in range(3)]
    first = world.register.employment_page(Bounds(), Span(before=None, size=2), is_current=True)
    assert first.items == (begun[2], begun[1])
    second = world.register.employment_page(
        Bounds(), Span(before=first.next, size=2), is_current=True
    )
    assert (second.items, second.next) == ((begun[0],), None)
    assert world.register.employment_page(Bounds(), ALL, is_current=False).items == ()


def test_an_employment_that_ended_makes_room_for_another(databases: Databases) -> None:
    database = Database(databases.fresh("employment")["employment"], pool_size=2)
    world = World(
        register=DatabaseRegister(database=database),
        transactions=DatabaseTransactions(database=database),
    )
    past = world.employ(world.make())
    with database.transaction() as transaction:
        transaction.execute(update(EMPLOYMENTS).values(ended_on=TODAY))
    present = world.employ(world.make(person=past.person))
    ended = replace(past, ended_on=TODAY)
    assert world.register.current_employments((past.person,)) == (present,)
    found = world.register.employment_page(Bounds(person=past.person), ALL, is_current=None)
    assert found.items == (present, ended)
    assert world.register.employment_page(Bounds(), ALL, is_current=False).items == (ended,)
    database.dispose()


def test_the_database_itself_refuses_what_the_rules_forbid(databases: Databases) -> None:
    database = Database(databases.fresh("employment")["employment"], pool_size=2)
    world = World(
        register=DatabaseRegister(database=database),
        transactions=DatabaseTransactions(database=database),
    )
    world.employ(world.make())
    forbidden = {
        "an_open_offer_has_no_end": update(OFFERS).values(closed_at=NOW),
        "an_employment_ends_after_it_began": update(EMPLOYMENTS).values(
            ended_on=TODAY - timedelta(days=1)
        ),
    }
    for name, statement in forbidden.items():
        with pytest.raises(IntegrityError, match=name), database.transaction() as transaction:
            transaction.execute(statement)
    database.dispose()
