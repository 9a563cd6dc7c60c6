"""Reactions that fail, on RabbitMQ and in memory: tried again, held, parked, replayed."""

from typing import Any
from uuid import uuid4

import eventlet
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, text, update

from bus import tables, telemetry
from bus.mailbox import replay
from bus.status import refresh_metrics
from bus.wire import Delivery
from contracts.enterprise import WithdrawCategoryCase
from contracts.errors import Refused, Unavailable
from contracts.identity import GetPerson
from tests.integration.test_bus_events import delivery, inbox, once_failing
from tests.integration.toys import Toy, Toys, a_case, changed


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

    def test_what_another_has_parked_meanwhile_takes_no_effect(self, toys: Toys) -> None:
        event = changed()

        def put_too_late(toy: Toy, event: Any) -> None:
            with toy.database.independent() as another:
                another.execute(update(tables.INBOX).values(parked_at=func.clock_timestamp()))
            toy.put(event.case)

        toys.doing["categories_changed"] = put_too_late
        toys.stack.deliver(delivery(event))
        toys.stack.wait_for(lambda: inbox(toys)[event.case].parked_at is not None)
        eventlet.sleep(0.1)
        assert inbox(toys)[event.case].done_at is None
        assert toys.things("certificate") == []

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


def put(toy: Toy, call: WithdrawCategoryCase) -> Any:
    toy.put(call.case)
    return a_case(call.case)


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
