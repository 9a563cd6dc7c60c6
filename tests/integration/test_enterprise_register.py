"""The register of enterprises, in PostgreSQL and in memory: both pass the same tests."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from bus.database import Database
from contracts.enterprise import LegalRepresentation
from contracts.errors import Refused
from contracts.uscc import check_character_of
from contracts.vocabulary import CaseStatus, Category, GasSource, Province
from enterprise.adapters.records import DatabaseTransactions
from enterprise.adapters.register import DatabaseRegister
from enterprise.adapters.tables import CATEGORY_CASES, ENTERPRISES
from enterprise.application.ports import (
    CaseFilter,
    EnterpriseFilter,
    Register,
    Span,
    Transactions,
)
from enterprise.domain.cases import CategoryCase, Step, case_for, closed
from enterprise.domain.categories import Holding
from enterprise.domain.enterprises import Enterprise, with_holdings
from tests.provision import Databases
from tests.unit.enterprise.fakes import RegisterInMemory
from tests.unit.enterprise.makers import NOW, TODAY, enterprise, holding, holdings, open_case

ALL: Final = Span(before=None, size=200)
FINGERPRINT: Final = "f" * 64
_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class World:
    """A register and how its transactions begin."""

    register: Register
    transactions: Transactions

    def enter(self, **differences: Any) -> Enterprise:
        """Register an enterprise that holds nothing yet."""
        entered = enterprise(**{"uscc": fresh_uscc(), **differences})
        with self.transactions() as records:
            records.add_enterprise(entered)
        return entered

    def submit(self, of: Enterprise, asked: tuple[Holding, ...]) -> CategoryCase:
        """Open a case."""
        submitted = Step(at=NOW, by="enterprise:x", step=CaseStatus.SUBMITTED)
        case = case_for(of, asked, case=uuid4(), submitted=submitted)
        with self.transactions() as records:
            records.open_case(case)
        return case

    def approve(self, of: Enterprise, case: CategoryCase) -> Enterprise:
        """Give the enterprise what its case asks for."""
        changed = with_holdings(of, case.holdings)
        with self.transactions() as records:
            records.close_case(closing(case, CaseStatus.APPROVED), fingerprint=FINGERPRINT)
            records.set_holdings(changed, case=case.id, on=TODAY)
        return changed

    def close(self, case: CategoryCase, status: CaseStatus) -> CategoryCase:
        """Close a case without approving it."""
        done = closing(case, status)
        with self.transactions() as records:
            records.close_case(done)
        return done


def fresh_uscc() -> str:
    first_17 = f"91639999FA{next(_numbers):07d}"
    return first_17 + check_character_of(first_17)


def closing(case: CategoryCase, status: CaseStatus) -> CategoryCase:
    reason = "材料不全" if status is CaseStatus.REJECTED else None
    return closed(case, Step(at=NOW, by="authority:x", step=status, reason=reason), ())


@pytest.fixture(params=["postgresql", "memory"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "memory":
        register = RegisterInMemory()
        yield World(register=register, transactions=register)
        return
    databases: Databases = request.getfixturevalue("databases")
    database = Database(databases.fresh("enterprise")["enterprise"], pool_size=2)
    yield World(
        register=DatabaseRegister(database=database),
        transactions=DatabaseTransactions(database=database),
    )
    database.dispose()


def test_an_enterprise_is_read_as_it_was_entered(world: World) -> None:
    entered = world.enter(name="𬭛㛃燃气（集团）有限公司", province=Province.GANSU)
    assert world.register.enterprise(entered.id) == entered
    assert world.register.enterprises((uuid4(), entered.id)) == (entered,)
    assert world.register.enterprise(uuid4()) is None
    assert world.register.holds_uscc(entered.uscc)
    assert not world.register.holds_uscc(fresh_uscc())


def test_one_id_and_one_code_register_once(world: World) -> None:
    entered = world.enter()
    with pytest.raises(Refused) as refused:
        world.enter(id=entered.id)
    assert refused.value.code == "ENTERPRISE_ALREADY_REGISTERED"
    with pytest.raises(Refused) as refused:
        world.enter(uscc=entered.uscc)
    assert refused.value.code == "USCC_ALREADY_REGISTERED"


def test_a_case_is_read_as_it_was_opened_and_closed(world: World) -> None:
    entered = world.enter()
    asked = (holding("J"), holding("G", GasSource.LIQUEFIED_NATURAL_GAS, GasSource.NATURAL_GAS))
    case = world.submit(entered, asked)
    assert world.register.case(case.id) == case
    done = world.close(case, CaseStatus.REJECTED)
    assert world.register.case(case.id) == done
    assert world.register.case(uuid4()) is None


def test_an_enterprise_has_one_open_case(world: World) -> None:
    entered = world.enter()
    case = world.submit(entered, holdings("G"))
    with pytest.raises(Refused) as refused:
        world.submit(entered, holdings("P"))
    assert refused.value.code == "CATEGORY_CASE_OPEN"
    with world.transactions() as records:
        assert records.has_open_case(entered.id)
    world.close(case, CaseStatus.WITHDRAWN)
    with world.transactions() as records:
        assert not records.has_open_case(entered.id)
    world.submit(entered, holdings("P"))


def test_an_enterprise_holds_what_its_last_approved_case_gave(world: World) -> None:
    entered = world.enter()
    first = world.approve(entered, world.submit(entered, holdings("GJ")))
    assert world.register.enterprise(entered.id) == first
    second = world.approve(first, world.submit(first, holdings("P")))
    assert world.register.enterprise(entered.id) == second
    assert (second.holdings, second.category_version) == (holdings("P"), 2)
    with world.transactions() as records:
        assert records.locked_enterprise(entered.id) == second


def test_a_transaction_that_fails_changes_nothing(world: World) -> None:
    entered = world.enter()
    with suppress(ZeroDivisionError), world.transactions() as records:
        records.open_case(open_case(entered))
        raise ZeroDivisionError
    assert world.register.case_page(CaseFilter(enterprise=entered.id), ALL).items == ()


def test_enterprises_come_newest_first_and_page_by_page(world: World) -> None:
    entered = [world.enter() for _ in range(3)]
    wanted = EnterpriseFilter(province=Province.QINGHAI)
    first = world.register.enterprise_page(wanted, Span(before=None, size=2))
    assert first.items == (entered[2], entered[1])
    second = world.register.enterprise_page(wanted, Span(before=first.next, size=2))
    assert (second.items, second.next) == ((entered[0],), None)


def test_enterprises_are_found_by_each_filter(world: World) -> None:
    entered = world.enter(name="百分%之_燃气(集团)有限公司")
    other = world.enter(name="百分之燃气有限公司")
    away = world.enter(province=Province.GANSU)
    held = world.approve(entered, world.submit(entered, holdings("GJ")))

    home = EnterpriseFilter(province=Province.QINGHAI)

    def found(wanted: EnterpriseFilter) -> set[UUID]:
        return {each.id for each in world.register.enterprise_page(wanted, ALL).items}

    assert found(home) == {held.id, other.id}
    assert found(replace(home, province=Province.GANSU)) == {away.id}
    assert found(replace(home, name="%之_燃")) == {held.id}
    assert found(replace(home, uscc=other.uscc)) == {other.id}
    assert found(replace(home, category=Category.VEHICLE)) == {held.id}
    assert found(replace(home, category=Category.BOTTLED)) == set()


def test_cases_are_found_by_each_filter_newest_first(world: World) -> None:
    here, away = world.enter(), world.enter(province=Province.GANSU)
    old = world.close(world.submit(here, holdings("G")), CaseStatus.WITHDRAWN)
    new = world.submit(here, holdings("P"))
    other = world.submit(away, holdings("P"))

    def found(wanted: CaseFilter) -> tuple[CategoryCase, ...]:
        return world.register.case_page(wanted, ALL).items

    assert found(CaseFilter()) == (other, new, old)
    assert found(CaseFilter(province=Province.QINGHAI)) == (new, old)
    assert found(CaseFilter(enterprise=away.id)) == (other,)
    assert found(CaseFilter(status=CaseStatus.WITHDRAWN)) == (old,)
    first = world.register.case_page(CaseFilter(enterprise=here.id), Span(before=None, size=1))
    assert first.items == (new,)


def test_a_legal_representative_is_found_with_every_enterprise(world: World) -> None:
    one = world.enter()
    other = world.enter(legal_representative=one.legal_representative)
    world.enter()
    found = world.register.represented_by((one.legal_representative, uuid4()))
    assert set(found) == {
        LegalRepresentation(person=one.legal_representative, enterprise=each.id)
        for each in (one, other)
    }


def test_versions_known_from_before_a_restore_are_not_given_again(world: World) -> None:
    first, second = world.enter(), world.enter()
    case = world.submit(first, holdings("G"))
    gone = uuid4()
    with world.transactions() as records:
        behind = records.keep_floors({first.id: 4, second.id: 0, gone: 2})
    assert set(behind) == {first.id, gone}
    lifted = world.register.case(case.id)
    assert lifted is not None
    assert (lifted.category_version, lifted.kind) == (5, case.kind)
    found = world.register.enterprise(first.id)
    assert found is not None
    assert (found.category_version, found.next_category_version) == (0, 5)
    approved = world.approve(found, lifted)
    assert approved.category_version == 5
    with world.transactions() as records:
        assert records.keep_floors({first.id: 3}) == ()
    assert world.register.enterprise(first.id) == approved


def test_approved_cases_are_told_from_others(world: World) -> None:
    entered = world.enter()
    rejected = world.submit(entered, holdings("J"))
    world.close(rejected, CaseStatus.REJECTED)
    approved = world.submit(entered, holdings("G"))
    world.approve(entered, approved)
    asked = (uuid4(), rejected.id, approved.id)
    assert world.register.approved_among(asked) == (approved.id,)


def test_the_database_itself_refuses_what_the_rules_forbid(databases: Databases) -> None:
    database = Database(databases.fresh("enterprise")["enterprise"], pool_size=2)
    world = World(
        register=DatabaseRegister(database=database),
        transactions=DatabaseTransactions(database=database),
    )
    entered = world.enter()
    case = world.submit(entered, holdings("G"))
    forbidden = {
        "no_case_asks_for_the_empty_set": update(CATEGORY_CASES).values(holdings=[]),
        "approval_rests_on_a_preview": update(CATEGORY_CASES).values(
            status="approved", permitted_trades=[]
        ),
        "a_closed_case_keeps_its_trades": update(CATEGORY_CASES).values(status="withdrawn"),
        "registration_comes_first": update(CATEGORY_CASES).values(kind="change"),
        "a_uscc_has_its_shape": update(ENTERPRISES).values(uscc="91639999FAKE0001IN"),
    }
    for name, statement in forbidden.items():
        with pytest.raises(IntegrityError, match=name), database.transaction() as transaction:
            transaction.execute(statement)
    assert world.register.case(case.id) == case
    database.dispose()
