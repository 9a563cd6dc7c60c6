"""Commands through the bus: one transaction, done once however often they are repeated (I10)."""

import contextlib
import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import eventlet
import pytest
from eventlet.event import Event as Signal

from bus import context, tables
from bus.remote import Remote
from contracts.enterprise import RejectCategoryCase, WithdrawCategoryCase
from contracts.errors import GasCertError, InProgress, KeyReused, Refused, error_from_wire
from contracts.message import said
from contracts.operations import ReplayParkedEvents
from contracts.principal import Principal, PrincipalKind
from tests.integration.toys import Toy, Toys, a_case, changed, withdraw
from tests.operators import OPERATOR

ONE = Principal(kind=PrincipalKind.PERSON, account=uuid4())
OTHER = Principal(kind=PrincipalKind.PERSON, account=uuid4())


def outbox(toys: Toys) -> list[UUID]:
    """The cases that enterprise has announced."""
    rows = toys.rows("enterprise", tables.OUTBOX)
    return [UUID(json.loads(row.body)["case"]) for row in rows]


class TestOneTransaction:
    def test_what_is_written_and_what_is_announced_are_kept_together(self, toys: Toys) -> None:
        case = uuid4()
        toys.stack.ask(WithdrawCategoryCase(case=case))
        assert toys.things("enterprise") == outbox(toys) == [case]

    @pytest.mark.parametrize("error", [Refused("NOT_NOW"), ValueError("a bug")], ids=repr)
    def test_neither_is_kept_where_the_command_is_not_done(
        self, toys: Toys, error: Exception
    ) -> None:
        def withdraw_and_fail(toy: Toy, call: WithdrawCategoryCase) -> Any:
            withdraw(toy, call)
            raise error

        toys.doing["withdraw_category_case"] = withdraw_and_fail
        with pytest.raises(GasCertError):
            toys.stack.ask(WithdrawCategoryCase(case=uuid4()), key="k")
        assert toys.things("enterprise") == outbox(toys) == []
        assert toys.rows("enterprise", tables.IDEMPOTENCY) == []

    def test_several_parts_are_kept_together(self, toys: Toys) -> None:
        def in_two_parts(toy: Toy, call: WithdrawCategoryCase) -> Any:
            toy.put(call.case)
            toy.put(call.case)
            raise Refused

        toys.doing["withdraw_category_case"] = in_two_parts
        with pytest.raises(Refused):
            toys.stack.ask(WithdrawCategoryCase(case=uuid4()))
        assert toys.things("enterprise") == []

    def test_a_part_that_was_lost_cannot_be_passed_over_in_silence(self, toys: Toys) -> None:
        def lose_the_first_part(toy: Toy, call: WithdrawCategoryCase) -> Any:
            toy.put(call.case)
            try:
                with toy.database.transaction():
                    raise KeyError  # a part that fails
            except KeyError:
                pass
            return a_case(call.case)

        toys.doing["withdraw_category_case"] = lose_the_first_part
        with pytest.raises(GasCertError) as refused:
            toys.stack.ask(WithdrawCategoryCase(case=uuid4()))
        assert refused.value.status == 500

    def test_a_part_that_failed_with_nothing_before_it_may_be_tried_again(self, toys: Toys) -> None:
        def try_twice(toy: Toy, call: WithdrawCategoryCase) -> Any:
            try:
                with toy.database.transaction():
                    toy.put(uuid4())
                    raise KeyError  # a part that fails
            except KeyError:
                toy.put(call.case)
            return a_case(call.case)

        toys.doing["withdraw_category_case"] = try_twice
        case = uuid4()
        toys.stack.ask(WithdrawCategoryCase(case=case))
        assert toys.things("enterprise") == [case]

    def test_what_was_written_is_read_within_the_same_transaction(self, toys: Toys) -> None:
        def write_and_read(toy: Toy, call: WithdrawCategoryCase) -> Any:
            with toy.database.transaction():
                toy.put(call.case)
                assert toys.things("enterprise") == [call.case]
            return a_case(call.case)

        toys.doing["withdraw_category_case"] = write_and_read
        toys.stack.ask(WithdrawCategoryCase(case=uuid4()))


