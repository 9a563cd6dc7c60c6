"""二.4(2) 查看当前聘用关系和历史聘用记录: lists, timelines, requests that wait for an answer."""

from uuid import UUID

import pytest

from contracts.employment import ListDissolutions, ListEmployments
from contracts.errors import NotFound
from contracts.vocabulary import DissolutionStatus, EmploymentStepKind
from tests.makers import World
from tests.manual.dissolutions import ELSEWHERE, asked, refused_with, timeline, withdrawn
from tests.manual.staffing import a_worker, dissolved, employed


class TestTheHistory:
    """查看当前聘用关系和历史聘用记录."""

    def test_tells_present_and_past_employments_page_by_page(self, world: World) -> None:
        worker, firms = a_worker(world), [world.an_enterprise() for _ in range(3)]
        for firm in firms[:2]:
            employed(world, firm, worker)
            dissolved(world, firm, worker)
        employed(world, firms[2], worker)
        found: list[UUID] = []
        cursor: str | None = None
        for _ in firms:
            page = world.stack.ask(ListEmployments(size=1, cursor=cursor), by=worker.account)
            found += [each.enterprise for each in page.items]
            cursor = page.next
        assert (found, cursor) == ([firm.id for firm in reversed(firms)], None)
        for is_current, firms_then in ((True, firms[2:]), (False, firms[1::-1])):
            asked_for = ListEmployments(is_current=is_current)
            told = world.stack.ask(asked_for, by=worker.account).items
            assert [each.enterprise for each in told] == [firm.id for firm in firms_then]

    def test_tells_who_did_what_and_when(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        refused_with(world, asked(world, begun, worker.account), firm.account)
        withdrawn(world, asked(world, begun, firm.account), firm.account)
        dissolved(world, firm, worker)
        person, enterprise = worker.account.subject, firm.account.subject
        for by in (worker.account, firm.account, world.staff):
            assert timeline(world, begun, by) == [
                (EmploymentStepKind.OFFERED, enterprise),
                (EmploymentStepKind.ACCEPTED, person),
                (EmploymentStepKind.DISSOLUTION_REQUESTED, person),
                (EmploymentStepKind.DISSOLUTION_REFUSED, enterprise),
                (EmploymentStepKind.DISSOLUTION_REQUESTED, enterprise),
                (EmploymentStepKind.DISSOLUTION_WITHDRAWN, enterprise),
                (EmploymentStepKind.DISSOLUTION_REQUESTED, person),
                (EmploymentStepKind.DISSOLVED, enterprise),
            ]
        with pytest.raises(NotFound):
            timeline(world, begun, ELSEWHERE)

    def test_lists_the_requests_that_wait_for_both_sides_and_the_authority(
        self, world: World
    ) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        closed = withdrawn(world, asked(world, begun, worker.account), worker.account)
        request = asked(world, begun, worker.account)
        waiting = ListDissolutions(status=DissolutionStatus.OPEN)
        for by in (worker.account, firm.account):
            assert world.stack.ask(waiting, by=by).items == (request,)
            assert world.stack.ask(ListDissolutions(), by=by).items == (request, closed)
        assert request in world.stack.ask(waiting, by=world.staff).items
        assert request not in world.stack.ask(waiting, by=ELSEWHERE).items
