"""Calls among others, on RabbitMQ and in memory: each has an end and lets others through."""

import time
from typing import Any
from uuid import uuid4

import eventlet
import pytest
from eventlet.event import Event as Signal
from sqlalchemy import text

from bus import context
from contracts.enterprise import (
    CategoryTrades,
    GetCategoryCase,
    ListCategoryTrades,
    WithdrawCategoryCase,
)
from contracts.errors import (
    Unavailable,
)
from contracts.identity import GetPerson
from tests.integration.toys import Toy, Toys, a_case


class TestDeadlines:
    def test_a_stopped_service_is_unavailable_within_the_deadline(self, toys: Toys) -> None:
        toys.stack.stop("identity")
        try:
            began = time.monotonic()
            with pytest.raises(Unavailable):
                toys.stack.ask(GetPerson(person=uuid4()), timeout=0.4)
            assert time.monotonic() - began < 0.6
        finally:
            toys.stack.start("identity")
            toys.stack.wait_until_ready()

    def test_the_deadline_travels_with_the_call_to_whoever_is_asked_next(self, toys: Toys) -> None:
        left: list[float] = []

        def get_person(_: Toy, call: GetPerson) -> Any:
            left.append(context.current().seconds_left(100))
            eventlet.sleep(1.5)

        def get_case(toy: Toy, call: GetCategoryCase) -> Any:
            eventlet.sleep(0.1)
            began = time.monotonic()
            try:
                toy.ask(GetPerson(person=call.case), timeout=60)
            finally:
                left.append(time.monotonic() - began)

        toys.doing |= {"get_category_case": get_case, "get_person": get_person}
        began = time.monotonic()
        with pytest.raises(Unavailable):
            toys.stack.ask(GetCategoryCase(case=uuid4()), timeout=0.5)
        assert time.monotonic() - began < 0.7
        toys.stack.wait_for(lambda: len(left) == 2)
        seen_by_identity, waited_by_enterprise = left
        assert seen_by_identity < 0.41
        assert waited_by_enterprise < 0.5

    def test_nobody_is_asked_once_the_time_is_up(self, toys: Toys) -> None:
        asked: list[Any] = []

        def get_case(toy: Toy, call: GetCategoryCase) -> Any:
            eventlet.sleep(0.3)
            try:
                toy.ask(GetPerson(person=call.case))
            except Unavailable:
                asked.append("refused")

        toys.doing |= {"get_category_case": get_case, "get_person": lambda *it: asked.append(it)}
        with pytest.raises(Unavailable):
            toys.stack.ask(GetCategoryCase(case=uuid4()), timeout=0.2)
        toys.stack.wait_for(lambda: bool(asked))
        assert asked == ["refused"]

    def test_a_call_given_up_while_its_service_was_stopped_is_never_begun(self, toys: Toys) -> None:
        toys.stack.stop("enterprise")
        with pytest.raises(Unavailable):
            toys.stack.ask(WithdrawCategoryCase(case=uuid4()), timeout=0.2)
        toys.stack.start("enterprise")
        toys.stack.wait_until_ready()
        later = uuid4()
        toys.stack.ask(WithdrawCategoryCase(case=later))
        assert toys.things("enterprise") == [later]

    def test_a_call_given_up_before_a_worker_was_free_is_never_begun(self, toys: Toys) -> None:
        begun, go_on = [], Signal()

        def slow(_: Toy, call: Any) -> CategoryTrades:
            begun.append(call)
            go_on.wait()
            return CategoryTrades(items=())

        toys.doing["list_category_trades"] = slow
        pool = eventlet.GreenPool()
        busy = [pool.spawn(toys.stack.ask, ListCategoryTrades()) for _ in range(16)]
        toys.stack.wait_for(lambda: len(begun) == 16)
        with pytest.raises(Unavailable):
            toys.stack.ask(WithdrawCategoryCase(case=uuid4()), timeout=0.2)
        go_on.send(None)
        for one in busy:
            one.wait()
        later = uuid4()
        toys.stack.ask(WithdrawCategoryCase(case=later))
        assert toys.things("enterprise") == [later]


class TestOneAmongMany:
    def test_a_slow_query_lets_others_through(self, toys: Toys) -> None:
        def slow(toy: Toy, _: Any) -> CategoryTrades:
            with toy.database.reading() as connection:
                connection.execute(text("SELECT pg_sleep(0.5)"))
            return CategoryTrades(items=())

        toys.doing["list_category_trades"] = slow
        began = time.monotonic()
        pool = eventlet.GreenPool()
        slow_ones = [pool.spawn(toys.stack.ask, ListCategoryTrades()) for _ in range(10)]
        eventlet.sleep(0.1)
        quick = time.monotonic()
        toys.stack.ask(GetCategoryCase(case=uuid4()))
        assert time.monotonic() - quick < 0.2
        for one in slow_ones:
            one.wait()
        assert time.monotonic() - began < 1.5

    def test_more_calls_than_workers_are_all_answered(self, toys: Toys) -> None:
        def slow(_: Toy, call: GetCategoryCase) -> Any:
            eventlet.sleep(0.01)
            return a_case(call.case)

        toys.doing["get_category_case"] = slow
        cases = [uuid4() for _ in range(200)]
        pool = eventlet.GreenPool(200)
        replies = pool.imap(lambda case: toys.stack.ask(GetCategoryCase(case=case)), cases)
        assert [reply.id for reply in replies] == cases

    def test_two_that_meet_in_a_deadlock_are_both_done(self, toys: Toys) -> None:
        first, second = uuid4(), uuid4()
        toys.doing["reject_category_case"] = lambda toy, call: toy.put(call.case)
        database = toys.stack.database("enterprise")
        with database.transaction() as transaction:
            transaction.execute(
                text("INSERT INTO things VALUES (:a), (:b)"), {"a": first, "b": second}
            )
        attempts: list[Any] = []

        def lock_one_then_the_other(toy: Toy, call: WithdrawCategoryCase) -> Any:
            attempts.append(call.case)
            order = (first, second) if call.case == first else (second, first)
            with toy.database.transaction() as transaction:
                for thing in order:
                    transaction.execute(
                        text("UPDATE things SET note = coalesce(note, '') || 'x' WHERE id = :id"),
                        {"id": thing},
                    )
                    eventlet.sleep(0.2)
            return a_case(call.case)

        toys.doing["withdraw_category_case"] = lock_one_then_the_other
        pool = eventlet.GreenPool()
        for _ in pool.imap(
            lambda case: toys.stack.ask(WithdrawCategoryCase(case=case)), (first, second)
        ):
            pass
        with database.reading() as connection:
            notes = set(connection.scalars(text("SELECT note FROM things")))
        assert notes == {"xx"}
        assert len(attempts) == 3
