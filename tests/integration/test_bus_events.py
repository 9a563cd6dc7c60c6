"""Events through the bus, on RabbitMQ and in memory: sent if kept, in effect once, in any order."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from bus import context, tables, telemetry
from bus.mailbox import replay
from bus.status import refresh_metrics
from bus.wire import Delivery
from contracts.certificate import CertificatesMarked
from contracts.enterprise import GetCategoryCase, WithdrawCategoryCase
from contracts.errors import Refused, Unavailable
from contracts.identity import GetPerson
from contracts.message import Event, to_wire
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import AbnormalReason
from tests.integration.toys import Toy, Toys, a_case, changed

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
                transaction.announce(marked(event.case))

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


class TestFailing:
    def test_a_failure_takes_its_effect_back_and_is_tried_again(self, toys: Toys) -> None:
        def put_and_fail(toy: Toy, event: Any) -> None:
            toy.put(event.case)
            fail(toy, event)

        fail = once_failing(ValueError("a bug"))
        toys.doing["categories_changed"] = put_and_fail
        event = changed()
        toys.stack.deliver(delivery(event))
        toys.stack.settle()
        assert toys.things("certificate") == [event.case]
        assert inbox(toys)[event.case].attempts == 1

    def test_poison_is_parked_after_ten_attempts_while_others_go_on(
        self, toys: Toys, logged: list[str]
    ) -> None:
        poison, others = changed(), [changed() for _ in range(30)]

        def fail_for_poison(toy: Toy, event: Any) -> None:
            if event == poison:
                raise ValueError("639999198512319991")
            toy.put(event.case)

        toys.doing["categories_changed"] = fail_for_poison
        toys.stack.deliver(delivery(poison), *map(delivery, others))
        toys.stack.settle()
        rows = inbox(toys)
        parked = rows.pop(poison.case)
        assert (parked.attempts, parked.done_at) == (10, None)
        assert parked.parked_at is not None
        assert parked.error.startswith("ValueError at ")
        assert all(row.done_at for row in rows.values())
        assert sorted(toys.things("certificate")) == sorted(event.case for event in others)
        assert "639999198512319991" not in parked.error + "".join(logged)
        assert gauge(toys, "gascert_inbox_parked") == 1

    def test_what_is_parked_can_be_replayed(self, toys: Toys) -> None:
        event = changed()
        toys.doing["categories_changed"] = raising(KeyError())
        toys.stack.deliver(delivery(event))
        toys.stack.settle()
        toys.doing["categories_changed"] = lambda toy, event: toy.put(event.case)
        with toys.stack.database("certificate").transaction() as transaction:
            assert replay(transaction, [uuid4()]) == 0
            assert replay(transaction) == 1
        toys.stack.settle()
        assert toys.things("certificate") == [event.case]
        assert inbox(toys)[event.case].parked_at is None

    @pytest.mark.parametrize(
        "damage",
        [
            {"body": '{"case": 5}'},
            {"body": "{}"},
            {"headers": '{"nameko.principal": "{"}'},
            {"headers": '{"nameko.principal": "{\\"kind\\": \\"god\\"}"}'},
        ],
        ids=repr,
    )
    def test_what_cannot_be_understood_is_parked(self, toys: Toys, damage: dict[str, str]) -> None:
        damaged = {**vars(delivery(changed())), **damage}
        toys.stack.deliver(Delivery(**damaged))
        toys.stack.settle()
        [row] = toys.rows("certificate", tables.INBOX)
        assert row.parked_at is not None
        assert row.error.startswith("InvalidMessage(INVALID_MESSAGE) at ")

    def test_while_somebody_who_must_be_asked_is_away_attempts_do_not_count(
        self, toys: Toys
    ) -> None:
        def ask_first(toy: Toy, event: Any) -> None:
            tried.append(event)
            toy.ask(GetPerson(person=event.case), timeout=0.05)
            toy.put(event.case)

        tried: list[Any] = []
        toys.doing["categories_changed"] = ask_first
        toys.stack.stop("identity")
        event = changed()
        toys.stack.deliver(delivery(event))
        toys.stack.wait_for(lambda: len(tried) > 12)
        row = inbox(toys)[event.case]
        assert (row.attempts, row.parked_at) == (0, None)
        toys.stack.start("identity")
        toys.stack.wait_until_ready()
        toys.stack.settle()
        assert toys.things("certificate") == [event.case]

    def test_a_refusal_counts_as_an_attempt(self, toys: Toys) -> None:
        toys.doing["categories_changed"] = raising(Refused())
        event = changed()
        toys.stack.deliver(delivery(event))
        toys.stack.settle()
        assert inbox(toys)[event.case].parked_at is not None

    def test_a_database_that_breaks_off_in_a_reaction_does_not_count(self, toys: Toys) -> None:
        def break_off(toy: Toy, _: Any) -> None:
            with toy.database.transaction() as transaction:
                transaction.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        event = changed()
        failing = [break_off] * 15
        toys.doing["categories_changed"] = lambda toy, event: (
            failing.pop()(toy, event) if failing else toy.put(event.case)
        )
        toys.stack.deliver(delivery(event))
        toys.stack.settle()
        assert toys.things("certificate") == [event.case]
        assert inbox(toys)[event.case].attempts == 0

    def test_a_command_that_a_reaction_asks_is_done_once_though_the_reaction_is_repeated(
        self, toys: Toys
    ) -> None:
        fail = once_failing(Unavailable())

        def command_and_fail(toy: Toy, event: Any) -> None:
            toy.ask.as_service(WithdrawCategoryCase(case=event.enterprise))
            fail(toy, event)

        toys.doing["categories_changed"] = command_and_fail
        toys.doing["withdraw_category_case"] = put
        event = changed()
        toys.stack.deliver(delivery(event))
        toys.stack.settle()
        assert toys.things("enterprise") == [event.enterprise]


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


def marked(case: UUID) -> CertificatesMarked:
    reason = AbnormalReason.TRADE_NOT_PERMITTED
    return CertificatesMarked(certificates=(), reason=reason, is_lifted=False, caused_by=case)


def put(toy: Toy, call: WithdrawCategoryCase) -> Any:
    toy.put(call.case)
    return a_case(call.case)


def once_failing(error: Exception) -> Any:
    left = [error]

    def react(*_: Any) -> None:
        if left:
            raise left.pop()

    return react


def raising(error: Exception) -> Any:
    def raise_it(*_: Any) -> None:
        raise error

    return raise_it


def gauge(toys: Toys, name: str) -> float:
    refresh_metrics(list(toys.stack.running.values()))
    families = text_string_to_metric_families(generate_latest(telemetry.REGISTRY).decode())
    [value] = [
        sample.value
        for family in families
        for sample in family.samples
        if (sample.name, sample.labels.get("service")) == (name, "certificate")
    ]
    return value
