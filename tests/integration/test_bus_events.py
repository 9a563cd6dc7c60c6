"""Events through the bus, on RabbitMQ and in memory: sent if kept, in effect once, in any order."""

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from bus import context, tables
from bus.wire import Delivery
from contracts.enterprise import GetCategoryCase, WithdrawCategoryCase
from contracts.message import Event, to_wire
from contracts.principal import Principal, PrincipalKind
from contracts.review_scheduler import DaysClosed
from tests.integration.toys import Toy, Toys, a_case, changed

DAY = date(2024, 3, 15)
PERSON = Principal(kind=PrincipalKind.PERSON, account=uuid4(), person=uuid4())


def delivery(event: Event) -> Delivery:
    """An event as its source's postman would send it."""
    return Delivery(
        event_id=uuid4(),
        source=event.wire_owner,
        name=event.wire_name,
        body=json.dumps(to_wire(event)),
        headers=json.dumps(context.to_headers(context.Context(principal=PERSON))),
    )


def inbox(toys: Toys) -> dict[UUID, Any]:
    """The rows of certificate's inbox, by the case that each tells of."""
    rows = toys.rows("certificate", tables.INBOX)
    return {UUID(json.loads(row.body)["case"]): row for row in rows}


class TestDelivery:
    def test_an_event_reaches_its_subscriber_and_both_ends_know(self, toys: Toys) -> None:
        case = uuid4()
        toys.stack.ask(WithdrawCategoryCase(case=case))
        toys.stack.settle()
        assert toys.things("certificate") == [case]
        [sent], [received] = toys.rows("enterprise", tables.OUTBOX), inbox(toys).values()
        assert sent.sent_at is not None
        assert received.event_id == sent.event_id
        assert received.done_at is not None

    def test_an_event_sent_five_times_takes_effect_once(self, toys: Toys) -> None:
        event = changed()
        toys.stack.deliver(*[delivery(event)] * 5)
        toys.stack.settle()
        assert toys.things("certificate") == [event.case]

    def test_an_event_sent_again_after_it_is_done_takes_no_effect(self, toys: Toys) -> None:
        event = delivery(changed())
        for _ in range(3):
            toys.stack.deliver(event)
            toys.stack.settle()
        assert len(toys.things("certificate")) == 1

    def test_many_events_all_take_effect_once(self, toys: Toys) -> None:
        events = [changed() for _ in range(300)]
        toys.stack.deliver(*map(delivery, events))
        toys.stack.settle()
        assert sorted(toys.things("certificate")) == sorted(event.case for event in events)

    def test_an_event_with_fields_that_are_not_known_yet_is_understood(self, toys: Toys) -> None:
        event = changed()
        body = json.dumps({**to_wire(event), "since": {"version": 9}})
        toys.stack.deliver(replace(delivery(event), body=body))
        toys.stack.settle()
        assert toys.things("certificate") == [event.case]

    def test_events_that_wait_while_their_subscriber_is_stopped_arrive_later(
        self, toys: Toys
    ) -> None:
        toys.stack.stop("certificate")
        cases = [uuid4() for _ in range(20)]
        for case in cases:
            toys.stack.ask(WithdrawCategoryCase(case=case))
        toys.stack.start("certificate")
        toys.stack.settle()
        assert sorted(toys.things("certificate")) == sorted(cases)


class TestCircumstances:
    def test_principal_and_correlation_travel_and_the_event_is_named_as_the_cause(
        self, toys: Toys
    ) -> None:
        seen: list[context.Context] = []

        def note(toy: Toy, _: Any) -> None:
            seen.append(context.current())

        def withdraw_and_note(toy: Toy, call: WithdrawCategoryCase) -> Any:
            note(toy, call)
            with toy.database.transaction() as transaction:
                transaction.announce(changed(call.case))
            return a_case(call.case)

        toys.doing |= {"withdraw_category_case": withdraw_and_note, "categories_changed": note}
        toys.stack.ask(WithdrawCategoryCase(case=uuid4()), by=PERSON)
        toys.stack.settle()
        asked, reacted = seen
        [sent] = toys.rows("enterprise", tables.OUTBOX)
        headers = json.loads(sent.headers)
        assert reacted.principal == PERSON
        assert reacted.correlation_id == asked.correlation_id == headers["nameko.correlation_id"]
        assert headers["nameko.causation_id"] == asked.causation_id
        assert reacted.causation_id == str(sent.event_id)

    def test_what_is_logged_on_the_way_names_cause_and_actor(
        self, toys: Toys, logged: list[str]
    ) -> None:
        toys.doing["categories_changed"] = once_failing(ValueError("张三"))
        toys.stack.ask(WithdrawCategoryCase(case=uuid4()), by=PERSON)
        toys.stack.settle()
        [sent] = toys.rows("enterprise", tables.OUTBOX)
        headers = json.loads(sent.headers)
        [line] = [json.loads(line) for line in logged if "delivery failed" in line]
        assert line["correlation_id"] == headers["nameko.correlation_id"]
        assert line["causation_id"] == line["event_id"] == str(sent.event_id)
        assert line["by"] == PERSON.subject
        assert "张三" not in "".join(logged)

    def test_what_a_reaction_announces_is_caused_by_what_it_reacts_to(self, toys: Toys) -> None:
        def announce_more(toy: Toy, event: Any) -> None:
            with toy.database.transaction() as transaction:
                transaction.announce(DaysClosed(task="review", days=(DAY,)))

        toys.doing["categories_changed"] = announce_more
        toys.stack.ask(WithdrawCategoryCase(case=uuid4()), by=PERSON)
        toys.stack.settle()
        [first] = toys.rows("enterprise", tables.OUTBOX)
        [second] = toys.rows("certificate", tables.OUTBOX)
        headers = json.loads(second.headers)
        assert headers["nameko.causation_id"] == str(first.event_id)
        assert (
            headers["nameko.correlation_id"] == json.loads(first.headers)["nameko.correlation_id"]
        )


def test_a_reaction_sees_what_the_call_that_announced_it_has_committed(toys: Toys) -> None:
    toys.doing["categories_changed"] = lambda toy, event: toy.put(
        toy.ask(GetCategoryCase(case=event.case)).id
    )
    toys.doing["get_category_case"] = lambda toy, call: a_case(
        call.case if call.case in toys.things("enterprise") else UUID(int=0)
    )
    case = uuid4()
    toys.stack.ask(WithdrawCategoryCase(case=case))
    toys.stack.settle()
    assert toys.things("certificate") == [case]


def once_failing(error: Exception) -> Any:
    left = [error]

    def react(*_: Any) -> None:
        if left:
            raise left.pop()

    return react