class TestRepeating:
    def test_with_the_same_key_gives_the_same_answer_and_is_done_once(self, toys: Toys) -> None:
        call = WithdrawCategoryCase(case=uuid4())
        first = toys.stack.ask(call, by=ONE, key="k")
        toys.doing["withdraw_category_case"] = lambda *_: pytest.fail("done again")
        assert toys.stack.ask(call, by=ONE, key="k") == first
        assert toys.things("enterprise") == outbox(toys) == [call.case]

    def test_refused_for_what_the_same_command_has_done_meanwhile_gives_its_answer(
        self, toys: Toys
    ) -> None:
        call, is_done = WithdrawCategoryCase(case=uuid4()), Signal()

        def see_it_done_already(*_: Any) -> Any:
            toys.doing["withdraw_category_case"] = withdraw
            is_done.wait()
            raise Refused("WITHDRAWN_ALREADY")

        toys.doing["withdraw_category_case"] = see_it_done_already
        overtaken = eventlet.spawn(toys.stack.ask, call, by=ONE, key="k")
        toys.stack.wait_for(lambda: toys.doing["withdraw_category_case"] is withdraw)
        answer = toys.stack.ask(call, by=ONE, key="k")
        is_done.send(None)
        assert overtaken.wait() == answer
        assert toys.things("enterprise") == outbox(toys) == [call.case]

    def test_with_another_body_is_refused(self, toys: Toys) -> None:
        toys.stack.ask(WithdrawCategoryCase(case=uuid4()), by=ONE, key="k")
        with pytest.raises(KeyReused):
            toys.stack.ask(WithdrawCategoryCase(case=uuid4()), by=ONE, key="k")
        assert len(toys.things("enterprise")) == 1

    def test_with_the_key_of_another_command_is_refused(self, toys: Toys) -> None:
        service = Principal(kind=PrincipalKind.SERVICE, service="certificate")
        case = uuid4()
        toys.stack.ask(WithdrawCategoryCase(case=case), by=service, key="k")
        with pytest.raises(KeyReused):
            toys.stack.ask(
                RejectCategoryCase(case=case, version=1, reason="no"), by=service, key="k"
            )

    def test_by_somebody_else_with_the_same_key_is_another_command(self, toys: Toys) -> None:
        for by in (ONE, OTHER):
            toys.stack.ask(WithdrawCategoryCase(case=uuid4()), by=by, key="k")
        assert len(toys.things("enterprise")) == 2

    def test_without_a_key_is_another_command(self, toys: Toys) -> None:
        call = WithdrawCategoryCase(case=uuid4())
        for _ in range(2):
            toys.stack.ask(call, by=ONE)
        assert toys.things("enterprise") == [call.case] * 2

    def test_what_was_refused_is_judged_anew(self, toys: Toys) -> None:
        call = WithdrawCategoryCase(case=uuid4())
        toys.doing["withdraw_category_case"] = refuse
        with pytest.raises(Refused):
            toys.stack.ask(call, by=ONE, key="k")
        toys.doing["withdraw_category_case"] = withdraw
        assert toys.stack.ask(call, by=ONE, key="k") == a_case(call.case)

    def test_in_parallel_is_told_that_it_is_in_progress_and_done_once(self, toys: Toys) -> None:
        begun, go_on = Signal(), Signal()

        def withdraw_slowly(toy: Toy, call: WithdrawCategoryCase) -> Any:
            reply = withdraw(toy, call)
            begun.send(None)
            go_on.wait()
            return reply

        toys.doing["withdraw_category_case"] = withdraw_slowly
        call = WithdrawCategoryCase(case=uuid4())
        first = eventlet.spawn(toys.stack.ask, call, by=ONE, key="k")
        begun.wait()
        for _ in range(3):
            with pytest.raises(InProgress):
                toys.stack.ask(call, by=ONE, key="k")
        go_on.send(None)
        answered = first.wait()
        assert toys.stack.ask(call, by=ONE, key="k") == answered
        assert toys.things("enterprise") == outbox(toys) == [call.case]

    def test_many_at_once_are_done_once(self, toys: Toys) -> None:
        call = WithdrawCategoryCase(case=uuid4())

        def ask(_: int) -> str:
            try:
                return str(toys.stack.ask(call, by=ONE, key="k").id)
            except InProgress as error:
                return error.code

        told = set(eventlet.GreenPool(30).imap(ask, range(30)))
        assert str(call.case) in told <= {str(call.case), "IN_PROGRESS"}
        assert toys.things("enterprise") == outbox(toys) == [call.case]

    def test_a_key_of_any_length_and_letters_will_do(self, toys: Toys) -> None:
        call = WithdrawCategoryCase(case=uuid4())
        for _ in range(2):
            toys.stack.ask(call, by=ONE, key="钥匙" * 200)
        assert toys.things("enterprise") == [call.case]

    def test_neither_key_nor_body_can_be_read_from_the_table_of_keys(self, toys: Toys) -> None:
        call = WithdrawCategoryCase(case=uuid4())
        toys.stack.ask(call, by=ONE, key="my-key")
        [row] = toys.rows("enterprise", tables.IDEMPOTENCY)
        assert "my-key" not in str(row)
        toys.stack.ask(call, by=OTHER, key="another-key")
        one, other = toys.rows("enterprise", tables.IDEMPOTENCY)
        assert one.digest != other.digest, "the same body must not be known by its digest"

    def test_a_release_that_does_not_know_an_optional_field_repeats_the_same(
        self, toys: Toys
    ) -> None:
        address, caller = ("certificate", "replay_parked_events"), toys.stack.running["certificate"]
        newer = {"service": "certificate", "events": None}
        older = {"service": "certificate"}
        with context.acting(OPERATOR, idempotency_key="k") as now:
            replies = [
                caller.caller.call(address, kwargs, context.to_headers(now), 5)
                for kwargs in (newer, older, {**older, "events": [str(uuid4())]})
            ]
        assert replies[0] == replies[1]
        assert replies[0]["error"] is None
        assert error_from_wire(replies[2]["error"]).status == KeyReused.status


