"""六.2 and C8: what moves in the very moment of a category change ends with the right letters."""

from collections.abc import Iterator
from functools import partial

import pytest

from contracts.certificate import CertificateCase
from contracts.errors import ConditionsNotMet
from contracts.vocabulary import CertificateCaseKind, CertificateStatus, Trade
from tests.applicants import Applicant, an_applicant, approves, codes_unmet, confirms
from tests.makers import Firm, World
from tests.manual.moments import (
    Moments,
    a_stack_with_moments,
    begun,
    changes_quickly,
    holding,
    wait_until_blocked,
)
from tests.provision import Databases

KIND = CertificateCaseKind.WORK_UNIT_CHANGE
STATION = Trade.VEHICLE_FILLING_STATION
OWN = "SELECT id FROM certificates WHERE id = :id FOR UPDATE"


@pytest.fixture(scope="module")
def moments() -> Moments:
    return Moments()


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases, moments: Moments) -> Iterator[World]:
    with a_stack_with_moments(amqp_uri, module_databases, moments) as stack:
        yield World(stack=stack)


@pytest.fixture
def old(world: World) -> Firm:
    return world.an_enterprise("GJ")


@pytest.fixture
def new(world: World) -> Firm:
    return world.an_enterprise("PJ")


def a_confirmed_case(moving: Applicant, firm: Firm) -> CertificateCase:
    return confirms(firm, moving.submits())


class TestCategoriesThatChangeMeanwhile:
    def test_those_of_the_new_unit_are_asked_again_before_anything_is_printed(
        self, world: World, moments: Moments, old: Firm, new: Firm
    ) -> None:
        moving = an_applicant(world, KIND, unit=old, employer=new)
        case = a_confirmed_case(moving, new)
        asked = moments.asked
        moments.then.append(lambda: changes_quickly(new, "P"))
        approves(world, case)
        assert moments.asked - asked == 2
        world.stack.settle()
        assert moving.shown.number.endswith("P")
        assert [each.categories for each in moving.versions] == ["P", "GJ"]

    def test_one_about_to_be_moved_is_reissued_after_it(
        self, world: World, old: Firm, new: Firm
    ) -> None:
        moving = an_applicant(world, KIND, unit=old, employer=new)
        case = a_confirmed_case(moving, new)
        with holding(world, OWN, id=moving.certificate):
            [approval] = begun(partial(approves, world, case))
            wait_until_blocked(world)
            new.is_approved(new.submits("P"))
            wait_until_blocked(world, 2)
        assert isinstance(approval.wait(), CertificateCase)
        world.stack.settle()
        assert [each.categories for each in moving.versions] == ["P", "PJ", "GJ"]
        assert moving.shown.number.endswith("P")

    def test_those_of_the_old_unit_no_longer_touch_what_was_moved(
        self, world: World, old: Firm, new: Firm
    ) -> None:
        moving = an_applicant(world, KIND, unit=old, employer=new)
        case = a_confirmed_case(moving, new)
        with holding(world, OWN, id=moving.certificate):
            [approval] = begun(partial(approves, world, case))
            wait_until_blocked(world)
            old.is_approved(old.submits("G"))
            wait_until_blocked(world, 2)
        assert isinstance(approval.wait(), CertificateCase)
        world.stack.settle()
        assert [each.categories for each in moving.versions] == ["PJ", "GJ"]

    def test_an_operator_is_not_moved_into_a_trade_just_forbidden(
        self, world: World, moments: Moments, old: Firm, new: Firm
    ) -> None:
        moving = an_applicant(world, KIND, unit=old, employer=new, trade=STATION)
        case = a_confirmed_case(moving, new)
        moments.then.append(lambda: changes_quickly(new, "P"))
        with pytest.raises(ConditionsNotMet) as refused:
            approves(world, case)
        assert codes_unmet(refused.value) == ["employer_permits_the_trade"]
        world.stack.settle()
        assert moving.shown.status is CertificateStatus.VALID
        assert moving.shown.enterprise == old.id
