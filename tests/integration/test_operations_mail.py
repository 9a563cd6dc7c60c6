"""Outbox and inbox in an operator's hands: told page by page, sent again, shown, replayed."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, update

from bus import tables
from contracts import operations as told
from contracts.enterprise import WithdrawCategoryCase
from contracts.errors import InvalidMessage, NotAllowed, NotFound
from contracts.message import Call
from contracts.operations import DeliveryStatus
from contracts.principal import Principal
from tests.integration.toys import Toy, Toys
from tests.operators import ADMINISTRATOR, LONG_AGO, OPERATOR, OTHERS, SCHEDULER, later

HANDLER = "categories_changed"


def announce(toys: Toys, number: int = 1) -> list[UUID]:
    """Have enterprise announce so many changes; gives the cases."""
    cases = [uuid4() for _ in range(number)]
    for case in cases:
        toys.stack.ask(WithdrawCategoryCase(case=case))
    toys.stack.settle()
    return cases


def announced(toys: Toys, **differs: Any) -> told.AnnouncedEvents:
    call = told.ListAnnouncedEvents(
        **{"service": "enterprise", "since": LONG_AGO, "until": later(), **differs}
    )
    return toys.stack.ask(call, by=OPERATOR)


def found(toys: Toys, *events: UUID, handler: str = HANDLER) -> dict[UUID, DeliveryStatus]:
    call = told.FindReceivedEvents(service="certificate", handler=handler, events=events)
    return {item.event: item.status for item in toys.stack.ask(call, by=OPERATOR).items}


def parked(toys: Toys) -> tuple[told.ParkedEvent, ...]:
    return toys.stack.ask(told.ListParkedEvents(service="certificate"), by=OPERATOR).items


def fail(_: Toy, __: Any) -> None:
    raise ValueError("639999198512319991")


@pytest.fixture
def with_parked(toys: Toys) -> Toys:
    """Three events that certificate has given up, and a handler that has been mended since."""
    usual = toys.doing[HANDLER]
    toys.doing[HANDLER] = fail
    announce(toys, 3)
    toys.doing[HANDLER] = usual
    assert len(parked(toys)) == 3
    return toys


class TestOutbox:
    def test_is_told_page_by_page_in_the_order_of_announcement(self, toys: Toys) -> None:
        announce(toys, 5)
        first = announced(toys, size=3)
        second = announced(toys, size=3, cursor=first.next)
        assert [item.event for item in (*first.items, *second.items)] == [
            row.event_id for row in sorted(toys.rows("enterprise", tables.OUTBOX))
        ]
        assert second.next is None
        assert {item.name for item in first.items} == {"category_changed"}
        assert all(item.sent_at is not None for item in first.items)

    def test_tells_of_the_period_alone(self, toys: Toys) -> None:
        announce(toys, 2)
        [first, second] = announced(toys).items
        assert announced(toys, until=second.made_at).items == (first,)
        assert announced(toys, since=second.made_at).items == (second,)

    def test_knows_what_it_has_announced_and_nothing_else(self, toys: Toys) -> None:
        announce(toys)
        [item] = announced(toys).items
        call = told.FindAnnouncedEvents(service="enterprise", events=(item.event, uuid4()))
        assert toys.stack.ask(call, by=OPERATOR).events == (item.event,)


class TestInbox:
    def test_says_what_it_holds_and_that_it_is_done(self, toys: Toys) -> None:
        announce(toys)
        [item] = announced(toys).items
        assert found(toys, item.event, uuid4()) == {item.event: DeliveryStatus.DONE}
        assert found(toys, item.event, handler="person_verified") == {}

    def test_says_what_stands_parked_and_what_waits(self, with_parked: Toys) -> None:
        toys = with_parked
        one, other, third = (item.event for item in announced(toys).items)
        inbox = tables.INBOX.c
        with toys.stack.database("certificate").transaction() as transaction:
            transaction.execute(
                update(tables.INBOX)
                .where(inbox.event_id == other)
                .values(parked_at=None, next_try_at=later())
            )
        assert found(toys, one, other, third) == {
            one: DeliveryStatus.PARKED,
            other: DeliveryStatus.WAITING,
            third: DeliveryStatus.PARKED,
        }

    def test_is_told_page_by_page(self, toys: Toys) -> None:
        announce(toys, 3)
        call = told.ListReceivedEvents(service="certificate", since=LONG_AGO, until=later(), size=2)
        first = toys.stack.ask(call, by=OPERATOR)
        assert [item.source for item in first.items] == ["enterprise"] * 2
        assert first.next is not None


class TestSendingAgain:
    def test_brings_back_what_an_inbox_has_lost(self, toys: Toys) -> None:
        [case] = announce(toys)
        [item] = announced(toys).items
        with toys.stack.database("certificate").transaction() as transaction:
            transaction.execute(delete(tables.INBOX))
        assert found(toys, item.event) == {}
        call = told.SendEventsAgain(service="enterprise", events=(item.event, uuid4()))
        assert toys.stack.ask(call, by=OPERATOR).events == (item.event,)
        toys.stack.settle()
        assert found(toys, item.event) == {item.event: DeliveryStatus.DONE}
        assert toys.things("certificate") == [case, case]  # its effect, too, had been lost

    def test_changes_nothing_for_whoever_has_it_already(self, toys: Toys) -> None:
        cases = announce(toys, 2)
        events = tuple(item.event for item in announced(toys).items)
        for _ in range(3):
            call = told.SendEventsAgain(service="enterprise", events=events)
            toys.stack.ask(call, by=OPERATOR)
            toys.stack.settle()
        assert sorted(toys.things("certificate")) == sorted(cases)


class TestParked:
    def test_is_told_with_its_failure_and_no_text_of_it(self, with_parked: Toys) -> None:
        item = parked(with_parked)[0]
        assert (item.source, item.name, item.handler) == (
            *("enterprise", "category_changed"),
            HANDLER,
        )
        assert item.attempts == 10
        assert item.error is not None
        assert item.error.startswith("ValueError at fail")
        assert "639999" not in item.error

    def test_is_shown_with_what_it_says_and_its_cause(self, with_parked: Toys) -> None:
        [item, *_] = parked(with_parked)
        call = told.GetParkedEvent(service="certificate", event=item.event)
        [shown] = with_parked.stack.ask(call, by=OPERATOR).items
        assert shown.parked == item
        assert set(shown.body) == {
            *("enterprise", "case", "category_version", "categories", "permitted_trades"),
            "decided_on",
        }
        assert shown.correlation_id is not None

    def test_is_replayed_one_by_one(self, with_parked: Toys) -> None:
        first, *rest = (item.event for item in parked(with_parked))
        call = told.ReplayParkedEvents(service="certificate", events=(first, uuid4()))
        assert with_parked.stack.ask(call, by=OPERATOR).events == 1
        with_parked.stack.settle()
        assert [item.event for item in parked(with_parked)] == rest
        assert len(with_parked.things("certificate")) == 1

    def test_is_replayed_all_at_once(self, with_parked: Toys) -> None:
        call = told.ReplayParkedEvents(service="certificate")
        assert with_parked.stack.ask(call, by=OPERATOR).events == 3
        with_parked.stack.settle()
        assert parked(with_parked) == ()
        assert len(set(with_parked.things("certificate"))) == 3

    def test_that_is_not_there_is_not_found(self, toys: Toys) -> None:
        with pytest.raises(NotFound):
            toys.stack.ask(told.GetParkedEvent(service="certificate", event=uuid4()), by=OPERATOR)


class TestAllowing:
    READING: tuple[Call[Any], ...] = (
        told.ListAnnouncedEvents(service="certificate", since=LONG_AGO, until=LONG_AGO),
        told.FindAnnouncedEvents(service="certificate", events=()),
        told.ListReceivedEvents(service="certificate", since=LONG_AGO, until=LONG_AGO),
        told.FindReceivedEvents(service="certificate", handler=HANDLER, events=()),
        told.SendEventsAgain(service="certificate", events=()),
        told.ListBulkJobs(service="certificate"),
    )
    OPERATING: tuple[Call[Any], ...] = (
        told.ListParkedEvents(service="certificate"),
        told.ReplayParkedEvents(service="certificate", events=()),
        told.CheckInvariants(service="certificate"),
        told.GetBacklog(service="certificate"),
    )

    @pytest.mark.parametrize("call", [*READING, *OPERATING], ids=lambda call: call.wire_name)
    def test_operators_and_administrators_may_ask_and_others_may_not(
        self, toys: Toys, call: Call[Any]
    ) -> None:
        for by in (OPERATOR, ADMINISTRATOR):
            toys.stack.ask(call, by=by)
        for by in OTHERS:
            with pytest.raises(NotAllowed):
                toys.stack.ask(call, by=by)

    def test_the_scheduler_may_ask_what_reconciling_takes(self, toys: Toys) -> None:
        for call in self.READING:
            toys.stack.ask(call, by=SCHEDULER)
        assert all(self.is_refused(toys, call, SCHEDULER) for call in self.OPERATING)

    def is_refused(self, toys: Toys, call: Call[Any], by: Principal) -> bool:
        try:
            toys.stack.ask(call, by=by)
        except NotAllowed:
            return True
        return False

    def test_a_cursor_that_no_page_gave_is_refused(self, toys: Toys) -> None:
        with pytest.raises(InvalidMessage):
            announced(toys, cursor="x")