class TestCommandsWithinCommands:
    def test_have_a_key_that_an_unknown_optional_field_does_not_change(self, toys: Toys) -> None:
        told = ReplayParkedEvents(service="certificate")
        assert said(told) == {"service": "certificate"}
        assert said(replace(told, events=())) == {"service": "certificate", "events": []}

    def test_are_done_once_when_the_outer_one_is_repeated(self, toys: Toys) -> None:
        call = WithdrawCategoryCase(case=uuid4())
        remote = Remote("certificate", toys.stack.running["certificate"].caller)
        for _ in range(2):
            with context.acting(ONE, idempotency_key="k"):
                remote(call)
        assert toys.things("enterprise") == [call.case]

    def test_may_ask_the_same_of_another_several_times(self, toys: Toys) -> None:
        cases = [uuid4(), uuid4()]
        remote = Remote("certificate", toys.stack.running["certificate"].caller)
        with context.acting(ONE, idempotency_key="k"):
            for case in cases:
                remote(WithdrawCategoryCase(case=case))
        assert toys.things("enterprise") == cases

    def test_carry_a_key_even_where_the_outer_call_has_none(self, toys: Toys) -> None:
        keys: list[str | None] = []

        def note_key(_: Toy, call: WithdrawCategoryCase) -> Any:
            keys.append(context.current().idempotency_key)
            return a_case(call.case)

        toys.doing["withdraw_category_case"] = note_key
        remote = Remote("certificate", toys.stack.running["certificate"].caller)
        for _ in range(2):
            remote(WithdrawCategoryCase(case=uuid4()))
        assert None not in keys
        assert len(set(keys)) == 2


def test_nothing_is_announced_by_who_writes_nothing(toys: Toys) -> None:
    toys.doing["withdraw_category_case"] = lambda _, call: a_case(call.case)
    toys.stack.ask(WithdrawCategoryCase(case=uuid4()))
    assert outbox(toys) == []


def test_an_announcement_outside_any_message_is_kept_with_its_transaction(toys: Toys) -> None:
    database, kept = toys.stack.database("enterprise"), uuid4()
    with database.transaction() as transaction:
        transaction.announce(changed(kept))
    with contextlib.suppress(KeyError), database.transaction() as transaction:
        transaction.announce(changed())
        raise KeyError
    assert outbox(toys) == [kept]


def refuse(*_: Any) -> None:
    raise Refused
