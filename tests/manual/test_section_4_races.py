"""四, 二.4(2): two commands about one employment in the same moment (H3, H5)."""

from functools import partial
from typing import Final

from sqlalchemy import text

from contracts.employment import Dissolution, Employment
from tests.makers import World
from tests.manual.dissolutions import announced, asked, confirmed, employers_of, withdrawn
from tests.manual.staffing import a_worker, accepted, at_once, employed, offered

LOCKED_OFFER: Final = text("SELECT 1 FROM offers WHERE id = :offer FOR UPDATE")
LOCKED_OFFERS: Final = text("SELECT 1 FROM offers WHERE person = :person FOR UPDATE")


class TestTwoInTheSameMoment:
    """Whoever comes second finds what the first has done."""

    def test_both_sides_ask_and_one_request_stands(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        outcomes = at_once(
            world,
            "employment",
            LOCKED_OFFER.bindparams(offer=begun.offer),
            partial(asked, world, begun, worker.account),
            partial(asked, world, begun, firm.account),
        )
        assert [type(outcome) for outcome in outcomes].count(Dissolution) == 1
        assert "DISSOLUTION_OPEN_ALREADY" in outcomes
        assert employers_of(world, worker) == [firm.id]

    def test_one_confirms_while_the_other_withdraws(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        request = asked(world, begun, worker.account)
        outcomes = at_once(
            world,
            "employment",
            LOCKED_OFFER.bindparams(offer=begun.offer),
            partial(confirmed, world, request, firm.account),
            partial(withdrawn, world, request, worker.account),
        )
        assert outcomes.count("DISSOLUTION_CLOSED") == 1
        has_ended = isinstance(outcomes[0], Employment)
        assert employers_of(world, worker) == ([] if has_ended else [firm.id])
        assert len(announced(world, begun)) == has_ended

    def test_the_enterprise_confirms_twice_and_it_ends_once(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        request = asked(world, begun, worker.account)
        outcomes = at_once(
            world,
            "employment",
            LOCKED_OFFER.bindparams(offer=begun.offer),
            *(partial(confirmed, world, request, firm.account) for _ in range(2)),
        )
        assert outcomes.count("DISSOLUTION_CLOSED") == 1
        assert len(announced(world, begun)) == 1

    def test_one_confirms_while_the_person_accepts_another_offer(self, world: World) -> None:
        firm, other, worker = world.an_enterprise(), world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        request, waiting = asked(world, begun, worker.account), offered(world, other, worker)
        ended, taken = at_once(
            world,
            "employment",
            LOCKED_OFFERS.bindparams(person=worker.account.person),
            partial(confirmed, world, request, firm.account),
            partial(accepted, world, waiting, worker),
        )
        assert isinstance(ended, Employment)
        if taken == "EMPLOYED_ALREADY":
            taken = accepted(world, waiting, worker)
        assert isinstance(taken, Employment)
        assert employers_of(world, worker) == [other.id]
