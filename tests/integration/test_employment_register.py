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
from contracts.vocabulary import (
    DissolutionStatus,
    EmploymentStepKind,
    OfferStatus,
    Province,
    Side,
)
from employment.adapters.records import DatabaseTransactions
from employment.adapters.register import DatabaseRegister
from employment.adapters.tables import DISSOLUTIONS, EMPLOYMENTS, LABOUR_CONTRACTS, OFFERS
from employment.application.ports import Bounds, Register, Span, Transactions
from employment.domain.dissolutions import Dissolution, Request, dissolution_of, settled
from employment.domain.employments import (
    Employment,
    employment_by,
    employment_with,
    ended,
)
from employment.domain.labour_contracts import LabourContract
from employment.domain.offers import Offer, closed, offer_with
from employment.domain.steps import Step
from tests.provision import Databases
from tests.unit.employment.fakes import RegisterInMemory
from tests.unit.employment.makers import NOW, TODAY, offer

CONTENT: Final = b"%PDF-1.7 %%EOF"
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
            records.save_offer(done)
        return done

    def employ(self, by: Offer) -> Employment:
        """Begin the employment that was offered."""
        begun = employment_by(by, employment=uuid4(), on=TODAY)
        with self.transactions() as records:
            records.start_employment(begun)
        return begun


def contract(of: Offer) -> LabourContract:
    """Give a labour contract of an offer."""
    return LabourContract(id=uuid4(), offer=of.id, size=len(CONTENT), sha256="0" * 64, added_at=NOW)


def request(employment: Employment, side: Side = Side.PERSON) -> Dissolution:
    """Give a dissolution that one side asks for."""
    asked = Request(side=side, at=NOW, reason=None)
    return dissolution_of(employment, asked, dissolution=uuid4())


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


def test_what_became_of_an_employment_is_read_as_it_was_saved(world: World) -> None:
    begun = world.employ(world.make())
    with world.transactions() as records:
        assert records.employment_by(begun.offer) == begun
        assert records.employment_by(uuid4()) is None
        done = ended(employment_with(begun, uuid4()), TODAY)
        records.save_employment(done)
    assert world.register.employment(begun.id) == done
    assert world.register.employment(uuid4()) is None
    with world.transactions() as records:
        assert not records.is_employed(begun.person)


def test_labour_contracts_are_kept_whole_and_in_order(world: World) -> None:
    made = world.make()
    first, second = contract(made), contract(made)
    with world.transactions() as records:
        records.add_labour_contract(first, CONTENT)
        records.add_labour_contract(second, CONTENT)
        records.save_offer(offer_with(made, second.id))
        assert records.count_labour_contracts(made.id) == 2
        assert records.count_labour_contracts(uuid4()) == 0
    assert world.register.labour_contracts(made.id) == (first, second)
    assert world.register.labour_contract(first.id) == (first, CONTENT)
    assert world.register.labour_contract(uuid4()) is None
    assert world.register.offer(made.id) == offer_with(made, second.id)
    assert world.register.offer(uuid4()) is None


def test_an_employment_has_one_open_dissolution(world: World) -> None:
    begun = world.employ(world.make())
    first, second = request(begun), request(begun, Side.ENTERPRISE)
    with world.transactions() as records:
        assert records.open_dissolution(begun.id) is None
        records.add_dissolution(first)
        assert records.open_dissolution(begun.id) == first
    with pytest.raises(Refused) as refused, world.transactions() as records:
        records.add_dissolution(second)
    assert refused.value.code == "DISSOLUTION_OPEN_ALREADY"
    done = settled(first, DissolutionStatus.REFUSED, NOW, "不同意")
    with world.transactions() as records:
        records.save_dissolution(done)
        records.add_dissolution(second)
        assert records.dissolution(first.id) == done
        assert records.dissolution(uuid4()) is None
    assert world.register.dissolution(second.id) == second
    assert world.register.dissolutions(begun.id) == (done, second)


def test_dissolutions_are_bounded_and_filtered_and_come_newest_first(world: World) -> None:
    here, away = world.employ(world.make()), world.employ(world.make(province=Province.GANSU))
    closed_one = settled(request(here), DissolutionStatus.WITHDRAWN, NOW)
    requests = (closed_one, request(here), request(away))
    with world.transactions() as records:
        for each in requests:
            records.add_dissolution(each)

    def found(bounds: Bounds, status: DissolutionStatus | None = None) -> tuple[Dissolution, ...]:
        return world.register.dissolution_page(bounds, ALL, status=status).items

    assert found(Bounds()) == requests[::-1]
    assert found(Bounds(person=here.person)) == requests[1::-1]
    assert found(Bounds(enterprise=here.enterprise), DissolutionStatus.OPEN) == (requests[1],)
    assert found(Bounds(province=Province.GANSU)) == (requests[2],)


def test_steps_are_read_in_the_order_in_which_they_were_done(world: World) -> None:
    made = world.make()
    steps = [
        Step(at=NOW, by="enterprise:x", step=EmploymentStepKind.OFFERED),
        Step(at=NOW, by="person:y", step=EmploymentStepKind.REFUSED, reason="太远"),
    ]
    with world.transactions() as records:
        for step in steps:
            records.add_step(made.id, step)
    assert world.register.timeline(made.id) == tuple(steps)
    assert world.register.timeline(uuid4()) == ()


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
    gone = replace(past, ended_on=TODAY)
    assert world.register.current_employments((past.person,)) == (present,)
    found = world.register.employment_page(Bounds(person=past.person), ALL, is_current=None)
    assert found.items == (present, gone)
    assert world.register.employment_page(Bounds(), ALL, is_current=False).items == (gone,)
    database.dispose()


def test_the_database_itself_refuses_what_the_rules_forbid(databases: Databases) -> None:
    database = Database(databases.fresh("employment")["employment"], pool_size=2)
    world = World(
        register=DatabaseRegister(database=database),
        transactions=DatabaseTransactions(database=database),
    )
    begun = world.employ(world.make())
    with world.transactions() as records:
        records.add_dissolution(request(begun))
        records.add_labour_contract(replace(contract(offer()), offer=begun.offer), CONTENT)
    forbidden = {
        "an_open_dissolution_has_no_end": update(DISSOLUTIONS).values(closed_at=NOW),
        "a_refusal_has_a_reason": update(DISSOLUTIONS).values(status="refused", closed_at=NOW),
        "a_labour_contract_is_whole": update(LABOUR_CONTRACTS).values(content=b"%PDF"),
        "an_open_offer_has_no_end": update(OFFERS).values(closed_at=NOW),
        "an_employment_ends_after_it_began": update(EMPLOYMENTS).values(
            ended_on=TODAY - timedelta(days=1)
        ),
    }
    for name, statement in forbidden.items():
        with pytest.raises(IntegrityError, match=name), database.transaction() as transaction:
            transaction.execute(statement)
    database.dispose()
